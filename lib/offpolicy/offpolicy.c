/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "offpolicy/offpolicy.h"

#include <math.h>

#include "real/real.h"

static const char *const names[ESTIMATORS] = {"ips", "snips", "dr", "switch", "bounds"};

const char *estimator_name(enum estimator k)
{
	return names[k];
}

void candidate_add(struct candidate *s, const struct offpolicy_row *r, double cap, double *value)
{
	double rho = r->same ? 1 / r->propensity : 0, expected = isnan(r->expected) ? 0 : r->expected;

	value[OFFPOLICY_RHO_R] = rho * r->reward;
	value[OFFPOLICY_RHO] = rho;
	value[OFFPOLICY_DR] = expected + rho * (r->reward - expected);
	value[OFFPOLICY_SWITCH] = expected + (rho > cap ? 0 : rho) * (r->reward - expected);
	value[OFFPOLICY_WEIGHT] = 1;
	for (size_t i = 0; i < OFFPOLICY_SUMS; i++)
		sum_add_product(&s->sum[i], r->weight, value[i]);
	sum_add_product(&s->squares, r->weight, rho * rho);
	sum_add_product(&s->ips_squares, r->weight, rho * r->reward * rho * r->reward);
	sum_add_product(&s->same, r->weight, r->same);
	sum_add_product(&s->same_r, r->weight, r->same ? r->reward : 0);
	sum_add_product(&s->cost, r->weight, r->cost);
	s->largest = fmax(s->largest, rho);
	s->rows++;
}

void candidate_merge(struct candidate *s, const struct candidate *other)
{
	for (size_t i = 0; i < OFFPOLICY_SUMS; i++)
		sum_merge(&s->sum[i], &other->sum[i]);
	sum_merge(&s->squares, &other->squares);
	sum_merge(&s->ips_squares, &other->ips_squares);
	sum_merge(&s->same, &other->same);
	sum_merge(&s->same_r, &other->same_r);
	sum_merge(&s->cost, &other->cost);
	s->largest = fmax(s->largest, other->largest);
	s->rows += other->rows;
}

/* Which sum over which an estimator is. */
static const struct {
	size_t above, below;
} ratio[] = {
	[ESTIMATOR_IPS] = {OFFPOLICY_RHO_R, OFFPOLICY_WEIGHT},
	[ESTIMATOR_SNIPS] = {OFFPOLICY_RHO_R, OFFPOLICY_RHO},
	[ESTIMATOR_DR] = {OFFPOLICY_DR, OFFPOLICY_WEIGHT},
	[ESTIMATOR_SWITCH] = {OFFPOLICY_SWITCH, OFFPOLICY_WEIGHT},
};

double candidate_value(const struct candidate *s, enum estimator k)
{
	return k == ESTIMATOR_BOUNDS ? NAN : sum_ratio(&s->sum[ratio[k].above], &s->sum[ratio[k].below]);
}

double candidate_effective(const struct candidate *s)
{
	double rho = sum_ratio(&s->sum[OFFPOLICY_RHO], &s->sum[OFFPOLICY_WEIGHT]);

	return (double)s->rows * rho * rho / sum_ratio(&s->squares, &s->sum[OFFPOLICY_WEIGHT]);
}

void candidate_draws(enum estimator k, const struct draw_sums *sums, size_t i, double *draw)
{
	for (size_t b = 0; b < sums->draws; b++) {
		struct draw_number above = draw_sums_number(sums, i, 1, ratio[k].above, b);
		struct draw_number below = draw_sums_number(sums, i, 1, ratio[k].below, b);

		draw[b] = draw_number_ratio(&above, &below);
	}
}

struct interval candidate_interval(
	const struct candidate *s, enum estimator k, const struct draw_sums *sums, size_t i, double level, double *draw)
{
	candidate_draws(k, sums, i, draw);
	return interval_bca(draw, sums->draws, candidate_value(s, k), level);
}

struct interval candidate_bounds(const struct candidate *s, double lo, double hi)
{
	const struct sum *weight = &s->sum[OFFPOLICY_WEIGHT];
	double known = sum_ratio(&s->same_r, weight), unknown = 1 - sum_ratio(&s->same, weight);

	return (struct interval){known + unknown * lo, known + unknown * hi};
}

struct interval candidate_bernstein(const struct candidate *s, double least, double lo, double hi, double level)
{
	double n = (double)s->rows, mean = candidate_value(s, ESTIMATOR_IPS);
	double range = (fmax(0, hi) - fmin(0, lo)) / least;
	double square = sum_ratio(&s->ips_squares, &s->sum[OFFPOLICY_WEIGHT]);
	double variance = fmax(0, square - mean * mean) * n / (n - 1), l = real_log(4 / (1 - level));
	double half = sqrt(2 * variance * l / n) + range * 7 * l / (3 * (n - 1));

	if (!(n > 1))
		return (struct interval){NAN, NAN};
	return (struct interval){fmax(lo, mean - half), fmin(hi, mean + half)};
}
