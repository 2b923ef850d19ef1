/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/combiner.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "math/vec.h"
#include "real/real.h"

int combiner_alloc(struct combiner *m, struct err *e)
{
	size_t k = m->classes.n, n = m->experts.n * k * k;

	m->intercept = mem_alloc(k, sizeof *m->intercept, e);
	m->weight = m->intercept ? mem_alloc(n, sizeof *m->weight, e) : NULL;
	if (!m->weight)
		return ST_SYSTEM;
	if (m->method != COMBINE_CONFUSION)
		return ST_OK;
	m->chance = mem_alloc(n, sizeof *m->chance, e);
	return m->chance ? ST_OK : ST_SYSTEM;
}

static void free_numbers(struct combiner *m)
{
	free(m->intercept);
	free(m->weight);
	free(m->chance);
}

void combiner_free(struct combiner *m)
{
	for (size_t g = 0; m->own && g < m->group.n; g++)
		free_numbers(&m->own[g]);
	free(m->own);
	free_numbers(m);
	names_free(&m->classes);
	names_free(&m->experts);
	names_free(&m->by);
	names_free(&m->group);
	*m = (struct combiner){0};
}

int combiner_alloc_own(struct combiner *m, struct err *e)
{
	int st = ST_OK;

	m->own = mem_alloc(m->group.n, sizeof *m->own, e);
	for (size_t g = 0; m->own && !st && g < m->group.n; g++) {
		m->own[g] = (struct combiner){
			.method = m->method, .classes = m->classes, .experts = m->experts, .model = m->model};
		st = combiner_alloc(&m->own[g], e);
	}
	return m->own ? st : ST_SYSTEM;
}

const struct combiner *combiner_of(const struct combiner *m, size_t g)
{
	return g == 0 || g == NAMES_NONE ? m : &m->own[g - 1];
}

double combiner_log(double p)
{
	return real_log(fmax(p, 0x1p-52));
}

void combiner_posterior(const struct combiner *m, const double *prob, const size_t *said, double *p)
{
	size_t k = m->classes.n;

	for (size_t c = 0; c < k; c++)
		p[c] = m->intercept[c] + (m->model ? m->slope * combiner_log(prob[c]) : 0);
	for (size_t j = 0; j < m->experts.n; j++)
		for (size_t c = 0; said[j] != NAMES_NONE && c < k; c++)
			p[c] += m->weight[(j * k + said[j]) * k + c];
	vec_softmax(p, k, p);
}
