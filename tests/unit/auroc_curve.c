/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/rank/auroc_curve: areas at every coverage against all pairs of rows and all thresholds, with ties, weights, experts who do not
 * answer, probabilities of 0 and 1; rows in memory and as runs on disk give the same bits. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rank/auroc_curve.h"

enum { ROWS = 90, STEPS = 12 };

static struct err e;
static struct scored_row row[ROWS];
static uint32_t state = 1;

static unsigned draw(unsigned n)
{
	state = (uint32_t)((uint64_t)state * 48271 % 2147483647);
	return state % n;
}

static void fill(const double *weights)
{
	for (size_t i = 0; i < ROWS; i++) {
		bool answered = draw(5);

		row[i] = (struct scored_row){.score = -(double)draw(9) / 8,
			.weight = weights ? weights[draw(4)] : 1,
			.p = (double)draw(7) / 6,
			.right = draw(2),
			.answered = answered,
			.expert_right = answered && draw(2)};
	}
}

/* The system's score at a threshold; below 0: the row is left out. */
static double system_score(const struct scored_row *r, double threshold)
{
	return -r->score > threshold ? r->answered ? r->expert_right : -1 : r->p;
}

static double pairs(double threshold)
{
	double won = 0, all = 0;

	for (size_t i = 0; i < ROWS; i++)
		for (size_t k = 0; k < ROWS; k++) {
			double a = system_score(&row[i], threshold), b = system_score(&row[k], threshold);
			double w = row[i].weight * row[k].weight;

			if (a < 0 || b < 0 || row[i].right != 1 || row[k].right != 0)
				continue;
			all += w;
			won += a > b ? w : a == b ? w / 2 : 0;
		}
	return won / all;
}

/* The sum over thresholds of recall gained times precision: for each right row the precision at its score. */
static double precision(double threshold)
{
	double sum = 0, all = 0;

	for (size_t i = 0; i < ROWS; i++) {
		double a = system_score(&row[i], threshold), at = 0, right = 0;

		if (a < 0 || row[i].right != 1)
			continue;
		for (size_t k = 0; k < ROWS; k++)
			if (system_score(&row[k], threshold) >= a) {
				at += row[k].weight;
				right += row[k].weight * row[k].right;
			}
		sum += row[i].weight * right / at;
		all += row[i].weight;
	}
	return sum / all;
}

static void points_of(size_t limit, struct auroc_point *p, size_t *n)
{
	struct scored_spool spool = {.limit = limit};
	struct scored_runs rows = {0};

	for (size_t i = 0; i < ROWS; i++)
		CHECK(!scored_runs_add(&rows, &row[i], &spool, &e));
	CHECK(scored_runs_beyond(&rows) == (limit > 0));
	CHECK(!auroc_points(&rows, STEPS, p, n, &e));
	scored_runs_free(&rows);
	scored_spool_free(&spool);
}

static void compare(const double *weights)
{
	struct auroc_point p[STEPS + 1], q[STEPS + 1];
	size_t n, m;

	fill(weights);
	points_of(0, p, &n);
	points_of(640, q, &m);
	CHECK(n == STEPS + 1 && m == n);
	for (size_t k = 0; k < n; k++) {
		CHECK(!memcmp(&p[k].separation, &q[k].separation, sizeof p[k].separation));
		CHECK(p[k].at == q[k].at && p[k].point.coverage == q[k].point.coverage);
		CHECK_NEAR(p[k].separation.auroc, pairs(p[k].point.threshold), 1e-13);
		CHECK_NEAR(p[k].separation.ap, precision(p[k].point.threshold), 1e-13);
	}
}

int main(void)
{
	static const double whole[] = {1, 2, 3, 5}, tenths[] = {.1, .3, .7, 2}, none[] = {1, 1.4142135623730951, .1, 3};
	struct scored_runs empty = {0};
	struct auroc_point p[STEPS + 1];
	size_t n = 1;

	for (int i = 0; i < 5; i++) {
		compare(NULL);
		compare(whole);
		compare(tenths);
		compare(none);
	}
	CHECK(!auroc_points(&empty, STEPS, p, &n, &e) && n == 0);
	return check_end();
}
