/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/best_probability.h"

#include "real/normal.h"

static const double REACH = 6; /* beyond is 2e-9 of the distribution */

void best_parts_init(struct best_parts *b)
{
	double before = normal_tail(-REACH);

	for (size_t i = 0; i < BEST_PARTS; i++) {
		double tail = normal_tail(REACH * (2 * (double)(i + 1) / BEST_PARTS - 1));

		b->middle[i] = REACH * ((2 * (double)i + 1) / BEST_PARTS - 1);
		b->mass[i] = before - tail;
		before = tail;
	}
}

static double below(double z)
{
	return z > REACH ? 1 : z < -REACH ? 0 : 1 - normal_tail(z);
}

/* The probability that all others are below x. */
static double others_below(
	const double *mean, const double *deviation, const bool *allowed, size_t n, size_t a, double x)
{
	double all = 1;

	for (size_t b = 0; b < n && all > 0; b++)
		if (b != a && allowed[b])
			all *= below((x - mean[b]) / deviation[b]);
	return all;
}

void best_probability(const struct best_parts *b, const double *mean, const double *deviation, const bool *allowed,
	size_t n, double *p)
{
	double sum = 0;

	for (size_t a = 0; a < n; a++) {
		p[a] = 0;
		for (size_t i = 0; allowed[a] && i < BEST_PARTS; i++)
			p[a] += b->mass[i]
				* others_below(mean, deviation, allowed, n, a, mean[a] + deviation[a] * b->middle[i]);
		sum += p[a];
	}
	for (size_t a = 0; a < n; a++)
		p[a] = sum > 0 ? p[a] / sum : 0;
}
