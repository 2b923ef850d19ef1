/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Votes: which worker gave which label to which item, as the models of a crowd read them.
 *
 * Whatever is added over items is added in an order that is made of the votes alone: an item's votes by worker and label, and
 * items by their votes, then by their prior and features.  Items with all of these equal are one pattern with the sum of their weights.  So neither the order of the
 * rows nor that of the workers changes a bit of the likelihood.
 *
 * Memory: 16 bytes a vote, some 40 an item.  Time: O(votes log items).
 */
#ifndef L2D_VOTES_H
#define L2D_VOTES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct vote {
	uint32_t worker, label;
	double w; /* so often */
};

struct crowd_item {
	const struct vote *vote; /* [n] workers rising */
	size_t n;
	const double *prior; /* [classes] probabilities of its own; NULL: those of all items */
	double w;
	const double *x; /* [features] NULL: none */
};

/* Items and their votes.  Arrays belong to it. */
struct votes {
	size_t n, nworker, nclass, nfeature;
	struct crowd_item *item; /* [n] in the order of the input */
	struct vote *vote;
	double *x;                  /* [n x nfeature], or NULL */
	double *prior;              /* [n x nclass], or NULL */
	struct crowd_item *pattern; /* [npattern] in the order above; votes, x and prior are an item's */
	size_t npattern;
};

void votes_free(struct votes *v);

/* Sorts the items' votes and finds the patterns of the items that have votes. */
int votes_patterns(struct votes *v, struct err *e);

#endif
