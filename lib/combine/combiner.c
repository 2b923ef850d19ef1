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

void combiner_free(struct combiner *m)
{
	names_free(&m->classes);
	names_free(&m->experts);
	free(m->intercept);
	free(m->weight);
	free(m->chance);
	*m = (struct combiner){0};
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
