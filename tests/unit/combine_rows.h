/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Rows to fit what several answers say together: p_* that know a little, answers with gaps, weights. */
#ifndef L2D_COMBINE_ROWS_H
#define L2D_COMBINE_ROWS_H

#include "check.h"
#include "combine/combiner.h"

static struct err e;
static unsigned long state = 1;

static double uniform(void)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (double)(state >> 11) * 0x1p-53;
}

enum { N = 60, K = 3, J = 2 };

struct rows {
	double logp[N * K], w[N];
	uint32_t answer[N * J], y[N];
};

static void draw(struct rows *r)
{
	for (size_t i = 0; i < N; i++) {
		r->y[i] = (uint32_t)(uniform() * K);
		r->w[i] = 1 + (double)(i % 2);
		for (size_t c = 0; c < K; c++)
			r->logp[i * K + c] = combiner_log(uniform() + .3 * (c == r->y[i]));
		for (size_t j = 0; j < J; j++)
			r->answer[i * J + j] = uniform() < .2 ? UINT32_MAX
				: uniform() < .6              ? r->y[i]
							      : (uint32_t)(uniform() * K);
	}
}

static void make(struct combiner *m, enum combine_method method, bool model)
{
	*m = (struct combiner){.method = method, .model = model};
	CHECK(!names_add_words(&m->classes, (const char *const[]){"a", "b", "c", NULL}, &e));
	CHECK(!names_add_words(&m->experts, (const char *const[]){"u", "v", NULL}, &e));
	CHECK(!combiner_alloc(m, &e));
}

#endif
