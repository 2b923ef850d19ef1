/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Limits that are no counts: minutes of an agent, money of all, and groups of rows of which the worst one is what is
 * minimised; solved by assign/side.
 */
#ifndef L2D_SIDE_LIMITS_H
#define L2D_SIDE_LIMITS_H

#include "assign/side.h"
#include "base/opt.h"
#include "limits/set_minutes.h"
#include "workload/side_input.h"
#include "workload/workload_batch.h"
#include "workload/workload_rows.h"

struct side_limits {
	const struct side_options *o;
	double *minutes;                /* [m] infinite: none */
	bool *timed;                    /* [m] whose minutes the table says */
	const struct in_row *in_row;    /* rules about the agents of a row */
	const struct set_minutes *sets; /* NULL: none */
	struct progress *progress;      /* shows how many networks are solved; NULL: nobody is shown that */
};

/* Parses the options for the input's agents.  ST_USAGE. */
int side_limits_open(struct side_limits *l, const struct side_options *o, const struct names *agent,
	const struct side_input *in, struct err *e);
void side_limits_free(struct side_limits *l);

/* The name of what the limit of `who` counts, terminated; n is without that. */
int side_limits_name(
	const struct side_limits *l, enum workload_unit unit, const struct name *who, struct buf *b, struct err *e);

/* The lines that the report gets more. */
size_t side_limits_lines(const struct side_limits *l, const struct workload_rows *d);

/* The rows from `first` on, which p has, solved as assign_solve would, under these limits, too; the lines of the report
 * are those of b from `line` on.  With groups the worst mean loss is the least one, and of all that reach it the total. */
int side_limits_solve(const struct side_limits *l, const struct assign *p, const struct workload_rows *d, size_t first,
	size_t line, struct assign_result *r, struct workload_batch *b, struct err *e);

#endif
