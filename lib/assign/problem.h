/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What assign/assign solves.
 */
#ifndef L2D_PROBLEM_H
#define L2D_PROBLEM_H

#include <stddef.h>
#include <stdint.h>

#include "base/names.h"

/* Limits on sets of leaves: leaf c * m + a are the rows of class c that agent a answers. */
struct forest {
	size_t n;          /* limits */
	size_t *first;     /* [classes m] the smallest limit that holds the leaf, n: none */
	size_t *up;        /* [n] the next larger one, which comes later; n: none */
	size_t *lo, *hi;   /* [n] */
	double *price;     /* [n] what every reading beyond lo and hi costs; infinite: there may be none */
	struct names name; /* [n] for messages */
};

struct exchange_rule;

struct assign {
	size_t n, m;               /* rows, agents */
	const double *cost;        /* [n][m], finite, or +inf where the agent may not be used */
	const size_t *lo, *hi;     /* [m] limits of the counts; NULL: none, or those of forest */
	size_t least, most;        /* agents per row; every row must have `least` agents of finite cost */
	const struct names *agent; /* [m] for messages */

	/* NULL or 0: nothing of the kind. */
	const uint32_t *readings;         /* [n] each row's own number of agents, up to `most`, which `least` is */
	const uint32_t *class;            /* [n] */
	size_t classes;                   /* at least 1 with class */
	const struct forest *forest;      /* limits of sets, in the place of lo and hi */
	const struct exchange_rule *rule; /* of each row's agents; needs least = most */
	const uint32_t *kept;             /* [n][most] agents who stay, AGENT_NONE after the last; likewise */
};

#endif
