/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "real/normal.h"

#define CHECK_PART(a, b) CHECK_NEAR((a) / (b), 1, 1e-13)

/* R 4.2.2: pnorm(x, lower = FALSE), qnorm(p, lower = FALSE), pchisq(x, k, lower = FALSE) with options(digits = 16). */
static void test_against_r(void)
{
	const struct {
		double x, tail;
	} normal[] = {{0, .5}, {.3, .3820885778110473}, {1, .158655253931457}, {1.96, .02499789514822043},
		{2, .02275013194817921}, {2.5, .006209665325776135}, {5, 2.866515718791939e-07},
		{12, 1.776482112077679e-33}, {30, 4.906713927148187e-198}};
	const struct {
		double p, x;
	} quantile[] = {{.3, .5244005127080407}, {.025, 1.959963984540054}, {.005, 2.5758293035489},
		{1e-10, 6.361340902404056}, {.9, -1.281551565544601}};
	const struct {
		double p, k, x;
	} student[] = {
		{0.025, 1, 12.70620473617471},
		{0.025, 2, 4.302652729749464},
		{0.025, 3, 3.182446305283709},
		{0.025, 4, 2.776445105197794},
		{0.005, 9, 3.249835541592126},
		{0.05, 30, 1.697260886593958},
		{0.025, 999, 1.96234146113345},
		{0.3, 6, 0.5533809235515189},
	};
	const struct {
		double x, k, tail;
	} chi[] = {{3, 1, .08326451666355056}, {3, 2, .2231301601484298}, {10, 5, .0752352461465122},
		{17.3, 10, .06798376819852854}, {300, 250, .01651827315786872}, {900, 1000, .9892827619087102}};

	for (size_t i = 0; i < sizeof normal / sizeof *normal; i++) {
		CHECK_PART(normal_tail(normal[i].x), normal[i].tail);
		CHECK_NEAR(normal_tail(-normal[i].x), 1 - normal[i].tail, 1e-15);
	}
	CHECK_NEAR(normal_upper(.5), 0, 1e-16);
	for (size_t i = 0; i < sizeof quantile / sizeof *quantile; i++)
		CHECK_PART(normal_upper(quantile[i].p), quantile[i].x);
	for (size_t i = 0; i < sizeof chi / sizeof *chi; i++)
		CHECK_NEAR(chi_square_tail(chi[i].x, (size_t)chi[i].k) / chi[i].tail, 1, 1e-11);
	CHECK(chi_square_tail(0, 3) == 1);
	/* qt(p, k, lower = FALSE) */
	for (size_t i = 0; i < sizeof student / sizeof *student; i++)
		CHECK_NEAR(student_upper(student[i].p, (size_t)student[i].k) / student[i].x, 1, 1e-11);
	CHECK_NEAR(student_upper(.5, 7), 0, 1e-15);
}

/* The distribution functions at 1, 2, 3 as MAPIE's tests publish them (testdata/cases, case 20), and both series of each
 * where they meet. */
static void test_brownian(void)
{
	const double sup[] = {.370777, .908999, .9946}, range[] = {.063365, .818506, .989201};

	for (int i = 0; i < 3; i++) {
		CHECK_NEAR(1 - brownian_sup_tail(i + 1), sup[i], 1e-6);
		CHECK_NEAR(1 - brownian_range_tail(i + 1), range[i], 1e-6);
	}
	CHECK_NEAR(brownian_sup_tail(1 - 1e-12), brownian_sup_tail(1), 1e-11);
	CHECK_NEAR(brownian_range_tail(1 - 1e-12), brownian_range_tail(1), 1e-11);
	CHECK(brownian_sup_tail(0) == 1 && brownian_range_tail(0) == 1);
	CHECK_NEAR(brownian_sup_tail(.05), 1, 1e-15);
	CHECK_NEAR(brownian_range_tail(.05), 1, 1e-15);
	/* Far out one term is left: 4 P(Z > x) and 8 P(Z > x). */
	CHECK_PART(brownian_sup_tail(9), 4 * normal_tail(9));
	CHECK_PART(brownian_range_tail(9), 8 * normal_tail(9));
}

int main(void)
{
	test_against_r();
	test_brownian();
	return check_end();
}
