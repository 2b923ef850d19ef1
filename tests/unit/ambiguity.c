/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/tune/ambiguity: the closed forms against the worst of all distributions on a grid, their inverse, and by simulation the guarantee
 * of risk under the worst distribution of each ball. */
#include "check.h"

#include "math/rng.h"
#include "tune/ambiguity.h"
#include "tune/risk.h"

enum { ATOMS = 4, GRID = 40, DRAWS = 3000, ROWS = 80 };

static struct err e;

static bool in_ball(const struct ambiguity *a, const double *p, const double *q)
{
	double chi2 = 0, tv = 0;

	for (int i = 0; i < ATOMS; i++) {
		if (p[i] == 0 && q[i] > 0)
			return false;
		chi2 += p[i] == 0 ? 0 : (q[i] - p[i]) * (q[i] - p[i]) / p[i];
		tv += fabs(q[i] - p[i]) / 2;
	}
	return (a->ball == BALL_CHI2 ? chi2 : tv) <= a->size + 1e-12;
}

/* The largest mass of the wrong atoms over the distributions of the ball on a grid of GRID parts. */
static double worst_on_grid(const struct ambiguity *a, const double *p, const bool *wrong)
{
	double worst = 0;

	for (int i = 0; i <= GRID; i++)
		for (int j = 0; i + j <= GRID; j++)
			for (int k = 0; i + j + k <= GRID; k++) {
				const int part[ATOMS] = {i, j, k, GRID - i - j - k};
				double q[ATOMS], mass = 0;

				for (int m = 0; m < ATOMS; m++) {
					q[m] = (double)part[m] / GRID;
					mass += wrong[m] ? q[m] : 0;
				}
				if (mass > worst && in_ball(a, p, q))
					worst = mass;
			}
	return worst;
}

/* Rows of four kinds: nothing on the grid is worse than the closed form, and something comes close. */
static void test_worst(void)
{
	static const double p[][ATOMS] = {{.25, .25, .25, .25}, {.1, .2, .3, .4}, {.05, 0, .45, .5}, {.7, .1, .1, .1}};
	static const bool wrong[][ATOMS] = {{1, 0, 0, 0}, {1, 1, 0, 0}, {1, 0, 1, 0}, {0, 1, 1, 1}};
	static const double size[] = {.05, .1, .5};

	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			for (int k = 0; k < 3; k++)
				for (int ball = BALL_CHI2; ball <= BALL_TV; ball++) {
					struct ambiguity a = {ball, size[k]};
					double error = 0, most, grid;

					for (int m = 0; m < ATOMS; m++)
						error += wrong[j][m] ? p[i][m] : 0;
					if (error == 0 || error == 1)
						continue;
					most = ambiguity_error(&a, error);
					grid = worst_on_grid(&a, p[i], wrong[j]);
					CHECK(grid <= most + 1e-12);
					CHECK(grid >= most - 2.5 / GRID);
					CHECK_NEAR(ambiguity_confidence(&a, 1 - error), 1 - most, 1e-15);
				}
}

static void test_edges(void)
{
	const struct ambiguity none = {BALL_TV, 0}, chi2 = {BALL_CHI2, .3}, tv = {BALL_TV, .3},
			       row = {BALL_INTERVAL, .3};

	CHECK(ambiguity_error(&none, .2) == .2 && ambiguity_confidence(&none, .7) == .7
		&& ambiguity_risk(&none, .1) == .1);
	CHECK(ambiguity_error(&chi2, 0) == 0 && ambiguity_error(&chi2, 1) == 1 && ambiguity_error(&tv, 0) == .3);
	CHECK(ambiguity_confidence(&tv, .2) == 0 && ambiguity_error(&row, .9) == 1);
	CHECK(ambiguity_risk(&tv, .2) < 0 && ambiguity_risk(&chi2, .2) > 0);
	/* 1/2 + sqrt(1/4 * 1/4) = 3/4, and back */
	CHECK_NEAR(ambiguity_error(&(struct ambiguity){BALL_CHI2, .25}, .5), .75, 1e-15);
	CHECK_NEAR(ambiguity_risk(&(struct ambiguity){BALL_CHI2, .25}, .75), .5, 1e-15);
	for (int ball = 0; ball_name((size_t)ball); ball++)
		for (double risk = .31; risk < 1; risk += .04)
			CHECK_NEAR(ambiguity_error(&(struct ambiguity){ball, .3},
					   ambiguity_risk(&(struct ambiguity){ball, .3}, risk)),
				risk, 1e-14);
	CHECK(ambiguity_check(&(struct ambiguity){BALL_CHI2, 4}, &e) == ST_OK);
	CHECK(ambiguity_check(&(struct ambiguity){BALL_TV, 1.5}, &e) == ST_USAGE);
}

/* Tables whose error is just so high that the worst distribution of the ball breaks the risk: a threshold is found for at most delta of
 * them, and for some, or the test would show nothing. */
static void test_guarantee(struct rng *r)
{
	static const struct ambiguity ball[] = {{BALL_INTERVAL, .1}, {BALL_CHI2, .05}, {BALL_TV, .15}};
	const double risk = .35, delta = .2;

	for (int b = 0; b < 3; b++) {
		double error = ambiguity_risk(&ball[b], risk) + 1e-6;
		size_t broken = 0;

		CHECK(ambiguity_error(&ball[b], error) > risk);
		for (int draw = 0; draw < DRAWS; draw++) {
			struct scored_rows rows = {{0}};
			struct tuning t;

			for (int i = 0; i < ROWS; i++)
				CHECK(!scored_rows_add(&rows,
					&(struct scored_row){.score = 2 * rng_uniform(r) - 1,
						.weight = 1,
						.answered = true,
						.right = rng_uniform(r) >= error,
						.expert_right = rng_uniform(r) >= error},
					&e));
			CHECK(!scored_rows_sort(&rows, &e));
			broken += !risk_tune(&rows, ambiguity_risk(&ball[b], risk), delta, false, &t, &e);
			scored_rows_free(&rows);
		}
		CHECK((double)broken / DRAWS <= delta + 3 * sqrt(delta * (1 - delta) / DRAWS));
		CHECK((double)broken / DRAWS > delta / 10);
	}
}

int main(void)
{
	struct rng r;

	if (rng_init(&r, 8, &e))
		return 1;
	test_worst();
	test_edges();
	test_guarantee(&r);
	rng_free(&r);
	return check_end();
}
