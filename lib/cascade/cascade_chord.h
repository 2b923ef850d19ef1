/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Searches over several orders of agents at once: what was tried of each, all of them at one price, and the chord between a
 * cascade within the budget and one beyond it that no cascade is above (cascade_hull.h).
 */
#ifndef L2D_CASCADE_CHORD_H
#define L2D_CASCADE_CHORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cascade/cascade_rows.h"
#include "cascade/cascade_search.h"

/* Rows of boxes that are looked at before a search ends without proof: some tens of seconds. */
#define CASCADE_WORK 4e8

/* Of an order. */
struct cascade_tried {
	struct cascade_point first; /* the cascade that always stops at once */
	struct cascade_point met;   /* where the last ascent ended; at first the one that stops */
	size_t turn;                /* when it was proven last, 0: never */
	bool whole;                 /* somebody may be asked on every row */
};

struct cascade_trial {
	const struct cascade_table *table;
	const struct cascade_orders *orders;
	struct cascade_search s;
	struct cascade_tried *tried;        /* [orders] */
	size_t turns;                       /* proofs so far */
	const struct cascade_table *sample; /* a smaller table of some of the rows, or the table itself */
};

/* An order that may hold something better: what is expected of it, and at which price. */
struct cascade_candidate {
	size_t order, turn;
	double price, gain;
};

int cascade_trial_init(
	struct cascade_trial *h, const struct cascade_table *t, const struct cascade_orders *o, struct err *e);
void cascade_trial_free(struct cascade_trial *h);

void cascade_order_select(struct cascade_trial *h, size_t order);

/* a: the cheapest cascade, where everything stops at once; b: of those that ask everybody the one that gains most, or a where
 * none gains more.  Begins what is known of each order. */
void cascade_ends(struct cascade_trial *h, struct cascade_point *a, struct cascade_point *b);

/* Ascents from both, in their orders. */
void cascade_try_both(
	struct cascade_trial *h, double price, const struct cascade_point *a, const struct cascade_point *b);

/* Whether s.best is worth more. */
bool cascade_above(const struct cascade_trial *h, double price, double enough);

/* Whether an ascent from there may be expected to end above that. */
bool cascade_promising(const struct cascade_trial *h, const struct cascade_point *p, double price, double enough);

/* For qsort: those whose turn it is, and of these those that gain most, come first. */
int cascade_candidate_compare(const void *a, const void *b);

/* Branch and bound of an order. */
int cascade_prove(struct cascade_trial *h, const struct cascade_candidate *c, struct err *e);

/* Of every order, until something is worth more than `enough`: first of those that were not proven for longest, as they may still
 * hold something better at other prices too, and of these the most promising ones. */
int cascade_prove_all(struct cascade_trial *h, double price, double enough, struct err *e);

/* Moves a, within the budget, and b, beyond it, to where none is found above their chord, or, while b gains no more than a,
 * none that gains more than a.  With `prove` there is none, and the chord at the budget, or what is above it that was not
 * searched, bounds all that is within the budget. */
int cascade_chord(struct cascade_trial *h, struct cascade_point *a, struct cascade_point *b, double *price, bool prove,
	double *bound, struct err *e);

#endif
