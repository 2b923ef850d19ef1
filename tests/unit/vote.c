/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/combine/vote: votes by hand; the weighted one is Bayes' rule with its chances. */
#include "combine/vote.h"

#include "base/names.h"
#include "check.h"

static void test_vote(void)
{
	const size_t says[] = {1, 0, 1, NAMES_NONE}, none[] = {NAMES_NONE};
	const double conf[] = {.5, .9, .5, .9}, low[] = {.1};
	double p[3];

	CHECK(vote_combine(false, says, conf, 4, 3, p) == 1);
	CHECK_NEAR(p[1], 2. / 3, 1e-15);
	CHECK(vote_combine(false, says, conf, 2, 3, p) == 1); /* the first of equals */
	CHECK(vote_combine(true, says, conf, 4, 3, p) == 0);
	/* .5^2 .05, .25^2 .9, .25^2 .05 */
	CHECK_NEAR(p[0], .05625 / (.05625 + .0125 + .003125), 1e-14);
	CHECK(vote_combine(false, none, conf, 1, 3, p) == NAMES_NONE);
	CHECK(vote_combine(true, says, low, 1, 2, p) == 0); /* who errs on 9 of 10 speaks for the other class */
	CHECK_NEAR(p[0], .9, 1e-14);
}

/* The vote is Bayes' rule with its chances and classes that are alike. */
static void test_vote_chance(void)
{
	const size_t says[] = {1, 0, 1};
	const double conf[] = {.5, .9, .2};
	double p[3], q[3] = {1, 1, 1}, chance[9], t = 0;

	vote_combine(true, says, conf, 3, 3, p);
	for (size_t i = 0; i < 3; i++) {
		vote_chance(conf[i], 3, chance);
		for (size_t c = 0; c < 3; c++) {
			CHECK_NEAR(chance[c] + chance[3 + c] + chance[6 + c], 1, 1e-15);
			q[c] *= chance[says[i] * 3 + c];
		}
	}
	t = q[0] + q[1] + q[2];
	for (size_t c = 0; c < 3; c++)
		CHECK_NEAR(p[c], q[c] / t, 1e-14);
}

int main(void)
{
	test_vote();
	test_vote_chance();
	return check_end();
}
