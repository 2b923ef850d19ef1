/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/rng.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "real/real.h"

int rng_init(struct rng *r, size_t seed, struct err *e)
{
	gsl_set_error_handler_off();
	r->gsl = gsl_rng_alloc(gsl_rng_mt19937);
	if (!r->gsl)
		return err_memory(e);
	gsl_rng_set(r->gsl, seed);
	return ST_OK;
}

void rng_free(struct rng *r)
{
	if (r->gsl)
		gsl_rng_free(r->gsl);
	r->gsl = NULL;
}

static uint64_t bits64(struct rng *r)
{
	uint64_t high = gsl_rng_get(r->gsl);

	return high << 32 | gsl_rng_get(r->gsl);
}

double rng_uniform(struct rng *r)
{
	return (double)(bits64(r) >> 11) * 0x1p-53;
}

/* Rejects the incomplete last round, so that every remainder is equally likely. */
size_t rng_below(struct rng *r, size_t n)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;

	do
		x = bits64(r);
	while (x >= limit);
	return x % n;
}

/* The ziggurat (Marsaglia & Tsang 2000; Voss 2005): the half bell under LAYERS bars of one area, the lowest with the tail
 * beyond EDGE.  Numbers have 12 digits, as in the GNU Scientific Library, so that a seed draws what it draws there; that
 * one's exponentials depend on the processor. */
enum { LAYERS = 128 };
#define EDGE 3.44428647676128388 /* at which the bars reach the top of the bell */

static struct {
	double width[LAYERS];    /* of a bar, in units of 2^-24 of it */
	double height[LAYERS];   /* of the bell at a bar's inner edge: its upper end */
	uint32_t inside[LAYERS]; /* of 2^24 parts of a bar, those that lie under the bell whole */
} ziggurat;

static double bell(double x)
{
	return real_exp(-.5 * x * x);
}

static double twelve_digits(double x)
{
	char text[32];

	snprintf(text, sizeof text, "%.11e", x);
	return strtod(text, NULL);
}

static void build_ziggurat(void)
{
	/* The lowest bar, and the exponential beyond it that the tail lies under. */
	double area = bell(EDGE) * (EDGE + 1 / EDGE);
	double outer = area / bell(EDGE), inner = EDGE, height = bell(EDGE);

	for (size_t i = LAYERS; i-- > 0;) {
		ziggurat.width[i] = twelve_digits(outer * 0x1p-24);
		ziggurat.height[i] = i ? twelve_digits(height) : 1;
		ziggurat.inside[i] = i ? (uint32_t)(inner / outer * 0x1p24) : 0;
		height += area / inner;
		outer = inner;
		inner = i > 1 ? sqrt(-2 * real_log(height)) : 0;
	}
}

/* In [0, 1), 32 bits. */
static double coarse_uniform(struct rng *r)
{
	return (double)gsl_rng_get(r->gsl) * 0x1p-32;
}

/* A point of bar i that is not under the bell whole: *x may be moved into the tail.  Whether it is kept. */
static int keep(struct rng *r, size_t i, double *x)
{
	const double edge = 3.44428647676; /* EDGE, to 12 digits */
	double y, u;

	if (i + 1 < LAYERS) {
		y = ziggurat.height[i + 1] + (ziggurat.height[i] - ziggurat.height[i + 1]) * coarse_uniform(r);
	} else {
		u = 1 - coarse_uniform(r);
		*x = edge - real_log(u) / edge;
		y = real_exp(-edge * (*x - .5 * edge)) * coarse_uniform(r);
	}
	return y < bell(*x);
}

double rng_normal(struct rng *r)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, build_ziggurat);
	for (;;) {
		uint32_t bits = (uint32_t)gsl_rng_get(r->gsl);
		size_t i = bits & (LAYERS - 1);
		double x = (double)(bits >> 8) * ziggurat.width[i];

		if (bits >> 8 < ziggurat.inside[i] || keep(r, i, &x))
			return bits & LAYERS ? x : -x;
	}
}
