/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/crowd_names: classes get the voters' names, and keep those that are given. */
#include "crowd/crowd_names.h"

#include <string.h>

#include "check.h"

static struct err e;

/* Three classes in the cycle 0 -> 1 -> 2 -> 0: two exchanges put them right. */
static void test_matrices(void)
{
	double count[] = {1, 8, 1, 0, 1, 9, 7, 2, 1};
	const double turned[] = {.1, .8, .1, .05, .1, .85, .7, .2, .1}, share[] = {.2, .3, .5};
	struct crowd c;

	CHECK(!crowd_init(&c, CROWD_CONFUSION, 3, 1, CROWD_SHARES, &e));
	memcpy(c.parameter, turned, sizeof turned);
	memcpy(c.share, share, sizeof share);
	crowd_name_classes(&c, NULL, count, 10);
	CHECK(c.renamed == 2);
	CHECK(c.share[0] == .5 && c.share[1] == .2 && c.share[2] == .3);
	CHECK(c.parameter[0] == .7 && c.parameter[4] == .8 && c.parameter[8] == .85);
	CHECK(count[0] == 7 && count[4] == 8 && count[8] == 9);
	/* the tables of logarithms follow */
	CHECK_NEAR(crowd_answer(&c, 0, 1, 1), .8, 1e-15);
	crowd_free(&c);
}

static void test_coin(void)
{
	for (size_t nc = 2; nc <= 3; nc++)
		for (enum crowd_prior prior = CROWD_SHARES; prior <= CROWD_COLUMNS; prior++) {
			double count[] = {1, 5, 0, 6, 1, 0, 0, 0, 3};
			bool moves = nc == 2 && prior == CROWD_SHARES;
			struct crowd c;

			if (nc == 2)
				count[2] = 6, count[3] = 1;
			CHECK(!crowd_init(&c, CROWD_COIN, nc, 1, prior, &e));
			c.parameter[0] = .2;
			crowd_name_classes(&c, NULL, count, 13);
			CHECK(c.renamed == moves);
			CHECK_NEAR(c.parameter[0], moves ? .8 : .2, 1e-15);
			crowd_free(&c);
		}
}

int main(void)
{
	test_matrices();
	test_coin();
	return check_end();
}
