/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Whose confidence in what: the pairs of a confidence and an event that calibration is measured on, taken
 * from the rows of a table.
 *
 *   top     the largest class probability; the model is right          one member
 *   class   p_c; y = c                                                 a member a class
 *   binary  the probability of the positive one of two classes; y is it    one member
 *   expert  conf_E; E's answer is y; rows where E was not asked say nothing   a member an expert
 *   pair    any column of confidences, any column of 0 and 1           one member
 */
#ifndef L2D_ESTIMAND_H
#define L2D_ESTIMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "measure/calibration_error.h"
#include "measure/proper.h"
#include "table/cases.h"

enum estimand_kind { ESTIMAND_TOP, ESTIMAND_CLASS, ESTIMAND_BINARY, ESTIMAND_EXPERT, ESTIMAND_PAIR };

struct estimand {
	enum estimand_kind kind;
	const struct calibration_error_options *opt;
	struct names member;            /* the class or the expert; empty for top */
	struct calibration_error *part; /* [member] */
	size_t cap;
	struct proper classes; /* the whole distribution over classes: top, class, binary */
	struct cases c;        /* the rows, unless states are read */
	size_t *expert;        /* [member] of kind expert: the expert's number */
	size_t positive;       /* the class, of kind binary */
	size_t conf_column, event_column;
};

/* What a table's columns are bound by. */
struct estimand_names {
	bool renormalize;
	const char *conf, *event; /* of a pair */
	const char *positive;     /* of kind binary: see classes_positive */
};

/* An empty estimand; keeps opt. */
void estimand_init(struct estimand *s, enum estimand_kind kind, const struct calibration_error_options *opt);
void estimand_free(struct estimand *s);

/* Binds the table's columns. */
int estimand_open(struct estimand *s, struct table *t, const struct estimand_names *names, struct err *e);
/* Reads and adds the next row, if it has a weight.  ST_END after the last. */
int estimand_next(struct estimand *s, struct err *e);

/* Adds what another one of the same kind took. */
int estimand_merge(struct estimand *s, const struct estimand *other, struct err *e);

int estimand_write(const struct estimand *s, struct state_out *o, struct err *e);
/* Adds the item, with its member if that is new; *taken is false when it is no part of this. */
int estimand_read(struct estimand *s, struct state_item *i, bool *taken, struct err *e);
/* After the last item: ST_DATA when the sums contradict each other. */
int estimand_check(const struct estimand *s, const struct estimand_names *names, struct err *e);

/* After the last row: calibration_error_end on every member. */
int estimand_end(struct estimand *s, struct err *e);

/* How a summary is put. */
struct estimand_norm {
	const char *name; /* of the column ece's norm, as in the output */
	double p;         /* the norm, 1 or more, may be infinite */
	bool half;        /* halves class_brier */
};

/* After estimand_end: a row a member, with class-mean as the last one of kind class; a row a bin of every member. */
int estimand_report(const struct estimand *s, const struct estimand_norm *norm, const struct report_options *opt,
	int fd, struct err *e);
int estimand_report_bins(const struct estimand *s, const struct report_options *opt, int fd, struct err *e);

/* "top", "class" ... */
const char *estimand_name(enum estimand_kind kind);

#endif
