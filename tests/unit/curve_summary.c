/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/score/curve_summary: a curve of three rows by hand, of accuracy and of auroc. */
#include "report_of.h"

#include "score/curve_summary.h"

static struct err e;

/* Deferred in the order of scores: the second row, the first, the third. */
static const char table[] = "y,p_0,p_1,e_x,score,cost_x\n"
			    "1,.6,.4,1,.5,2\n"
			    "0,.3,.7,0,.9,4\n"
			    "1,.2,.8,,.1,6\n";

enum { COVERAGE = 1, DEFERRED = 3, UNSCORED = 4, SYSTEM = 5, COST = 8, AREA = 5 };

static void test_accuracy(void)
{
	struct curve_options o = {.decision.cost = NAN, .jobs = 1};
	const char *r = report_of(&curve_summary, &o, table, &e);

	CHECK_NEAR(cell_of(r, 1, SYSTEM), 1. / 3, 1e-15);
	CHECK_NEAR(cell_of(r, 2, SYSTEM), 2. / 3, 1e-15);
	CHECK_NEAR(cell_of(r, 2, COVERAGE), 2. / 3, 1e-15);
	CHECK_NEAR(cell_of(r, 2, COST), 4. / 3, 1e-15);
	CHECK(cell_of(r, 3, SYSTEM) == 1 && cell_of(r, 3, COST) == 2);
	CHECK(cell_of(r, 4, UNSCORED) == 1 && cell_of(r, 4, DEFERRED) == 2 && cell_of(r, 4, SYSTEM) == 1);
}

/* The positive rows are the first and the third, whose p_1 are .4 and .8; the negative one's is .7, then the expert's 0. */
static void test_auroc(void)
{
	struct curve_options o = {.decision.cost = NAN, .jobs = 1, .metric = CURVE_AUROC, .points = 4};
	const char *r = report_of(&curve_summary, &o, table, &e);

	CHECK(cell_of(r, 1, AREA) == .5);
	CHECK(cell_of(r, 2, AREA) == 1);
	CHECK(cell_of(r, 3, AREA) == 1);
	CHECK(cell_of(r, 4, AREA) == 1);
	o.metric = CURVE_AP; /* ranked .8 +, .7 -, .4 +: (1 + 2/3) / 2 */
	r = report_of(&curve_summary, &o, table, &e);
	CHECK_NEAR(cell_of(r, 1, AREA), 5. / 6, 1e-15);
}

int main(void)
{
	test_accuracy();
	test_auroc();
	return check_end();
}
