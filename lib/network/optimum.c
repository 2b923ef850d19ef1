/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/optimum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Steps of 1 in the separable directions against some 1e-3 near an optimum. */
static const double step_limit = 0.5;
/* The differences change logits by so much: products are good to its square, and to 1e-16 over it. */
static const double difference = 1e-4;
/* A gradient of rounding alone, and a loss next to its least value, 0. */
static const double rounding = 1e-13, nothing = 1e-9;
enum { ITERATIONS = 200 };

struct step {
	const struct fit *f;
	struct fit_work *w;
	const double *theta;
	size_t n;
	double *h, *r, *d, *hd, *at, *low; /* [n] */
};

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* hd = H d; false where d moves no logit. */
static bool multiply(const struct step *s)
{
	double most = fit_largest_logit(s->w, s->d), eps = difference / most;

	if (!(most > 0) || !isfinite(eps))
		return false;
	for (size_t i = 0; i < s->n; i++)
		s->at[i] = s->theta[i] - eps * s->d[i];
	fit_value(s->w, s->at, s->low);
	for (size_t i = 0; i < s->n; i++)
		s->at[i] = s->theta[i] + eps * s->d[i];
	fit_value(s->w, s->at, s->hd);
	for (size_t i = 0; i < s->n; i++)
		s->hd[i] = (s->hd[i] - s->low[i]) / (2 * eps);
	return true;
}

/* Newton's step by conjugate gradients, until it is too long. */
static bool short_step(const struct step *s)
{
	double rr, first, value = fit_value(s->w, s->theta, s->r);

	rr = first = dot(s->r, s->r, s->n);
	if (sqrt(first) <= rounding)
		return value > nothing;
	memcpy(s->d, s->r, s->n * sizeof *s->d);
	for (size_t it = 0; it < ITERATIONS && rr > 1e-6 * first && multiply(s); it++) {
		double dhd = dot(s->d, s->hd, s->n), next;

		/* Downhill, and no valley. */
		if (!(dhd > 0))
			return false;
		for (size_t i = 0; i < s->n; i++) {
			s->h[i] += rr / dhd * s->d[i];
			s->r[i] -= rr / dhd * s->hd[i];
		}
		if (!(fit_largest_logit(s->w, s->h) < step_limit))
			return false;
		next = dot(s->r, s->r, s->n);
		for (size_t i = 0; i < s->n; i++)
			s->d[i] = s->r[i] + next / rr * s->d[i];
		rr = next;
	}
	return true;
}

int optimum_finite(const struct fit *f, const double *theta, bool *finite, struct err *e)
{
	size_t n = f->network->nparam;
	double *work = mem_alloc(6 * n, sizeof *work, e);
	struct step s = {.f = f, .theta = theta, .n = n};
	int st;

	s.w = fit_work_new(f, e);
	if (work && s.w) {
		s.h = work, s.r = work + n, s.d = work + 2 * n;
		s.hd = work + 3 * n, s.at = work + 4 * n, s.low = work + 5 * n;
		*finite = short_step(&s);
	}
	st = work && s.w ? fit_status(s.w, e) : ST_SYSTEM;
	fit_work_free(s.w);
	free(work);
	return st;
}
