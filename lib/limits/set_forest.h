/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The lines of a limits file (limits/set_limits) as limits on sets of leaves, class of rows times agent, and as the forest
 * that they are where they nest.
 */
#ifndef L2D_SET_FOREST_H
#define L2D_SET_FOREST_H

#include "limits/laminar.h"
#include "assign/problem.h"
#include "limits/set_limits.h"

struct set_limit {
	size_t lo, hi;
	double price; /* of each reading beyond them; infinite: there may be none */
	const struct set_line *line;
};

struct set_forest {
	struct laminar_set *set; /* [n] */
	struct set_limit *limit; /* [n] */
	struct names name;       /* [n] "seniors (day=tue)"; soft ones "seniors (day=tue) at 0.2" */
	size_t n, cap, limit_cap;
	struct laminar laminar;
	size_t *sorted;       /* the memory of forest's lo and hi */
	double *sorted_price; /* and price */
	struct forest forest; /* in the order of laminar */
};

/* For the classes, named by set_limits_class, and their numbers of rows.  ST_NUMERIC: limits cross; ST_DATA: two lines are
 * about the same agents and rows. */
int set_forest_init(
	struct set_forest *f, const struct set_limits *l, const struct names *class, const size_t *rows, struct err *e);
void set_forest_free(struct set_forest *f);

#endif
