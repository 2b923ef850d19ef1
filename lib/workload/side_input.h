/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the limits of workload/side_limits read of a row: minutes, prices, its group.
 */
#ifndef L2D_SIDE_INPUT_H
#define L2D_SIDE_INPUT_H

#include <math.h>
#include <stdbool.h>

#include "base/opt.h"
#include "table/table.h"

struct side_options {
	struct strings minutes; /* NAME=HI */
	double budget;          /* infinite: none */
	int worst;              /* 1: the worst group's mean loss is minimised */
	const char *group;      /* its column, or NULL */
};

#define SIDE_OPTIONS(o)                                                                                                \
	{0, "minutes", OPT_LIST, &(o).minutes, "NAME=HI", "limit of the agent's minutes, effort_* (repeatable)",       \
		NULL},                                                                                                 \
		{0, "budget", OPT_NUMBER, &(o).budget, "B", "limit of what all answers cost together", NULL,           \
			"[0, 10^280]"},                                                                                \
		{0, "objective", OPT_CHOICE, &(o).worst, "total|worst-group", "whose loss is minimised", "total"},     \
	{                                                                                                              \
		'g', "group", OPT_STRING, &(o).group, "COLUMN", "groups of rows, for worst-group", NULL                \
	}

struct side_input {
	const struct side_options *o;
	size_t *effort; /* [m] columns effort_*; NULL where no limit is of minutes */
	size_t group;   /* column, or NAMES_NONE */

	/* The current row. */
	double *minutes; /* [m] NULL likewise */
	double *money;   /* [m] NULL without a budget */
};

static inline bool side_asked(const struct side_options *o)
{
	return o && (o->minutes.n || !isinf(o->budget) || o->group);
}

int side_input_init(
	struct side_input *in, const struct side_options *o, const struct table *t, size_t m, struct err *e);

/* Minutes are asked for.  effort: [m] columns, which become the input's. */
int side_input_effort(struct side_input *in, size_t *effort, size_t m, struct err *e);
void side_input_free(struct side_input *in);

/* The minutes that agent a, who may answer, needs for the current row; and what it is paid, from the cell of its column. */
int side_input_minutes(struct side_input *in, struct table *t, size_t a, struct err *e);
int side_input_money(struct side_input *in, const struct table *t, size_t column, size_t a, double cost, struct err *e);

#endif
