/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/crowd_names: classes get the voters' names, those of the most right votes of all there are, and keep those that are given. */
#include "crowd/crowd_names.h"

#include <string.h>

#include "check.h"

static struct err e;
static unsigned long state = 1;

/* Three classes in the cycle 0 -> 1 -> 2 -> 0: two exchanges put them right. */
static void test_matrices(void)
{
	double count[] = {1, 8, 1, 0, 1, 9, 7, 2, 1};
	const double turned[] = {.1, .8, .1, .05, .1, .85, .7, .2, .1}, share[] = {.2, .3, .5};
	struct crowd c;

	CHECK(!crowd_init(&c, CROWD_CONFUSION, 3, 1, CROWD_SHARES, &e));
	memcpy(c.parameter, turned, sizeof turned);
	memcpy(c.share, share, sizeof share);
	CHECK(!crowd_name_classes(&c, NULL, count, 10, &e));
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
			CHECK(!crowd_name_classes(&c, NULL, count, 13, &e));
			CHECK(c.renamed == moves);
			CHECK_NEAR(c.parameter[0], moves ? .8 : .2, 1e-15);
			crowd_free(&c);
		}
}

/* The most votes on the diagonal of n [nc x nc], by all orders of the rows that are left. */
static double most(const double *n, size_t nc, size_t row, unsigned used)
{
	double best = row < nc ? -1 : 0;

	for (size_t l = 0; row < nc && l < nc; l++)
		if (!(used >> l & 1)) {
			double sum = n[row * nc + l] + most(n, nc, row + 1, used | 1u << l);

			best = sum > best ? sum : best;
		}
	return best;
}

/* Workers who are hardly better than chance, whose classes were named at random. */
static void test_best(size_t nc, double diagonal)
{
	double count[5 * 5], right = 0, want;
	struct crowd c;

	CHECK(!crowd_init(&c, CROWD_CONFUSION, nc, 1, CROWD_SHARES, &e));
	for (size_t i = 0; i < nc * nc; i++) {
		state = state * 6364136223846793005UL + 1442695040888963407UL;
		count[i] = (double)(state >> 11) * 0x1p-53;
	}
	for (size_t z = 0; z < nc; z++) /* a cycle of all classes */
		count[z * nc + (z + 1) % nc] += diagonal;
	for (size_t i = 0; i < nc * nc; i++)
		c.parameter[i] = count[i];
	want = most(count, nc, 0, 0);
	CHECK(!crowd_name_classes(&c, NULL, count, (double)nc, &e));
	for (size_t z = 0; z < nc; z++)
		right += count[z * (nc + 1)];
	CHECK_NEAR(right, want, 1e-8 * (double)nc);
	for (size_t i = 0; i < nc * nc; i++)
		CHECK(c.parameter[i] == count[i]);
	/* and they stay so */
	c.renamed = 0;
	CHECK(!crowd_name_classes(&c, NULL, count, (double)nc, &e) && !c.renamed);
	crowd_free(&c);
}

int main(void)
{
	for (int i = 0; i < 300; i++)
		test_best(2 + (size_t)i % 4, i % 3 / 4.);
	test_matrices();
	test_coin();
	return check_end();
}
