/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Limits of minutes in a limits file (limits/set_limits), its column `minutes`: which of them a reading counts in, by its class
 * of rows and its agent.  They need not nest, since no network has them.  Memory: O(classes m) and what the limits hold.
 */
#ifndef L2D_SET_MINUTES_H
#define L2D_SET_MINUTES_H

#include <stdbool.h>

#include "limits/set_limits.h"

struct set_minutes {
	size_t n;           /* limits */
	double *hi;         /* [n] */
	struct names name;  /* [n] "seniors (day=tue) (minutes)" */
	struct names place; /* [n] the same with the file's line, for messages */
	size_t *from;  /* [classes m + 1] a reading of class c by agent a counts in the limits of leaf k = c m + a: */
	size_t *limit; /* limit[from[k]] to limit[from[k + 1] - 1], in the order of the lines */
	size_t cap;
};

/* Whether the table says the minutes of all whom the file wants to limit: of an agent that it names and of all others of a set
 * but the model.  timed: [m]. */
int set_minutes_check(const struct set_limits *l, const bool *timed, struct err *e);

/* For the classes, as set_class names them.  "*" is of timed agents. */
int set_minutes_init(
	struct set_minutes *s, const struct set_limits *l, const struct names *class, const bool *timed, struct err *e);
void set_minutes_free(struct set_minutes *s);

#endif
