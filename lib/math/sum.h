/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Exact sums of doubles: a superaccumulator (Neal 2015, "Fast exact summation using small
 * and large superaccumulators", arXiv:1505.05571, the small one).  The value is kept in
 * 64-bit chunks of weight 2^(32 k - 2148), of which 32 bits overlap with the next one, so
 * that carries are moved only once in 2^30 additions.  Nothing is ever rounded before the sum is read,
 * so every order and every partition of the terms gives the same bytes.  Products of any two doubles are
 * exact too: no sum overflows, only its value as one double may, and a quotient of two such sums may be finite all the
 * same.
 */
#ifndef L2D_SUM_H
#define L2D_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 2^-2148 to 2^2048 are the products of doubles; the rest is head room for 2^64 of them. */
#define SUM_CHUNKS 134

struct sum {
	int64_t chunk[SUM_CHUNKS];
	/* Terms in [2^-32, 2^13), which most are, since the last carry: multiples of 2^-84, in 128 bits. */
	uint64_t common_low, common_high;
	uint32_t pending; /* additions since the last carry */
};

/* Zero-initialised memory is an empty sum.  x must be finite. */
void sum_add(struct sum *s, double x);
/* Adds n, at most 2^29, finite numbers. */
void sum_add_all(struct sum *s, const double *x, size_t n);
/* Adds the exact product of two finite numbers. */
void sum_add_product(struct sum *s, double a, double b);
/* Adds x * 2^exponent, exactly; false, and nothing is added, when that is beyond the products of doubles. */
bool sum_add_scaled(struct sum *s, double x, int exponent);
void sum_merge(struct sum *s, const struct sum *other);
void sum_subtract(struct sum *s, const struct sum *other);
/* Adds to n sums those of all other processes (parallel/peers.h). */
void sums_gather(struct sum *s, size_t n);
/* -1, 0 or 1 as a is below, equal to or above b. */
int sum_compare(const struct sum *a, const struct sum *b);

/* The sum, rounded to nearest even (twice, where the value is subnormal); infinite when it is out of range. */
double sum_value(const struct sum *s);
/* The sum as m * 2^*exponent, m in [1/2, 1) or (-1, -1/2], rounded to nearest even, or 0. */
double sum_scaled(const struct sum *s, int *exponent);

/* a / b from the exact sums, rounded once, to nearest but for the last 2^-50 of half a unit: equal quotients give
 * equal doubles, so that a common factor of both changes nothing.  NaN for 0 / 0, infinite for x / 0. */
double sum_ratio(const struct sum *a, const struct sum *b);
/* a / b * 2^exponent. */
double sum_ratio_scaled(const struct sum *a, const struct sum *b, int exponent);
/* a^2 / b. */
double sum_square_ratio(const struct sum *a, const struct sum *b);

/* Takes the rounded value x * 2^*exponent out of the sum and returns x: called until it returns 0, it lists
 * the sum as numbers of falling size, whose exact sum it is.  That is how sums are written. */
double sum_pop(struct sum *s, int *exponent);

#endif
