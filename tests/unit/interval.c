/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Intervals from draws that are known, and the binomial ones against R. */
#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "inference/binomial_interval.h"
#include "inference/interval.h"

static void test_percentile(void)
{
	double draw[1000], one[3] = {NAN, 4, NAN}, none[2] = {NAN, NAN};
	struct interval i;

	for (int b = 0; b < 1000; b++)
		draw[b] = (b * 7919) % 1000 + 1;
	i = interval_percentile(draw, 1000, .95);
	CHECK(i.lo == 25 && i.hi == 976);
	i = interval_percentile(draw, 999, .9);
	CHECK(i.lo == 50 || i.lo == 51);
	/* of 19 draws of 1 .. 19 the least is the one at (19 + 1) * 0.05 */
	for (int b = 0; b < 19; b++)
		draw[b] = 19 - b;
	i = interval_percentile(draw, 19, .9);
	CHECK(i.lo == 1 && i.hi == 19);
	i = interval_percentile(one, 3, .95);
	CHECK(i.lo == 4 && i.hi == 4);
	i = interval_percentile(none, 2, .95);
	CHECK(isnan(i.lo) && isnan(i.hi));
}

/* Of 999 draws of 1 .. 999 the 50th largest is 950; it never ends below 0. */
static void test_simultaneous(void)
{
	double draw[999], none[2] = {NAN, NAN};
	struct interval i;

	for (int b = 0; b < 999; b++)
		draw[b] = (b * 7919) % 999 + 1;
	i = interval_simultaneous(draw, 999, 2000, .95);
	CHECK(i.lo == 1050 && i.hi == 2950);
	i = interval_simultaneous(draw, 999, 900, .95);
	CHECK(i.lo == 0 && i.hi == 1850);
	i = interval_simultaneous(draw, 999, NAN, .95);
	CHECK(isnan(i.lo) && isnan(i.hi));
	i = interval_simultaneous(none, 2, 1, .95);
	CHECK(isnan(i.lo) && isnan(i.hi));
}

/* Symmetric draws with the estimate in the middle: the percentile interval.  At Phi(0.5): z0 = 0.5, so the ends are those of Phi(1
 * -+ 1.96). */
static void test_bca(void)
{
	double draw[1999], z0 = .4, z = 1.959963984540054, a, m = 0, square = 0, cube = 0;
	struct interval i;

	for (int b = 0; b < 1999; b++)
		draw[b] = b + 1;
	i = interval_bca(draw, 1999, 1000, .95);
	CHECK(i.lo == 50 && i.hi == 1950);
	i = interval_bca(draw, 1999, .5 + 1999 * .5 * erfc(-.5 / sqrt(2)), .95);
	CHECK_NEAR(i.lo, 2000 * .5 * erfc(.959963984540054 / sqrt(2)), 2);
	CHECK_NEAR(i.hi, 2000 * .5 * erfc(-2.959963984540054 / sqrt(2)), 2);
	i = interval_bca(draw, 1999, NAN, .95);
	CHECK(isnan(i.lo));
	/* draws whose skewness is known: Efron's formula written out, on ranks */
	for (int b = 0; b < 1999; b++) {
		draw[b] = (b + 1.) * (b + 1);
		m += draw[b] / 1999;
	}
	for (int b = 0; b < 1999; b++) {
		square += pow(draw[b] - m, 2) / 1999;
		cube += pow(draw[b] - m, 3) / 1999;
	}
	a = cube / pow(square, 1.5) / 6;
	i = interval_bca(draw, 1999, pow(.5 + 1999 * .5 * erfc(-z0 / sqrt(2)), 2), .95);
	CHECK_NEAR(sqrt(i.lo), 2000 * .5 * erfc(-(z0 + (z0 - z) / (1 - a * (z0 - z))) / sqrt(2)), 2);
	CHECK_NEAR(sqrt(i.hi), 2000 * .5 * erfc(-(z0 + (z0 + z) / (1 - a * (z0 + z))) / sqrt(2)), 2);
}

static void test_levels(void)
{
	struct interval_options o = {.level = .95, .draws = 39};
	struct err e;

	CHECK(interval_check(&o, &e) == ST_OK);
	o.draws = 38;
	CHECK(interval_check(&o, &e) == ST_USAGE);
	o.level = 0;
	CHECK(interval_check(&o, &e) == ST_OK);
}

/* R 4.2.2: binom.test(k, n, conf.level = l)$conf.int and prop.test(k, n, conf.level = l, correct = FALSE)$conf.int. */
static void test_binomial(void)
{
	static const struct {
		double k, n, level, lo, hi, wilson_lo, wilson_hi;
	} r[] = {
		{7, 50, .95, 0.058191700340372111, 0.267396002497008456, 0.069508334270162925, 0.261861937105855425},
		{0, 20, .95, 0, 0.16843347098308536, 0, 0.1611251580528193},
		{1990, 2000, .9, 0.9915336517944815, 0.9972848682561789, 0.99165394618461378, 0.99700861904954707},
	};
	struct interval i;

	for (size_t k = 0; k < sizeof r / sizeof *r; k++) {
		i = interval_clopper_pearson(r[k].k, r[k].n, r[k].level);
		CHECK_NEAR(i.lo, r[k].lo, 1e-13);
		CHECK_NEAR(i.hi, r[k].hi, 1e-13);
		i = interval_wilson(r[k].k / r[k].n, r[k].n, r[k].level);
		CHECK_NEAR(i.lo, r[k].wilson_lo, 1e-15);
		CHECK_NEAR(i.hi, r[k].wilson_hi, 1e-15);
	}
	/* binom.test(1, 200000) */
	i = interval_clopper_pearson(1, 200000, .95);
	CHECK_NEAR(i.lo, 1.2658903190905728e-07, 1e-15);
	CHECK_NEAR(i.hi, 2.7857898562196951e-05, 1e-15);
}

int main(void)
{
	test_percentile();
	test_simultaneous();
	test_bca();
	test_levels();
	test_binomial();
	return check_end();
}
