/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A total of row weights, exact: unit weights are counted, others go to an exact sum.
 */
#ifndef L2D_TALLY_H
#define L2D_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "math/sum.h"

struct tally {
	uint64_t unit;   /* rows of weight 1 */
	struct sum rest; /* the weight of all others */
};

void tally_add(struct tally *t, double weight);
void tally_merge(struct tally *t, const struct tally *other);
/* Adds to n tallies those of all other processes (parallel/peers.h). */
void tallies_gather(struct tally *t, size_t n);
double tally_value(const struct tally *t);
/* The total of n weights; w NULL: all are 1. */
double tally_weights(const double *w, size_t n);
/* a / b, as sum_ratio. */
double tally_ratio(const struct tally *a, const struct tally *b);
/* The total as one sum. */
struct sum tally_sum(const struct tally *t);

#endif
