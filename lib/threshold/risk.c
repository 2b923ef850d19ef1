/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/risk.h"

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

/* The last point that a sequence from `start` towards coverage 1 reaches, or n when the first test fails. */
static size_t walk(const struct errors *x, size_t start, double risk, double level)
{
	size_t reached = x->n, n = x->of[start];
	double most = risk_most_errors(n, risk, level);

	for (size_t i = start + 1; i-- > 0; n = x->of[i]) {
		/* of more rows as many errors may be or more */
		while (x->of[i] != n && binomial_below(most + 1, (double)x->of[i], risk) <= level)
			most++;
		if ((double)x->k[i] > most)
			break;
		reached = i;
	}
	return reached;
}

static void set_point(const struct scored_rows *rows, size_t i, struct tuning *t)
{
	struct curve c;
	struct curve_point p;

	curve_start(&c, rows);
	for (size_t k = 0; k <= i && curve_next(&c, &p); k++)
		tuning_set_everywhere(t, &p);
}

/* A probability that is not 1 is not printed as 1. */
static int refuse_risk(double risk, double delta, struct err *e)
{
	char p[40];

	snprintf(p, sizeof p, "%.15g", 1 - delta);
	if (!strcmp(p, "1"))
		snprintf(p, sizeof p, "1 - %g", delta);
	return err_set(e, ST_FALSE, "no threshold has a system error of at most %g with probability %s", risk, p);
}

int risk_tune(const struct scored_rows *rows, double risk, double delta, bool reject, struct tuning *t, struct err *e)
{
	size_t n = rows->order.n, i, other;
	double level = reject ? delta : delta / 2;
	struct errors x;
	int st;

	if (rows->weight.v)
		return err_set(e, ST_DATA,
			"a guarantee of risk counts rows: it needs rows of equal weight, or of weight 0, which are left out");
	if (!n || n > UINT_MAX)
		return err_set(e, ST_DATA, "a guarantee of risk needs at least one row and at most %u", UINT_MAX);
	st = count_errors(rows, reject, &x, e);
	i = st ? 0 : walk(&x, x.zero, risk, level);
	other = st || reject ? i : walk(&x, x.n - 1, risk, level);
	i = other < i ? other : i;
	if (!st && i == x.n)
		st = refuse_risk(risk, delta, e);
	if (!st) {
		set_point(rows, i, t);
		t->bound = risk_upper_bound(x.of[i], x.k[i], level);
	}
	free_errors(&x);
	return st;
}
