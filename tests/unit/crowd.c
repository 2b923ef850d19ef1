/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/crowd: posteriors against an enumeration. */
#include "crowd/crowd.h"

#include <string.h>

#include "check.h"

static struct err e;

static void test_posterior(void)
{
	const double share[] = {.6, .4}, pi[] = {.9, .1, .2, .8, .7, .3, .4, .6};
	const struct vote said[] = {{0, 0, 1}, {1, 1, 2}};
	const struct crowd_item item = {.vote = said, .n = 2, .w = 1};
	double q[2], p[2], joint[2];
	struct crowd c;

	CHECK(!crowd_init(&c, CROWD_CONFUSION, 2, 2, CROWD_SHARES, &e));
	memcpy(c.share, share, sizeof share);
	memcpy(c.parameter, pi, sizeof pi);
	crowd_chances(&c);
	for (int z = 0; z < 2; z++)
		joint[z] = share[z] * pi[z * 2] * pi[4 + z * 2 + 1] * pi[4 + z * 2 + 1];
	CHECK_NEAR(crowd_posterior(&c, &item, q, p), log(joint[0] + joint[1]), 1e-14);
	CHECK_NEAR(p[0], joint[0] / (joint[0] + joint[1]), 1e-14);
	CHECK_NEAR(crowd_answer(&c, 1, 0, 1), .3, 1e-15);
	crowd_free(&c);
}

/* The sum over classes and difficulties, written out. */
static void test_difficulty(void)
{
	const struct vote said[] = {{0, 0, 1}, {1, 2, 1}};
	const struct crowd_item item = {.vote = said, .n = 2, .w = 1};
	double q[3 * CROWD_DIFFICULTIES], p[3], sum = 0, weight = 0, right = 0, ability[] = {1.5, .4};
	struct crowd c;

	CHECK(!crowd_init(&c, CROWD_DIFFICULTY, 3, 2, CROWD_SHARES, &e));
	for (int z = 0; z < 3; z++)
		c.share[z] = 1. / 3;
	memcpy(c.parameter, ability, sizeof ability);
	crowd_chances(&c);
	for (int z = 0; z < 3; z++)
		for (int m = 0; m < CROWD_DIFFICULTIES; m++) {
			double d = -3.5 + .5 * m, w = exp(-d * d / 2), a = 1 / (1 + exp(-ability[0] * exp(d))),
			       b = 1 / (1 + exp(-ability[1] * exp(d)));
			double x = w / 3 * (z == 0 ? a : (1 - a) / 2) * (z == 2 ? b : (1 - b) / 2);

			weight += w / 3;
			sum += x;
			right += z == 0 ? x : 0;
		}
	CHECK_NEAR(crowd_posterior(&c, &item, q, p), log(sum / weight), 1e-12);
	CHECK_NEAR(p[0], right / sum, 1e-12);
	crowd_free(&c);
}

int main(void)
{
	test_posterior();
	test_difficulty();
	return check_end();
}
