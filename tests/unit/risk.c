/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/tune/risk for groups: Holm's procedure step by step on tiny tables, and the guarantee by simulation with a known truth. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "real/binomial.h"
#include "tune/risk.h"

enum { GROUPS = 4, ROWS = 12, DRAWS = 2000 };

static struct err e;

/* The errors of the threshold that keeps `kept` of n rows, the last ones: minus their scores rise. */
static size_t count(const struct scored_row *row, size_t n, size_t kept)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += i >= n - kept ? !row[i].right : !(row[i].answered && row[i].expert_right);
	return k;
}

/* A sequence of tests of the group, from `kept` up to n, at the level: how many rows are kept at the last test that is passed; -1: none
 * is. */
static int passed(const struct scored_row *row, size_t n, size_t kept, double risk, double level)
{
	int last = -1;

	for (; kept <= n; kept++) {
		if (binomial_below((double)count(row, n, kept), (double)n, risk) > level)
			break;
		last = (int)kept;
	}
	return last;
}

/* What Holm's procedure keeps of each group: all sequences anew at every level.  zero [g]: the rows kept at the threshold 0. */
static void holm(struct scored_row row[GROUPS][ROWS], const size_t *zero, double risk, double delta, int *kept)
{
	size_t over = 0, before;

	do {
		double level = delta / (double)(2 * GROUPS - over);

		before = over;
		over = 0;
		for (int g = 0; g < GROUPS; g++) {
			int all = passed(row[g], ROWS, 0, risk, level),
			    some = passed(row[g], ROWS, zero[g], risk, level);

			kept[g] = all > some ? all : some;
			over += all == ROWS ? 2 : some == ROWS;
		}
	} while (over > before && over < 2 * GROUPS);
}

/* The risk of the message is met, and one a unit of its third digit below it is not; without one none below .999 is. */
static void test_least(
	const struct scored_rows *const *list, struct scored_row row[GROUPS][ROWS], const size_t *zero, double delta)
{
	const char *at = strstr(e.text, "guaranteed is ");
	double least = at ? strtod(at + 14, NULL) : 1;
	struct tuning t[GROUPS];
	size_t failed;
	int kept[GROUPS], none = 0;

	CHECK(!at || !risk_tune_groups(list, GROUPS, least, delta, false, t, &failed, &e));
	holm(row, zero, least - .0011, delta, kept);
	for (int g = 0; g < GROUPS; g++)
		none += kept[g] < 0;
	CHECK(none > 0);
}

static void test_steps(struct rng *r)
{
	size_t more = 0;

	for (size_t trial = 0; trial < check_trials(3000); trial++) {
		struct scored_row row[GROUPS][ROWS];
		struct scored_rows rows[GROUPS] = {{{0}}};
		const struct scored_rows *list[GROUPS];
		struct tuning t[GROUPS];
		size_t zero[GROUPS] = {0}, failed, wrong = GROUPS;
		double risk = .2 + .5 * rng_uniform(r), delta = .05 + .6 * rng_uniform(r);
		int kept[GROUPS], st;

		for (int g = 0; g < GROUPS; g++) {
			double good = rng_uniform(r);

			for (int i = 0; i < ROWS; i++) {
				row[g][i] = (struct scored_row){.score = i - (double)(ROWS / 2) + .5,
					.weight = 1,
					.right = rng_uniform(r) < good,
					.answered = rng_below(r, 5) > 0,
					.expert_right = rng_uniform(r) < .9};
				zero[g] += row[g][i].score >= 0;
				CHECK(!scored_rows_add(&rows[g], &row[g][i], &e));
			}
			CHECK(!scored_rows_sort(&rows[g], &e));
			list[g] = &rows[g];
		}
		holm(row, zero, risk, delta, kept);
		for (int g = GROUPS; g-- > 0;)
			wrong = kept[g] < 0 ? (size_t)g : wrong;
		st = risk_tune_groups(list, GROUPS, risk, delta, false, t, &failed, &e);
		CHECK(st == (wrong < GROUPS ? ST_FALSE : ST_OK));
		CHECK(st != ST_FALSE || failed == wrong);
		if (st == ST_FALSE)
			test_least(list, row, zero, delta);
		for (int g = 0; !st && g < GROUPS; g++) {
			struct tuning alone;

			CHECK((int)t[g].at.n_model == kept[g] && t[g].bound <= risk + 1e-12);
			/* at least what each gets of delta by itself */
			if (!risk_tune(&rows[g], risk, delta / GROUPS, false, &alone, &e)) {
				CHECK(t[g].at.n_model >= alone.at.n_model);
				more += t[g].at.n_model > alone.at.n_model;
			}
		}
		for (int g = 0; g < GROUPS; g++)
			scored_rows_free(&rows[g]);
	}
	CHECK(more > 0);
}

/*
 * Groups whose error is the same at every threshold, or so low that all tests are passed: whoever of the former gets a
 * threshold breaks the guarantee, at once for all and for the group alone.  error [g] of the model and of the expert.
 */
static void simulate(struct rng *r, const double *error, double risk, double delta, size_t n)
{
	const size_t draws = check_trials(DRAWS);
	size_t joint = 0, single[GROUPS] = {0};

	for (size_t draw = 0; draw < draws; draw++) {
		struct scored_rows rows[GROUPS] = {{{0}}};
		const struct scored_rows *list[GROUPS];
		struct tuning t[GROUPS];
		size_t failed;
		bool any = false;
		int st;

		for (int g = 0; g < GROUPS; g++) {
			for (size_t i = 0; i < n; i++) {
				struct scored_row k = {.score = 2 * rng_uniform(r) - 1, .weight = 1, .answered = true};

				k.right = rng_uniform(r) >= error[g];
				k.expert_right = rng_uniform(r) >= error[g];
				CHECK(!scored_rows_add(&rows[g], &k, &e));
			}
			CHECK(!scored_rows_sort(&rows[g], &e));
			list[g] = &rows[g];
		}
		/* a group without a threshold is no violation: what the others would have got counts all the same */
		for (int g = 0; g < GROUPS; g++)
			t[g].value = NAN;
		st = risk_tune_groups(list, GROUPS, risk, delta, false, t, &failed, &e);
		CHECK(st == ST_OK || st == ST_FALSE);
		for (int g = 0; g < GROUPS; g++) {
			single[g] += !isnan(t[g].value) && error[g] > risk;
			any = any || (!isnan(t[g].value) && error[g] > risk);
			scored_rows_free(&rows[g]);
		}
		joint += any;
	}
	for (int g = 0; g < GROUPS; g++)
		CHECK((double)single[g] / (double)draws <= delta + 3 * sqrt(delta * (1 - delta) / (double)draws));
	check_report((double)joint / (double)draws <= delta + 3 * sqrt(delta * (1 - delta) / (double)draws), __FILE__,
		__LINE__, "violated in %zu of %zu draws", joint, draws);
}

static void test_guarantee(struct rng *r)
{
	/* The risk is just below the error of one group; the others pass all tests and leave it what they have of delta. */
	const double one[GROUPS] = {.01, .01, .2, .01};
	const double two[GROUPS] = {.2, .01, .01, .2};
	const double none[GROUPS] = {.01, .01, .01, .01};

	simulate(r, one, .2 - 1e-9, .2, 100);
	simulate(r, two, .2 - 1e-9, .3, 100);
	simulate(r, none, .2, .1, 60);
}

int main(void)
{
	struct rng r;

	if (rng_init(&r, 5, &e))
		return 1;
	test_steps(&r);
	test_guarantee(&r);
	rng_free(&r);
	return check_end();
}
