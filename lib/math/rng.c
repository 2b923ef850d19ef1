/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/rng.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdint.h>

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

double rng_normal(struct rng *r)
{
	return gsl_ran_gaussian_ziggurat(r->gsl, 1);
}
