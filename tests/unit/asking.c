/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/combine/asking: the value of asking against all plans, what they are worth by posteriors that sum to 1. */
#include "combine/asking.h"

#include "check.h"

enum { CLASSES = 4, EXPERTS = 3 };

static unsigned long state = 1;

static double uniform(void)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (double)(state >> 11) * 0x1p-53;
}

/* The best expected accuracy, less prices, by trying everything with normalised posteriors. */
static double best(const struct asking *a, const double *q, size_t left)
{
	size_t k = a->classes;
	double most = 0;

	for (size_t c = 0; c < k; c++)
		most = fmax(most, q[c]);
	for (size_t j = 0; left && j < a->experts; j++) {
		double sum = -a->cost[j];

		if (!a->may[j])
			continue;
		a->may[j] = false;
		for (size_t h = 0; h < k; h++) {
			double next[CLASSES], t = 0;

			for (size_t c = 0; c < k; c++)
				t += next[c] = q[c] * a->chance[(j * k + h) * k + c];
			for (size_t c = 0; c < k; c++)
				next[c] /= t;
			sum += t * best(a, next, left - 1);
		}
		a->may[j] = true;
		most = fmax(most, sum);
	}
	return most;
}

/* Chances at random. */
static void draw_chances(double *chance, size_t k)
{
	for (size_t i = 0; i < EXPERTS * k; i++) { /* expert i / k, class i % k */
		double t = 0, *of = chance + i / k * k * k + i % k;

		for (size_t h = 0; h < k; h++)
			t += of[h * k] = uniform();
		for (size_t h = 0; h < k; h++)
			of[h * k] /= t;
	}
}

static void test_plans(void)
{
	size_t k = 2 + (size_t)(uniform() * 3), n = 1 + (size_t)(uniform() * EXPERTS),
	       left = 1 + (size_t)(uniform() * 3);
	double chance[EXPERTS * CLASSES * CLASSES], cost[EXPERTS], room[3 * CLASSES], q[CLASSES], t = 0, now = 0, most;
	bool may[EXPERTS];
	struct asking a = {k, n, chance, may, cost, room};

	draw_chances(chance, k);
	for (size_t c = 0; c < k; c++)
		t += q[c] = uniform();
	for (size_t c = 0; c < k; c++)
		now = fmax(now, q[c] /= t);
	for (size_t j = 0; j < n; j++) {
		may[j] = uniform() < .8;
		cost[j] = uniform() / 20;
	}
	most = now;
	for (size_t j = 0; j < n; j++) {
		double gain = may[j] ? asking_gain(&a, q, j, left) : 0;

		CHECK(gain >= 0);
		if (may[j])
			most = fmax(most, now + gain - cost[j]);
	}
	CHECK_NEAR(most, best(&a, q, left), 1e-13);
}

/* By hand: two classes alike, experts right on nine of ten.  One more settles it; a second alone changes nothing; three vote. */
static void test_by_hand(void)
{
	const double q[] = {.5, .5};
	double chance[EXPERTS * 4], cost[EXPERTS] = {0}, room[6];
	bool may[EXPERTS] = {true, true, true};
	const struct asking a = {2, EXPERTS, chance, may, cost, room};

	for (size_t i = 0; i < EXPERTS * 4; i++)
		chance[i] = i % 4 == 0 || i % 4 == 3 ? .9 : .1;
	CHECK_NEAR(asking_gain(&a, q, 1, 1), .4, 1e-15);
	CHECK_NEAR(asking_gain(&a, q, 1, 2), .4, 1e-15);
	CHECK_NEAR(asking_gain(&a, q, 1, 3), .472, 1e-15);
	CHECK(may[1]);
	/* at .95 no answer changes the decision: exactly nothing */
	CHECK(asking_gain(&a, (const double[]){.95, .05}, 0, 1) == 0);
	/* a third is asked where two are apart, on 18 rows of 100: at .3 each that does not pay */
	cost[0] = cost[1] = cost[2] = .01;
	CHECK_NEAR(asking_gain(&a, q, 1, 3), .472 - .01 - .0018, 1e-15);
	cost[0] = cost[1] = cost[2] = .3;
	CHECK_NEAR(asking_gain(&a, q, 1, 3), .4, 1e-15);
	CHECK(asking_size(2, 3, 2) == 2 * 6. * 4 && asking_size(2, 1, 2) == 0);
}

int main(void)
{
	test_by_hand();
	for (int i = 0; i < 300; i++)
		test_plans();
	return check_end();
}
