/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Limits of minutes in a limits file (limits/set_limits), its column `minutes`: which of them a reading counts in, by its class
 * of rows and its agent.  They need not nest, since no network has them.
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
	size_t lines;       /* of the file that have such limits; no reading counts twice in those of one */
	size_t *limit;      /* [lines][classes][m] the limit's number, NAMES_NONE: none */
	size_t leaves, cap;
};

/* Whether the table says the minutes of all whom the file wants to limit: of an agent that it names and of all others of a set
 * but the model.  timed: [m]. */
int set_minutes_check(const struct set_limits *l, const bool *timed, struct err *e);

/* For the classes, as set_class names them.  "*" is of timed agents. */
int set_minutes_init(
	struct set_minutes *s, const struct set_limits *l, const struct names *class, const bool *timed, struct err *e);
void set_minutes_free(struct set_minutes *s);

#endif
