/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Regret where the outcomes of some rows are unknown: a policy is compared with the oracle, and with the constant (one agent on
 * all rows), over the rows where both outcomes are known.  Means over unlike rows have no such difference: a policy that asks
 * where an outcome is missing would seem better or worse for it.
 *
 * Sums over all rows are kept anyway, and are those of both wherever nothing is missing.  So what is kept besides is what is to
 * be taken off them, over the rows where the oracle's outcome is known (some agent's is) and the policy's or the constant's is
 * not.
 */
#ifndef L2D_PAIRED_H
#define L2D_PAIRED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inference/draw_sums.h"
#include "math/sum.h"
#include "summary/state.h"

enum paired_sum {
	PAIRED_LOST,     /* weight of the rows where the policy's outcome is unknown; on these: */
	PAIRED_ORACLE,   /* the oracle's */
	PAIRED_CONSTANT, /* the constant's, where it is known */
	PAIRED_ALONE,    /* weight of the rows where the policy's is known and the constant's is not; on these: */
	PAIRED_POLICY,   /* the policy's */
	PAIRED_MISSING,  /* weight of the rows where the constant's is unknown */
	PAIRED_SUMS
};

/* Of several pairs of a policy and a constant, with intervals also in every draw; a pair of which no row is lost takes no memory, others
 * 7 kB and PAIRED_SUMS sums a draw. */
struct paired {
	struct paired_pair **pair; /* [n] NULL: of which no row is lost */
	size_t n, cap;
};

/* Makes pair k, if it is none yet; x is zero at first.  draws: 0 for none, and of all pairs the same. */
int paired_reserve(struct paired *x, size_t k, size_t draws, struct err *e);
void paired_free(struct paired *x);

/* Whether a row with these outcomes of the policy and the constant is lost by the pair, so that it must be added. */
bool paired_loses(double policy, double constant);

/* A row on which the outcome of an agent is known; best: that of the oracle. */
struct paired_row {
	double best, weight;
	uint64_t key;
};

/* Adds it to pair k, which there is, or takes it out again (sign -1); outcomes are NaN where unknown. */
void paired_add(struct paired *x, size_t k, const struct paired_row *r, double policy, double constant, double sign);

int paired_merge(struct paired *x, const struct paired *other, struct err *e);

/* Pairs are members of the state, by name; nothing of those where no outcome is unknown. */
int paired_write(const struct paired *x, const struct names *name, struct state_out *o, struct err *e);
/* Adds the item if it is a part of this, *taken then, for the pair given. */
int paired_read(struct paired *x, size_t k, size_t draws, struct state_item *i, bool *taken, struct err *e);

/* The sums of a pair, [PAIRED_SUMS]; of one of which no row is lost 0.  The sums in a draw likewise, after the last row. */
const struct sum *paired_lost(const struct paired *x, size_t k);
int paired_end(struct paired *x, struct err *e);
void paired_get(const struct paired *x, size_t k, size_t draw, struct sum lost[PAIRED_SUMS]);

/* Of a policy: the weight of the rows where its outcome is known, and the sum of the outcomes. */
struct paired_total {
	struct sum right, scored;
};

struct regret {
	double oracle,
		constant; /* NaN where there are no such rows, or the sums are not known (states of older versions) */
};

/* constant NULL: there is none. */
struct regret paired_regret(const struct paired_total *oracle, const struct paired_total *policy,
	const struct paired_total *constant, const struct sum lost[PAIRED_SUMS]);

#endif
