/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The columns of experts' answers, simulated ones and those that are there, and hiding a share of them.
 */
#ifndef L2D_SYNTH_ANSWERS_H
#define L2D_SYNTH_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "synth/outages.h"
#include "synth/synth_expert.h"
#include "cases/cases.h"
#include "table/extend.h"

/* A column of answers. */
struct synth_column {
	const struct synth_expert *expert; /* NULL: answers that are there, to be hidden */
	uint64_t key;
	size_t column; /* where they are in the input; NAMES_NONE for simulated ones */
	size_t group;  /* the column that the expert depends on, NAMES_NONE without */
	size_t outage; /* the expert's place among those with outages, NAMES_NONE without */
	size_t answer; /* of the current row */
	bool there;    /* of the current row: there is an answer, and it is not hidden */
	double hiding; /* of the current row: hidden at rates above it */
};

struct synth_answers {
	const struct cases *c;
	size_t seed;
	struct outages *outages;
	struct names simulated; /* the new experts */
	struct synth_column *v; /* [n] the computed columns */
	size_t n, cap;
};

void synth_answers_free(struct synth_answers *s);

/* Adds the columns of answers that are in the input already, and their names to `computed`: all, `need` being that there must be one,
 * or those of experts with outages. */
int synth_answers_add_present(struct synth_answers *s, bool all, bool need, struct names *computed, struct err *e);

/* Adds a new expert's column, in the place of one of that name.  Keeps x.  ST_USAGE where its name stands twice. */
int synth_answers_add(struct synth_answers *s, const struct synth_expert *x, struct names *computed, struct err *e);

/* The answers of the cases' current row, of that key; its outages are set, m->in_group need not be.  Hidden are those whose number is below
 * `rate`; with keep_one the last one to go stays. */
void synth_answers_take(
	struct synth_answers *s, const struct synth_moment *m, uint64_t row_key, double rate, bool keep_one);

/* Writes their cells. */
void synth_answers_write(const struct synth_answers *s, struct extend *x);

#endif
