/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "tune/risk.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "real/binomial.h"

double risk_most_errors(size_t n, double p, double level)
{
	double low = -1, high = (double)n;

	while (high - low > 1) {
		double k = floor((low + high) / 2);

		if (binomial_below(k, (double)n, p) <= level)
			low = k;
		else
			high = k;
	}
	return low;
}

double risk_upper_bound(size_t n, size_t k, double level)
{
	double low = (double)k / (double)n, high = 1;

	if (k >= n)
		return 1;
	for (;;) {
		double p = low + (high - low) / 2;

		if (p <= low || p >= high)
			return high;
		if (binomial_below((double)k, (double)n, p) > level)
			low = p;
		else
			high = p;
	}
}

/* Errors of the system at every point of the curve, and among how many rows. */
struct errors {
	size_t *k, *of; /* [n] */
	size_t n;
	size_t zero; /* the point of threshold 0 */
};

static void free_errors(struct errors *x)
{
	free(x->k);
	free(x->of);
}

static int count_errors(const struct scored_rows *rows, bool reject, struct errors *x, struct err *e)
{
	struct scored_block b;
	size_t blocks = 0, k = 0;

	for (size_t at = 0; scored_rows_next(rows, &at, &b); blocks++)
		k += b.n - b.n_right;
	*x = (struct errors){.n = blocks + 1};
	x->k = mem_alloc(x->n, sizeof *x->k, e);
	x->of = mem_alloc(x->n, sizeof *x->of, e);
	if (!x->k || !x->of)
		return ST_SYSTEM;
	x->k[0] = k;
	x->of[0] = rows->order.n;
	for (size_t at = 0, i = 1; scored_rows_next(rows, &at, &b); i++) {
		k = k - (b.n - b.n_right) + (reject ? 0 : b.n - b.n_expert_right);
		x->k[i] = k;
		x->of[i] = x->of[i - 1] - (reject ? b.n : 0);
		if (-b.score > 0)
			x->zero = i;
	}
	return ST_OK;
}

/* A fixed sequence of tests, from a point of the curve towards coverage 1. */
struct sequence {
	const struct errors *x;
	size_t left;    /* the tests to come: that of point left - 1 is the next */
	size_t reached; /* the last point whose test was passed; x->n: none */
	double level;   /* at which it was passed */
	bool spare;     /* its points are among those of the sequence before it */
};

/* Goes on, at a level that is not below the one before, until a test fails. */
static void walk(struct sequence *s, double risk, double level)
{
	const struct errors *x = s->x;
	size_t n = s->left ? x->of[s->left - 1] : 0;
	double most = s->left ? risk_most_errors(n, risk, level) : 0;

	for (; s->left > 0; s->left--) {
		size_t i = s->left - 1;

		/* of more rows as many errors may be or more */
		while (x->of[i] != n && binomial_below(most + 1, (double)x->of[i], risk) <= level)
			most++;
		n = x->of[i];
		if ((double)x->k[i] > most)
			return;
		s->reached = i;
		s->level = level;
	}
}

/* Sequences that have nothing left to test. */
static size_t count_over(const struct sequence *s, size_t m)
{
	size_t over = 0;

	for (size_t i = 0; i < m; i++)
		over += !s[i].left || (s[i].spare && !s[i - 1].left);
	return over;
}

/* Holm's procedure over m sequences: what those that are over had of delta goes to the others. */
static void test_all(struct sequence *s, size_t m, double risk, double delta)
{
	size_t over = 0, before;

	do {
		before = over;
		for (size_t i = 0; i < m; i++)
			walk(&s[i], risk, delta / (double)(m - over));
		over = count_over(s, m);
	} while (over > before && over < m);
}

/* The sequences of n groups, k each, before their first tests. */
static void begin(const struct errors *x, size_t n, size_t k, struct sequence *s)
{
	for (size_t g = 0; g < n; g++) {
		s[k * g] = (struct sequence){&x[g], k == 1 ? x[g].zero + 1 : x[g].n, x[g].n, 0, false};
		if (k == 2)
			s[k * g + 1] = (struct sequence){&x[g], x[g].zero + 1, x[g].n, 0, true};
	}
}

