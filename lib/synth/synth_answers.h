/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The columns of experts' answers, simulated ones and those that are there, and hiding a share of them.
 */
#ifndef L2D_SYNTH_ANSWERS_H
#define L2D_SYNTH_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "synth/synth_expert.h"
#include "table/cases.h"
#include "table/extend.h"

/* A column of answers. */
struct synth_column {
	const struct synth_expert *expert; /* NULL: answers that are there, to be hidden */
	uint64_t key;
	size_t column; /* where they are in the input; NAMES_NONE for simulated ones */
	size_t group;  /* the column that the expert depends on, NAMES_NONE without */
	size_t answer; /* of the current row */
	bool there;    /* of the current row: there is an answer, and it is not hidden */
	double hiding; /* of the current row: hidden at rates above it */
};

struct synth_answers {
	const struct cases *c;
	size_t seed;
	size_t rows;            /* over which the accuracy of experts drifts */
	struct names simulated; /* the new experts */
	struct synth_column *v; /* [n] the computed columns */
	size_t n, cap;
};

void synth_answers_free(struct synth_answers *s);

/* Adds the columns of answers that are in the input already, and their names to `computed`; `need`: there must be one. */
int synth_answers_add_present(struct synth_answers *s, bool need, struct names *computed, struct err *e);

/* Adds a new expert's column, in the place of one of that name.  Keeps x.  ST_USAGE where its name stands twice. */
int synth_answers_add(struct synth_answers *s, const struct synth_expert *x, struct names *computed, struct err *e);

/* Writes the cases' current row, which has that id: all answers, but hidden those whose number is below `rate`; with
 * keep_one the last one to go stays. */
int synth_answers_write(struct synth_answers *s, const struct csv_field *id, double rate, bool keep_one,
	struct extend *x, struct err *e);

#endif
