/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/tune/fair against all combinations of breakpoints on tiny tables. */
#include "check.h"

#include <math.h>

#include "math/rng.h"
#include "tune/fair.h"

enum { MOST = 3, ROWS = 6, POINTS = ROWS + 1 };

static struct err e;

struct row {
	double score, weight;
	bool positive, right, expert_right;
};

/* What a threshold does to a group. */
struct truth {
	double weight, positive, error, kept, right; /* right: on positive rows */
};

static struct truth at(const struct row *row, double threshold)
{
	struct truth t = {0};

	for (size_t i = 0; i < ROWS; i++) {
		bool keep = row[i].score <= threshold, right = keep ? row[i].right : row[i].expert_right;

		t.weight += row[i].weight;
		t.kept += keep ? row[i].weight : 0;
		t.error += right ? 0 : row[i].weight;
		t.positive += row[i].positive ? row[i].weight : 0;
		t.right += row[i].positive && right ? row[i].weight : 0;
	}
	return t;
}

static double rate(const struct truth *t, enum fair kind)
{
	return kind == FAIR_COVERAGE ? t->kept / t->weight
		: kind == FAIR_ERROR ? t->error / t->weight
				     : t->right / t->positive;
}

struct best {
	double error, free; /* weights; infinite: none is fair */
};

/* Every combination of the thresholds -1, 0, ..., 5 of n groups, as a number to the base POINTS. */
static struct best brute_force(struct row row[MOST][ROWS], size_t n, enum fair kind, double tolerance)
{
	struct best b = {INFINITY, INFINITY};
	size_t all = 1;

	for (size_t g = 0; g < n; g++)
		all *= POINTS;
	for (size_t k = 0; k < all; k++) {
		double error = 0, lo = INFINITY, hi = -INFINITY;

		for (size_t g = 0, rest = k; g < n; g++, rest /= POINTS) {
			struct truth t = at(row[g], (double)(rest % POINTS) - 1);

			error += t.error;
			lo = fmin(lo, rate(&t, kind));
			hi = fmax(hi, rate(&t, kind));
		}
		b.free = fmin(b.free, error);
		if (hi - lo <= tolerance + 1e-13)
			b.error = fmin(b.error, error);
	}
	return b;
}

static void add(struct scored_rows *t, const struct row *r)
{
	struct scored_row k = {.score = -r->score,
		.weight = r->weight,
		.right = r->right,
		.answered = r->expert_right || r->weight > 1, /* no answer is a wrong one */
		.expert_right = r->expert_right};

	CHECK(!scored_rows_add(t, &k, &e));
}

static void draw(struct rng *r, struct row *row, bool weighted)
{
	double good = rng_uniform(r), expert = rng_uniform(r);

	for (size_t i = 0; i < ROWS; i++)
		row[i] = (struct row){.score = (double)rng_below(r, ROWS),
			.weight = weighted ? (double)(1 + rng_below(r, 3)) : 1,
			.positive = !i || rng_below(r, 2),
			.right = rng_uniform(r) < good,
			.expert_right = rng_uniform(r) < expert};
}

/* What was found is what it says, fair, and the best there is. */
static void check(struct row row[MOST][ROWS], const struct tuning *t, const struct fair_result *f, size_t n,
	enum fair kind, double tolerance, const struct best *b)
{
	double error = 0, weight = 0, lo = INFINITY, hi = -INFINITY;

	for (size_t g = 0; g < n; g++) {
		struct truth x = at(row[g], t[g].value);

		error += x.error;
		weight += x.weight;
		lo = fmin(lo, rate(&x, kind));
		hi = fmax(hi, rate(&x, kind));
		CHECK_NEAR(t[g].rate, rate(&x, kind), 1e-13);
		CHECK_NEAR(t[g].error, x.error / x.weight, 1e-13);
	}
	CHECK(hi - lo <= tolerance + 1e-12);
	CHECK(error == b->error);
	CHECK_NEAR(f->error, b->error / weight, 1e-13);
	CHECK_NEAR(f->price, (b->error - b->free) / weight, 1e-13);
}

static void test_brute_force(struct rng *r)
{
	size_t found = 0, none = 0, dear = 0;

	for (int trial = 0; trial < 3000; trial++) {
		struct row row[MOST][ROWS];
		struct scored_rows all[MOST] = {{{0}}}, positive[MOST] = {{{0}}};
		struct fair_group g[MOST];
		struct tuning t[MOST];
		struct fair_result f;
		enum fair kind = (enum fair)rng_below(r, 3);
		size_t n = 1 + rng_below(r, MOST);
		/* also 0, and multiples of the rates' own steps */
		double tolerance = rng_below(r, 3) ? (double)rng_below(r, 7) / ROWS : rng_uniform(r) * rng_uniform(r);
		struct best b;
		int st;

		for (size_t k = 0; k < n; k++) {
			draw(r, row[k], trial & 1);
			for (size_t i = 0; i < ROWS; i++) {
				add(&all[k], &row[k][i]);
				if (row[k][i].positive)
					add(&positive[k], &row[k][i]);
			}
			g[k] = (struct fair_group){&all[k], &positive[k]};
		}
		b = brute_force(row, n, kind, tolerance);
		st = fair_tune(g, n, kind, tolerance, t, &f, &e);
		CHECK(st == (isinf(b.error) ? ST_FALSE : ST_OK));
		if (!st)
			check(row, t, &f, n, kind, tolerance, &b);
		found += !st;
		none += st == ST_FALSE;
		dear += !st && b.error > b.free;
		for (size_t k = 0; k < n; k++) {
			scored_rows_free(&all[k]);
			scored_rows_free(&positive[k]);
		}
	}
	CHECK(found > 1000 && none > 50 && dear > 200);
}

int main(void)
{
	struct rng r;

	if (rng_init(&r, 11, &e))
		return 1;
	test_brute_force(&r);
	rng_free(&r);
	return check_end();
}
