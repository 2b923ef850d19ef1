/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Whether limits that nest can still be met by a known number of rows to come, one agent each, if every agent is there for each of
 * them.  Of each limit's set of agents the rows to come can have any number from one to another: from below, the least is the
 * larger of what is missing to its lower limit and what its parts need, the most the smaller of its room and theirs.  In a
 * laminar family all these whole numbers can be had at once (the intervals are those of a flow in a tree).  O(agents + limits).
 */
#ifndef L2D_PROMISE_H
#define L2D_PROMISE_H

#include <stdbool.h>

#include "assign/problem.h"
#include "pacing/cap.h"

struct promise {
	size_t agents, limits;
	size_t *first;     /* [agents] the smallest limit that holds the agent, limits: none */
	size_t *up;        /* [limits] the next larger one, which comes later */
	size_t *of;        /* [limits] its cap */
	double *low;       /* [limits + 1] the last one is that of all rows */
	double *high;      /* [limits + 1] likewise */
	const char *wrong; /* of the last answer: what cannot be met, in words; */
	bool upper;        /* whether it is upper limits; */
	size_t at;         /* the limit whose parts are too much for it, or limits: all rows */
};

/* Every agent on its own, its cap having its number; or, with a forest, its limits, whose caps are of [limits]. */
int promise_init(struct promise *p, size_t agents, const struct forest *forest, const size_t *of, struct err *e);
void promise_free(struct promise *p);

/* Whether `left` rows can meet the limits after one that the agent has had; NAMES_NONE: after what is used. */
bool promise_holds(struct promise *p, const struct cap *cap, size_t agent, double left);

#endif
