/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/worst_case/mix against all mixes on a grid of the simplex, with ties, shares of 0 and values nobody knows, and its closed forms. */
#include "check.h"

#include "math/rng.h"
#include "worst_case/mix.h"

enum { GROUPS = 4, GRID = 30 };

static bool in_ball(const struct ambiguity *b, const double *p, const double *q)
{
	double chi2 = 0, tv = 0, most = 0;

	for (int v = 0; v < GROUPS; v++) {
		double d = q[v] - p[v];

		if (b->ball == BALL_CHI2 && p[v] == 0 && q[v] > 1e-12)
			return false;
		chi2 += p[v] > 0 ? d * d / p[v] : 0;
		tv += fabs(d) / 2;
		most = fmax(most, fabs(d));
	}
	return (b->ball == BALL_CHI2 ? chi2 : b->ball == BALL_TV ? tv : most) <= b->size + 1e-9;
}

static double least_on_grid(const struct ambiguity *b, const double *p, const double *a)
{
	double least = INFINITY;

	for (int i = 0; i <= GRID; i++)
		for (int j = 0; i + j <= GRID; j++)
			for (int k = 0; i + j + k <= GRID; k++) {
				const double q[GROUPS] = {(double)i / GRID, (double)j / GRID, (double)k / GRID,
					(double)(GRID - i - j - k) / GRID};
				double worth = mix_mean(q, a, GROUPS);

				if (worth < least && in_ball(b, p, q))
					least = worth;
			}
	return least;
}

static void test_grid(struct rng *r)
{
	for (int round = 0; round < 60; round++)
		for (int ball = 0; ball_name((size_t)ball); ball++) {
			const struct ambiguity b = {
				ball, (double[]){.05, .2, .6, 2}[round % (ball == BALL_CHI2 ? 4 : 3)]};
			double p[GROUPS], a[GROUPS], q[GROUPS], sum = 0, worst, grid;
			size_t order[GROUPS];

			for (int v = 0; v < GROUPS; v++) {
				sum += p[v] = round % 5 == 0 && v == 1 ? 0 : 1 + floor(rng_uniform(r) * 5);
				a[v] = floor(rng_uniform(r) * 6) / 5; /* with ties */
			}
			for (int v = 0; v < GROUPS; v++)
				p[v] /= sum;
			worst = mix_worst(&b, p, a, GROUPS, q, order);
			sum = 0;
			for (int v = 0; v < GROUPS; v++) {
				CHECK(q[v] >= -1e-15);
				sum += q[v];
			}
			CHECK_NEAR(sum, 1, 1e-12);
			CHECK(in_ball(&b, p, q));
			CHECK_NEAR(mix_mean(q, a, GROUPS), worst, 1e-12);
			grid = least_on_grid(&b, p, a);
			CHECK(worst <= grid + 1e-9);
			/* the grid's best mix is less than a step of each share away */
			CHECK(isinf(grid) || grid - worst < 3.0 / GRID || b.size < .1);
		}
}

static void test_closed_forms(void)
{
	const double p[] = {.5, .5}, a[] = {.4, .8};
	double q[GROUPS];
	size_t order[GROUPS];

	/* all mixes: the worst group */
	CHECK_NEAR(mix_worst(&(struct ambiguity){BALL_TV, 1}, p, a, 2, q, order), .4, 1e-15);
	CHECK_NEAR(mix_worst(&(struct ambiguity){BALL_CHI2, 5}, p, a, 2, q, order), .4, 1e-15);
	CHECK_NEAR(mix_worst(&(struct ambiguity){BALL_TV, .1}, p, a, 2, q, order), .56, 1e-15);
	CHECK_NEAR(mix_worst(&(struct ambiguity){BALL_INTERVAL, .1}, p, a, 2, q, order), .56, 1e-15);
	/* mean .6, standard deviation .2: .6 - .2 sqrt(R) */
	CHECK_NEAR(mix_worst(&(struct ambiguity){BALL_CHI2, .25}, p, a, 2, q, order), .5, 1e-15);
	CHECK_NEAR(
		mix_worst(&(struct ambiguity){BALL_TV, .3}, (double[]){1, 0}, (double[]){.5, NAN}, 2, q, order), .5, 0);
	CHECK(isnan(mix_worst(&(struct ambiguity){BALL_TV, .3}, p, (double[]){.5, NAN}, 2, q, order)));
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 4, &e))
		return 1;
	test_grid(&r);
	test_closed_forms();
	rng_free(&r);
	return check_end();
}
