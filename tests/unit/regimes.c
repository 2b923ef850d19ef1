/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/synth/regimes: the stationary distribution, run lengths and transitions of the chain in closed form, any row to start at. */
#include "check.h"

#include "synth/regimes.h"

enum { ROWS = 400000, MOST = 4 };

/* What a path holds. */
struct path {
	double rows[MOST], runs[MOST], to[MOST][MOST], square[MOST];
};

static void walk(struct regimes *r, struct path *p)
{
	size_t state = regimes_at(r, 1);
	double length = 1;

	for (size_t row = 2; row <= ROWS; row++) {
		size_t next = regimes_at(r, row);

		p->rows[state]++;
		length++;
		if (next == state)
			continue;
		p->runs[state]++;
		p->square[state] += (length - 1) * (length - 1);
		p->to[state][next]++;
		state = next;
		length = 1;
	}
}

/* Runs are geometric with mean L, of variance L (L - 1); the others are equally likely; rows are in state r with probability
 * L_r / sum L.  Tolerances: five standard errors of as many runs as there are, about 400,000 / sum L * each. */
static void test_chain(const char *text, const double *length, size_t n, size_t seed)
{
	struct regimes r;
	struct path p = {0};
	struct err e;
	double all = 0;

	CHECK(!regimes_parse(&r, text, seed, &e) && r.n == n);
	for (size_t i = 0; i < n; i++)
		all += length[i];
	walk(&r, &p);
	for (size_t i = 0; i < n; i++) {
		double runs = p.runs[i], sd = sqrt(length[i] * (length[i] - 1) / runs);

		CHECK_NEAR(p.rows[i] / runs, length[i], 5 * sd + 1 / runs);
		CHECK_NEAR(p.rows[i] / ROWS, length[i] / all, 5 * sd * 2 / all);
		/* E of the squared length: L (2 L - 1). */
		CHECK_NEAR(p.square[i] / runs / (length[i] * (2 * length[i] - 1)), 1, 25 / sqrt(runs));
		for (size_t k = 0; k < n; k++)
			CHECK_NEAR(p.to[i][k] / runs, i == k ? 0 : 1 / (double)(n - 1), 2.5 / sqrt(runs));
	}
	regimes_free(&r);
}

/* The first row is stationary too: over seeds. */
static void test_first(void)
{
	double first = 0;
	struct err e;

	for (size_t seed = 0; seed < 4000; seed++) {
		struct regimes r;

		CHECK(!regimes_parse(&r, "30,10", seed, &e));
		first += regimes_at(&r, 1) == 0;
		regimes_free(&r);
	}
	CHECK_NEAR(first / 4000, .75, 5 * sqrt(.75 * .25 / 4000));
}

/* Whoever begins later, or leaves rows out, is in the same state. */
static void test_cut(void)
{
	struct regimes whole, cut;
	struct err e;

	CHECK(!regimes_parse(&whole, "7,3,1", 5, &e));
	for (size_t row = 1; row < 300; row++) {
		size_t state = regimes_at(&whole, row);

		CHECK(!regimes_parse(&cut, "7,3,1", 5, &e));
		CHECK(regimes_at(&cut, row) == state && regimes_at(&cut, row) == state);
		regimes_free(&cut);
	}
	regimes_free(&whole);
}

int main(void)
{
	static const char *const wrong[] = {"", "5", "5,", "5,.9", "5,x", "5,-2", "5;6"};
	struct err e;

	test_chain("500,100,50", (double[]){500, 100, 50}, 3, 1);
	test_chain("20,20", (double[]){20, 20}, 2, 2);
	test_chain("2,1.5,9,4", (double[]){2, 1.5, 9, 4}, 4, 3);
	test_first();
	test_cut();
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct regimes r;

		CHECK(regimes_parse(&r, wrong[i], 1, &e) == ST_USAGE);
		regimes_free(&r);
	}
	return check_end();
}
