#include "decide/threshold.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

/* The curve's point as a threshold; what defers everything here does so everywhere, and so for nothing. */
static double value_of(const struct curve_point *p)
{
	return p->n_deferred + p->n_unscored == 0 ? INFINITY : p->n_model == 0 ? -INFINITY : p->threshold;
}

static void set(struct threshold *t, const struct curve_point *p)
{
	*t = (struct threshold){.value = p->threshold, .at = *p, .bound = NAN};
	if (p->n_model == 0)
		t->value = -INFINITY;
}

/* What part of the way from `now` to `next` leads to `target`. */
static double part_way(double now, double next, double target)
{
	return now > target ? (now - target) / (now - next) : 0;
}

void threshold_coverage(const struct tied *rows, double coverage, struct threshold *t)
{
	struct curve c;
	struct curve_point p;

	*t = (struct threshold){.value = -INFINITY, .bound = NAN};
	curve_start(&c, rows);
	for (bool any = false; curve_next(&c, &p); any = true) {
		if (p.coverage < coverage) {
			t->part = any ? part_way(t->at.coverage, p.coverage, coverage) : 0;
			return;
		}
		set(t, &p);
	}
}

int threshold_budget(const struct tied *rows, double budget, bool by_cost, struct threshold *t,
	struct err *e)
{
	struct curve c;
	struct curve_point p;
	double spent = 0;

	*t = (struct threshold){.value = 0, .bound = NAN};
	curve_start(&c, rows);
	for (bool any = false; curve_next(&c, &p); any = true) {
		double now = by_cost ? p.cost : p.deferred;

		if (now > budget && !any)
			return err_set(e, ST_NUMERIC, "deferring nothing costs %g a row, more than the budget of %g", now,
				budget);
		if (now > budget) {
			t->part = (budget - spent) / (now - spent);
			return ST_OK;
		}
		if (p.threshold < 0 && any && t->value == 0)
			return ST_OK;
		spent = now;
		set(t, &p);
		if (t->value < 0) {
			t->value = 0;
			return ST_OK;
		}
	}
	return ST_OK;
}

int threshold_best(const struct tied *rows, struct threshold *t, struct err *e)
{
	struct curve c;
	struct curve_point p;
	bool any = false;

	curve_start(&c, rows);
	while (curve_next(&c, &p)) {
		if (isnan(p.system_accuracy) || (any && p.system_accuracy <= t->at.system_accuracy))
			continue;
		set(t, &p);
		t->value = value_of(&p);
		any = true;
	}
	return any ? ST_OK : err_set(e, ST_DATA, "no row from which an accuracy could be computed");
}

double threshold_most_errors(size_t n, double p, double level)
{
	double low = -1, high = (double)n;

	while (high - low > 1) {
		double k = floor((low + high) / 2);

		if (gsl_cdf_binomial_P((unsigned)k, p, (unsigned)n) <= level)
			low = k;
		else
			high = k;
	}
	return low;
}

double threshold_upper_bound(size_t n, size_t k, double level)
{
	double low = (double)k / (double)n, high = 1;

	if (k >= n)
		return 1;
	for (;;) {
		double p = low + (high - low) / 2;

		if (p <= low || p >= high)
			return high;
		if (gsl_cdf_binomial_P((unsigned)k, p, (unsigned)n) > level)
			low = p;
		else
			high = p;
	}
}

/* Errors of the system at every point of the curve. */
struct errors {
	size_t *k;   /* [n] */
	size_t n;
	size_t zero; /* the point of threshold 0 */
};

static int count_errors(const struct tied *rows, struct errors *x, struct err *e)
{
	struct tied_block b;
	size_t blocks = 0, k = 0;

	for (size_t at = 0; tied_next(rows, &at, &b); blocks++)
		k += b.n - b.n_right;
	*x = (struct errors){.k = mem_alloc(blocks + 1, sizeof *x->k, e), .n = blocks + 1};
	if (!x->k)
		return ST_SYSTEM;
	x->k[0] = k;
	for (size_t at = 0, i = 1; tied_next(rows, &at, &b); i++) {
		k = k - (b.n - b.n_right) + b.n - (size_t)b.expert_right;
		x->k[i] = k;
		if (-b.score > 0)
			x->zero = i;
	}
	return ST_OK;
}

/* The last point that a sequence from `start` towards coverage 1 reaches, or n when the first test fails. */
static size_t walk(const struct errors *x, size_t start, double most)
{
	size_t reached = x->n;

	for (size_t i = start + 1; i-- > 0 && (double)x->k[i] <= most;)
		reached = i;
	return reached;
}

static void set_point(const struct tied *rows, size_t i, struct threshold *t)
{
	struct curve c;
	struct curve_point p;

	curve_start(&c, rows);
	for (size_t k = 0; k <= i && curve_next(&c, &p); k++)
		set(t, &p);
	t->value = value_of(&p);
}

int threshold_risk(const struct tied *rows, double risk, double delta, struct threshold *t, struct err *e)
{
	size_t n = rows->order.n, one, other, i;
	double most;
	struct errors x;
	int st;

	if (rows->weight.v)
		return err_set(e, ST_DATA, "a guarantee of risk needs rows of equal weight");
	if (!n || n > UINT_MAX)
		return err_set(e, ST_DATA, "a guarantee of risk needs at least one row and at most %u", UINT_MAX);
	st = count_errors(rows, &x, e);
	if (st)
		return st;
	gsl_set_error_handler_off();
	most = threshold_most_errors(n, risk, delta / 2);
	one = walk(&x, x.n - 1, most);
	other = walk(&x, x.zero, most);
	i = one < other ? one : other;
	if (i < x.n) {
		set_point(rows, i, t);
		t->bound = threshold_upper_bound(n, x.k[i], delta / 2);
	} else {
		st = err_set(e, ST_FALSE, "no threshold has a system error of at most %g with probability %g", risk,
			1 - delta);
	}
	free(x.k);
	return st;
}