static bool has_threshold(const struct sequence *s, size_t k)
{
	return s[0].reached < s[0].x->n || (k == 2 && s[1].reached < s[1].x->n);
}

/* The least risk above the given one at which every group has a threshold, rounded up to three digits; 1: none, or hardly. */
static double least_risk(const struct errors *x, size_t n, size_t k, double risk, double delta, struct sequence *s)
{
	double low = risk > 0 ? risk : 0, high = 1, unit = 1;

	/* far below the third digit */
	while (high - low > 1e-9 * high) {
		double p = low + (high - low) / 2;
		size_t g = 0;

		begin(x, n, k, s);
		test_all(s, k * n, p, delta);
		while (g < n && has_threshold(&s[k * g], k))
			g++;
		if (g == n)
			high = p;
		else
			low = p;
	}
	while (high < 100 / unit)
		unit *= 10;
	return ceil(high * unit) / unit;
}

/* A probability that is not 1 is not printed as 1. */
static int refuse_risk(double risk, double delta, double least, struct err *e)
{
	char p[40], one[60] = "";

	snprintf(p, sizeof p, "%.15g", 1 - delta);
	if (!strcmp(p, "1"))
		snprintf(p, sizeof p, "1 - %g", delta);
	if (least < 1)
		snprintf(one, sizeof one, "; the least risk that can be guaranteed is %g", least);
	return err_set(
		e, ST_FALSE, "no threshold has a system error of at most %g with probability %s%s", risk, p, one);
}

static int check_rows(const struct scored_rows *rows, struct err *e)
{
	if (rows->weight.v)
		return err_set(e, ST_DATA,
			"a guarantee of risk counts rows: it needs rows of equal weight, or of weight 0, which are left out");
	if (!rows->order.n || rows->order.n > UINT_MAX)
		return err_set(e, ST_DATA, "a guarantee of risk needs at least one row and at most %u", UINT_MAX);
	return ST_OK;
}

/* The threshold of a group: the last point that one of its k sequences has reached. */
static void settle(const struct scored_rows *rows, const struct sequence *s, size_t k, struct tuning *t)
{
	const struct sequence *best = s;
	const struct errors *x = s->x;

	for (size_t i = 1; i < k; i++)
		if (s[i].reached < best->reached || (s[i].reached == best->reached && s[i].level < best->level))
			best = &s[i];
	tuning_set_point(rows, best->reached, t);
	t->bound = risk_upper_bound(x->of[best->reached], x->k[best->reached], best->level);
}

/* x [n], s [n k] */
static int tune(const struct scored_rows *const *rows, size_t n, double risk, double delta, bool reject,
	struct errors *x, struct sequence *s, struct tuning *t, size_t *failed, struct err *e)
{
	size_t k = reject ? 1 : 2;
	int st = ST_OK;

	for (size_t g = 0; !st && g < n; g++) {
		*failed = g;
		st = check_rows(rows[g], e);
		if (!st)
			st = count_errors(rows[g], reject, &x[g], e);
	}
	if (st)
		return st;
	begin(x, n, k, s);
	test_all(s, k * n, risk, delta);
	for (size_t g = 0; g < n; g++) {
		*failed = g;
		if (!has_threshold(&s[k * g], k))
			return refuse_risk(risk, delta, least_risk(x, n, k, risk, delta, s), e);
		settle(rows[g], &s[k * g], k, &t[g]);
	}
	return ST_OK;
}

int risk_tune_groups(const struct scored_rows *const *rows, size_t n, double risk, double delta, bool reject,
	struct tuning *t, size_t *failed, struct err *e)
{
	struct errors *x = mem_alloc(n, sizeof *x, e);
	struct sequence *s = mem_alloc(2 * n, sizeof *s, e);
	int st = ST_SYSTEM;

	*failed = n;
	if (x && s)
		st = tune(rows, n, risk, delta, reject, x, s, t, failed, e);
	for (size_t g = 0; x && g < n; g++)
		free_errors(&x[g]);
	free(x);
	free(s);
	return st;
}

int risk_tune(const struct scored_rows *rows, double risk, double delta, bool reject, struct tuning *t, struct err *e)
{
	size_t failed;

	return risk_tune_groups(&rows, 1, risk, delta, reject, t, &failed, e);
}
