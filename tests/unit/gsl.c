/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Normal numbers and the binomial distribution against the GNU Scientific Library's. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "check.h"
#include "math/rng.h"
#include "real/binomial.h"

/* The GNU Scientific Library's normal numbers but for the last bits of the tail's. */
static void test_normal(void)
{
	struct rng r;
	struct err e = {0};
	gsl_rng *theirs = gsl_rng_alloc(gsl_rng_mt19937);
	size_t different = 0;

	gsl_rng_set(theirs, 7);
	CHECK(!rng_init(&r, 7, &e));
	for (size_t i = 0; i < 2000000; i++) {
		double a = rng_normal(&r), b = gsl_ran_gaussian_ziggurat(theirs, 1);

		different += a != b;
		if (!(fabs(a - b) <= 1e-15))
			CHECK_NEAR(a, b, 1e-15);
	}
	CHECK(different < 40);
	rng_free(&r);
	gsl_rng_free(theirs);
}

static void test_binomial(void)
{
	static const double p[] = {1e-12, 1e-6, 0.001, 0.03, 0.2, 0.5, 0.77, 0.95, 0.9999};

	for (size_t i = 0; i < sizeof p / sizeof *p; i++)
		for (unsigned n = 1; n < 3000000; n = n * 7 / 4 + 1)
			for (unsigned k = 0; k <= n; k = k * 3 / 2 + 1) {
				double theirs = gsl_cdf_binomial_P(k, p[i], n), ours = binomial_below(k, n, p[i]);

				if (theirs > 1e-290)
					check_report(fabs(ours - theirs) <= 1e-9 * theirs, __FILE__, __LINE__,
						"P(X <= %u) of %u, %g: %.17g, not %.17g", k, n, p[i], ours, theirs);
			}
	/* by hand: 1 - 0.3^3, 0.7^3 + 3 * 0.3 * 0.7^2 */
	CHECK_NEAR(binomial_below(2, 3, .3), 1 - .027, 1e-15);
	CHECK_NEAR(binomial_below(1, 3, .3), .784, 1e-15);
	CHECK(binomial_below(0, 5, 0) == 1 && binomial_below(4, 5, 1) == 0 && binomial_below(5, 5, 1) == 1);
}

int main(void)
{
	test_normal();
	test_binomial();
	return check_end();
}
