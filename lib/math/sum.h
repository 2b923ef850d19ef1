/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Exact sums of doubles: a superaccumulator (Neal 2015, "Fast exact summation using small
 * and large superaccumulators", arXiv:1505.05571, the small one).  The value is kept in
 * 64-bit chunks of weight 2^(32 k - 1074), of which 32 bits overlap with the next one, so
 * that carries are moved only once in 2^30 additions.  Nothing is ever rounded before sum_value,
 * so every order and every partition of the terms gives the same bytes.
 */
#ifndef L2D_SUM_H
#define L2D_SUM_H

#include <stdint.h>

/* 2098 bits span the doubles; the rest is head room for 2^64 terms. */
#define SUM_CHUNKS 68

struct sum {
	int64_t chunk[SUM_CHUNKS];
	uint32_t pending; /* additions since the last carry */
};

/* Zero-initialised memory is an empty sum.  x must be finite. */
void sum_add(struct sum *s, double x);
/* Adds the exact product of a and b, but for what is below 2^-1074. */
void sum_add_product(struct sum *s, double a, double b);
void sum_merge(struct sum *s, const struct sum *other);
void sum_subtract(struct sum *s, const struct sum *other);

/* The sum, correctly rounded to nearest even; infinite when it is out of range. */
double sum_value(const struct sum *s);

/* Takes the rounded value out of the sum and returns it: called until it returns 0, it lists
 * the sum as doubles of falling size, whose exact sum it is.  That is how sums are written. */
double sum_pop(struct sum *s);

#endif
