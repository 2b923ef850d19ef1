/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Whose confidence in what: the pairs of a confidence and an event that calibration is measured on, taken
 * from the rows of a table.
 *
 *   top     the largest class probability; the model is right          one member
 *   class   p_c; y = c                                                 a member a class
 *   binary  the probability of the positive one of two classes; y is it    one member
 *   expert  conf_E; E's answer is y; rows where E was not asked say nothing   a member an expert
 *   top-class  as top, each row with the class that it is about (Gupta, Ramdas 2022)   a member a class
 *   vector  p_*, the whole distribution; y                             no member with confidences; the classes by name
 *   pair    any column of confidences, any column of 0 and 1           one member
 */
#ifndef L2D_ESTIMAND_H
#define L2D_ESTIMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "inference/row_keys.h"
#include "noise/label_noise.h"
#include "cases/cases.h"

enum estimand_kind {
	ESTIMAND_TOP,
	ESTIMAND_CLASS,
	ESTIMAND_BINARY,
	ESTIMAND_EXPERT,
	ESTIMAND_TOP_CLASS,
	ESTIMAND_VECTOR,
	ESTIMAND_PAIR
};

struct estimand {
	enum estimand_kind kind;
	struct names member;  /* the class or the expert; empty for top */
	struct cases c;       /* the rows, unless states are read */
	struct row_keys keys; /* of the current row, for intervals */
	size_t *expert;       /* [member] of kind expert: the expert's number; of kind vector: the class's */
	size_t positive;      /* the class, of kind binary */
	size_t conf_column, event_column;
	double conf; /* of the current row, of kind pair, as the event */
	bool event;
};

/* What a table's columns are bound by. */
struct estimand_names {
	bool renormalize;
	const char *conf, *event; /* of a pair */
	const char *positive;     /* of kind binary: see classes_positive */
	const struct interval_options *interval;
	bool partial;                    /* a state is written */
	const struct label_noise *noise; /* of the labels, which a pair has not; NULL: none */
};

const char *estimand_name(enum estimand_kind kind);

/* Binds the table's columns; s is zero but for its kind. */
int estimand_open(struct estimand *s, struct table *t, const struct estimand_names *names, struct err *e);
/* Reads the next row.  ST_END after the last, ST_SKIP for one that lacks a cell. */
int estimand_next(struct estimand *s, struct err *e);
void estimand_free(struct estimand *s);

#endif
