/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a table as an attacker of a model sees them: features, logits, and of the agents what the goals ask for.
 *
 * Classes and experts are those of the model file.  An expert without an answer in the row is not wrong: nobody knows.
 */
#ifndef L2D_STRESS_INPUT_H
#define L2D_STRESS_INPUT_H

#include "base/opt_table.h"
#include "robust/stress.h"
#include "cases/cases.h"

struct stress_input_options {
	const struct stress_model *model;
	struct strings goals; /* --goal */
	const char *features; /* --features; NULL: all */
	struct strings box;   /* --box */
	enum norm norm;
	bool raw;
	double most; /* --most */
	size_t starts, seed;
	bool outcomes; /* labels, answers and costs are read for their own sake */
};

struct stress_input {
	const struct stress_input_options *opt;
	struct cases c;
	struct arena arena;
	struct names agents; /* "model", then the model file's experts */
	struct goal *goal;   /* [opt->goals.n] */
	size_t *feature;     /* [features] columns */
	size_t *agent;       /* [agents] of the cases; NAMES_NONE: the table does not have it */
	struct stress_options limits;
	struct stress stress;

	/* The current row. */
	double *x;
	bool *available, *wrong;
	double *cost;
	double *z;
	struct goal_row row;
};

/* t NULL: rows come from states.  To be freed whatever comes of it.  Keeps opt. */
int stress_input_open(struct stress_input *s, struct table *t, const struct stress_input_options *opt, struct err *e);
void stress_input_free(struct stress_input *s);

/* ST_END after the last. */
int stress_input_next(struct stress_input *s, struct err *e);

/* Whether the answer of an outcome is right: 1 or 0; NaN where nobody knows. */
double stress_input_right(const struct stress_input *s, size_t outcome);

/* Whether feature i may be touched. */
static inline bool stress_input_touches(const struct stress_input *s, size_t i)
{
	return s->limits.may[i];
}

#endif
