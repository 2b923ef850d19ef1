/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "scaling/temperature.h"

#include <math.h>
#include <stdbool.h>

#include "math/sum.h"
#include "math/vec.h"
#include "real/kernel.h"

/* The root moves by less than this share of beta: NLL, flat at the optimum, is then exact. */
#define STEP_SMALL 1e-12
/* Quadratic convergence: a Newton step this small leaves an error below STEP_SMALL. */
#define STEP_LAST 1e-7
/* Newton from beta = 0 is within a few powers of two of the root, but where some logits are masked by numbers like
 * -1e38 it is as many times too small: steps up grow by squares, from eightfold, to here at most. */
#define BOUND 0x1p1000
#define GROWTH 8.
enum { MAX_PASSES = 200 };

struct logits {
	size_t n, k;
	const double *z;
	const size_t *y;
	const double *w;
};

struct slope {
	double g, h; /* first and second derivative of the weighted sum of NLL */
};

static double weight(const struct logits *d, size_t i)
{
	return d->w ? d->w[i] : 1;
}

/* Logits of a row whose exponentials are taken at once. */
enum { TOGETHER = 64 };

/* Adds the n logits z of a row to its sums of e^t, t e^t, t^2 e^t. */
static void add_logits(const double *z, size_t n, double top, double beta, double *s, double *m, double *v)
{
	double t[TOGETHER], e[TOGETHER];

	for (size_t c = 0; c < n; c++)
		t[c] = beta * (z[c] - top);
	kernel()->exp(t, e, n);
	for (size_t c = 0; c < n; c++) {
		/* A masked logit, 1e38 below, has no probability and no part. */
		if (e[c] == 0)
			continue;
		*s += e[c];
		*m += e[c] * (z[c] - top);
		*v += e[c] * (z[c] - top) * (z[c] - top);
	}
}

/* The derivatives at beta > 0.  Logits enter as distances from the row's largest one, so
 * their common offset does not cost digits. */
static struct slope slope_at(const struct logits *d, double beta)
{
	struct sum sum[2] = {0}, *g = &sum[0], *h = &sum[1];

	for (size_t i = 0; i < d->n; i++) {
		const double *z = d->z + i * d->k;
		double top = z[vec_argmax(z, d->k)], s = 0, m = 0, v = 0;

		for (size_t c = 0; c < d->k; c += TOGETHER)
			add_logits(z + c, d->k - c < TOGETHER ? d->k - c : TOGETHER, top, beta, &s, &m, &v);
		m /= s;
		v = v / s - m * m;
		sum_add_product(g, weight(d, i), m - (z[d->y[i]] - top));
		sum_add_product(h, weight(d, i), v > 0 ? v : 0);
	}
	sums_gather(sum, 2);
	return (struct slope){sum_value(g), sum_value(h)};
}

/* The derivatives at beta = 0 and g at infinity, in one pass; *constant: the logits of every row are equal. */
static struct slope slope_at_zero(const struct logits *d, double *at_infinity, bool *constant)
{
	struct sum sum[4] = {0}, *g = &sum[0], *h = &sum[1], *limit = &sum[2], *unequal = &sum[3];

	for (size_t i = 0; i < d->n; i++) {
		const double *z = d->z + i * d->k;
		double top = z[vec_argmax(z, d->k)], m = 0, v = 0;
		bool equal = true;

		for (size_t c = 0; c < d->k; c++) {
			m += (z[c] - top) / (double)d->k;
			equal &= z[c] == top;
		}
		for (size_t c = 0; c < d->k; c++)
			v += (z[c] - top - m) * (z[c] - top - m) / (double)d->k;
		sum_add_product(g, weight(d, i), m - (z[d->y[i]] - top));
		sum_add_product(h, weight(d, i), v);
		sum_add_product(limit, weight(d, i), top - z[d->y[i]]);
		sum_add(unequal, !equal && weight(d, i) > 0);
	}
	sums_gather(sum, 4);
	*at_infinity = sum_value(limit);
	*constant = sum_value(unequal) == 0;
	return (struct slope){sum_value(g), sum_value(h)};
}

/* The next beta inside (low, high), high = inf where it is not known yet: Newton's when it lies
 * inside and its step is at most half of the last one, else bisection, in the ratio when low > 0. */
static double next_beta(double beta, double newton, double last_step, double low, double high, double *growth)
{
	if (newton > low && newton < high && fabs(newton - beta) <= last_step / 2)
		return newton;
	if (isinf(high)) {
		double up = *growth * beta;

		*growth = fmin(*growth * *growth, 0x1p300);
		return up;
	}
	return low > 0 ? sqrt(low) * sqrt(high) : high / GROWTH;
}

static void find_root(const struct logits *d, double start, struct temperature *t)
{
	double low = 0, high = INFINITY, beta = start, step = INFINITY, growth = GROWTH;

	while (t->passes < MAX_PASSES && beta <= BOUND) {
		struct slope s = slope_at(d, beta);
		double newton = beta - s.g / s.h, next;

		t->passes++;
		if (s.g < 0)
			low = beta;
		else
			high = beta;
		next = s.g == 0 ? beta : next_beta(beta, newton, step, low, high, &growth);
		step = fabs(next - beta);
		t->beta = next;
		if (step <= (next == newton ? STEP_LAST : STEP_SMALL) * beta)
			return;
		beta = next;
	}
	t->status = TEMPERATURE_AT_BOUND;
}

void temperature_fit(size_t n, size_t k, const double *z, const size_t *y, const double *w, struct temperature *t)
{
	struct logits d = {n, k, z, y, w};
	double limit;
	bool constant;
	struct slope zero = slope_at_zero(&d, &limit, &constant);

	*t = (struct temperature){NAN, TEMPERATURE_OK, 1};
	if (constant)
		t->status = TEMPERATURE_CONSTANT;
	else if (zero.g >= 0)
		t->status = TEMPERATURE_NOT_POSITIVE;
	else if (limit <= 0)
		t->status = TEMPERATURE_SEPARABLE;
	else
		find_root(&d, -zero.g / zero.h, t);
}

int temperature_check(const struct temperature *t, struct err *e)
{
	switch (t->status) {
	case TEMPERATURE_NOT_POSITIVE:
		return err_set(e, ST_NUMERIC,
			"temperature: the likelihood is largest at an inverse"
			" temperature of 0 or below: the model is no better than uniform");
	case TEMPERATURE_SEPARABLE:
		return err_set(e, ST_NUMERIC,
			"temperature: separable: every label has the largest"
			" logit of its row, so the likelihood grows as the temperature goes to 0");
	case TEMPERATURE_AT_BOUND:
		return err_set(e, ST_NUMERIC,
			"temperature: at the bound: no optimum up to an inverse"
			" temperature of %g",
			t->beta);
	case TEMPERATURE_CONSTANT:
		return err_set(e, ST_NUMERIC, "temperature: the classes have equal logits in every row");
	case TEMPERATURE_OK:
		break;
	}
	return ST_OK;
}
