/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/router/router_curve: what the measures' own codes give for these points, and published scores. */
#include "check.h"

#include "router/router_curve.h"

/* range NULL: its own. */
static void test_aiq(double q1, double q2, double q3, const struct router_range *range, double code, double paper)
{
	struct router_point p[] = {{0, 4, q3}, {0, 1, q1}, {0, 2, q2}};
	double is[2];

	router_aiq(p, 3, range, &is[0], &is[1]);
	CHECK_NEAR(is[0], code, 1e-12);
	CHECK_NEAR(is[1], paper, 1e-12);
}

/* The unit of quality changes no measure but by its factor, whatever that is. */
static void test_units(double unit)
{
	struct router_point p[] = {{0, 1, .6 * unit}, {.5, 2, .75 * unit}, {.6, 3, .7 * unit}, {1, 4, .8 * unit}};
	double code, paper;

	CHECK_NEAR(router_apgr(p, 4, p[0].quality, p[3].quality), (.5 * .675 + .1 * .725 + .4 * .75 - .6) / .2, 1e-12);
	CHECK_NEAR(router_cpt(p, 2, .5, p[0].quality, p[3].quality), 1.0 / 3, 1e-12);
	router_aiq(p, 4, NULL, &code, &paper);
	CHECK_NEAR(paper / unit, (.675 + 2 * .775) / 3, 1e-12);
	CHECK_NEAR(code / unit, (.675 + 2 * .775) / 4, 1e-12);
}

int main(void)
{
	/* RouteLLM's evaluate.py: np.trapz and np.interp on (0, 60), (50, 75), (100, 80) */
	struct router_point p[] = {{0, 0, .60}, {.5, 0, .75}, {1, 0, .80}},
			    fall[] = {{0, 0, .6}, {.4, 0, .5}, {1, 0, .8}};
	double code, paper;

	CHECK_NEAR(router_apgr(p, 3, .6, .8), .625, 1e-12);
	CHECK(router_falls(p, 3) == 3);
	CHECK_NEAR(router_cpt(p, 3, .5, .6, .8), 1.0 / 3, 1e-12);
	CHECK_NEAR(router_cpt(p, 3, .8, .6, .8), .6, 1e-9);
	CHECK_NEAR(router_cpt(p, 3, .2, .6, .8), .4 / 3, 1e-12);
	CHECK(isnan(router_apgr(p, 3, .7, .7)) && isnan(router_cpt(p, 3, .5, .8, .6)));
	CHECK(router_falls(fall, 3) == 1);
	CHECK(router_hull(fall, 3, false) == 2);
	CHECK_NEAR(router_cpt(fall, 2, .5, .6, .8), .5, 1e-12);
	/* a part of the range of shares: the constants' areas are over the same part */
	CHECK_NEAR(router_apgr(p + 1, 2, .6, .8), (.5 * .775 - .5 * .6) / (.5 * .2), 1e-12);
	/* RouterBench's AIQ.py and the paper's definition */
	test_aiq(.5, .7, .8, NULL, .525, .70);
	test_aiq(.5, .55, .8, NULL, .4875, .65);
	test_aiq(.5, .9, .8, NULL, .35, .70);
	/* its calc_AIQ of this one beside (1, .5), (2, .7), (4, .8): the hull that ends at 2 goes on to 4 */
	test_aiq(.5, .9, .8, &(struct router_range){1, 4}, .625, 2.5 / 3);
	test_aiq(.5, .7, .8, &(struct router_range){1, 4}, .525, .70);
	test_aiq(.5, .9, .8, &(struct router_range){0, 4}, .625, .625); /* beside one that begins at 0 */
	test_aiq(.5, .9, .8, &(struct router_range){1.5, 1.75}, (.7 + .8) / 2 * .25 / 1.75, .75); /* part of it */
	test_aiq(.5, .9, .8, &(struct router_range){8, 16}, .45, .9);
	test_units(1);
	test_units(0x1p1023);
	test_units(0x1p-900);
	router_aiq(p, 1, NULL, &code, &paper);
	CHECK(isnan(code) && isnan(paper));
	router_aiq(p, 1, &(struct router_range){0, 2}, &code, &paper); /* one point, at no cost */
	CHECK_NEAR(code, .6, 1e-12);
	CHECK_NEAR(paper, .6, 1e-12);
	/* RouterArena's compute_scores.py, and its published table */
	CHECK_NEAR(router_arena(.7851, .4905), 75.7499, 5e-5);
	CHECK_NEAR(router_arena(.7518957671, 8.5434721952), 65.8647, 5e-5);
	CHECK(isnan(router_arena(.5, 0)));
	return check_end();
}
