/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What pacing/capped knows of a stream: limits, how far they are used up, prices.
 */
#ifndef L2D_CAPPED_PARTS_H
#define L2D_CAPPED_PARTS_H

#include <stdint.h>

#include "math/sum.h"
#include "pacing/cap.h"
#include "pacing/price_list.h"
#include "pacing/promise.h"
#include "workload/workload.h"

struct capped_batch {
	struct caps caps; /* agents [m], minutes, money; then those of sets, as their rows come */
	bool begun;       /* limits and prices are known */
	bool promised;    /* that the limits can be met is checked */
	size_t rows;
	struct sum loss;
	struct workload_batch out; /* by capped_end */
};

/* An agent in a limit that holds for a class of rows. */
struct capped_link {
	size_t agent, cap;
};

struct capped_class {
	struct capped_link *link; /* [n] */
	size_t n, room;
};

struct capped {
	const struct workload *w;
	size_t total;       /* rows of each batch, 0: unknown */
	struct names agent; /* [m] */
	struct names goods; /* limits of minutes and money, whose caps follow those of the agents */
	size_t *good;       /* [m + 1] the cap of the agent's minutes, and of money; NAMES_NONE */
	struct price_list prices;
	struct names batch;
	struct capped_batch *at; /* [batches] */
	size_t room;
	struct names class; /* under limits on sets, of the one batch's rows */
	struct capped_class *of_class;
	size_t class_room;
	struct promise promise;
	double *open;         /* [m] the row's costs with all prices, of those who have room */
	struct buf signature; /* of the state */
	size_t announced;     /* batches of the state that was read */
};

/* Of the limits file, where it has sets or parts of the rows; or NULL. */
static inline const struct set_limits *capped_sets(const struct capped *c)
{
	return c->w->limits->sets.file ? &c->w->limits->sets : NULL;
}

#endif
