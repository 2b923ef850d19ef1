/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Seeded random numbers: the Mersenne Twister MT19937 of the GNU Scientific Library.
 * Same seed, same numbers, on every machine.
 */
#ifndef L2D_RNG_H
#define L2D_RNG_H

#include <stddef.h>

#include "base/err.h"

struct rng {
	void *gsl; /* gsl_rng */
};

int rng_init(struct rng *r, size_t seed, struct err *e);
void rng_free(struct rng *r);

double rng_uniform(struct rng *r);         /* in [0, 1), 53 bits */
size_t rng_below(struct rng *r, size_t n); /* 0 .. n - 1, without bias; n > 0 */
double rng_normal(struct rng *r);          /* standard normal (ziggurat) */

#endif
