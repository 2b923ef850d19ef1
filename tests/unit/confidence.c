/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/em/confidence: the lines are at the optimum of their likelihood; an agent who is always right keeps its confidence. */
#include "em/confidence.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { N = 60, NC = 2, EXPERTS = 2, AGENTS = 1 + EXPERTS };

static struct err e;

/* The log odds of agent a's confidence in row i without a line, and whether it was right; false where it did not answer. */
static bool look(const struct mixture *m, const struct mixture_rows *d, size_t i, size_t a, double *odds, bool *right)
{
	struct mixture bare = *m;
	double q[AGENTS], p[NC], conf[AGENTS], scratch[64];

	bare.line = NULL;
	CHECK(mixture_scratch(m) <= 64);
	mixture_predict(&bare, d->x + i, scratch, q, p, conf);
	*odds = mixture_odds_of(conf[a]);
	*right = (p[1] > p[0]) == d->y[i];
	for (size_t k = d->first[i]; a && k < d->first[i + 1]; k++)
		if (d->note[k].expert == a - 1) {
			*right = d->note[k].label == d->y[i];
			return true;
		}
	return !a;
}

static void check_agent(const struct mixture *m, const struct mixture_rows *d, size_t a)
{
	double by_intercept = 0, by_slope = 0;

	for (size_t i = 0; i < N; i++) {
		double odds, residual;
		bool right;

		if (!look(m, d, i, a, &odds, &right))
			continue;
		residual = d->w[i] * d->fade[i] * (right - 1 / (1 + exp(-(m->line[a] * odds + m->line[AGENTS + a]))));
		by_intercept += residual;
		by_slope += residual * odds;
	}
	CHECK_NEAR(by_intercept, 0, 1e-8);
	CHECK_NEAR(by_slope, 0, 1e-8);
}

static void test_lines(void)
{
	static double x[N], w[N], fade[N];
	static uint32_t y[N];
	static size_t first[N + 1];
	static struct annotation note[N * EXPERTS];
	struct mixture_rows d = {N, N, x, y, w, first, note, fade, .all = {N}};
	struct mixture m;
	struct rng r;
	double kept[2 * AGENTS];

	for (size_t i = 0; i < N; i++) {
		size_t k = first[i];

		x[i] = sin(3. * (double)i);
		y[i] = x[i] + .8 * cos(11. * (double)i) > 0;
		w[i] = 1 + (double)(i % 3);
		fade[i] = i % 2 ? 1 : .5;
		if (i % 4) /* right in about two thirds, and more often where x is large */
			note[k++] = (struct annotation){0, sin(17. * (double)i) + x[i] > -.4 ? y[i] : 1 - y[i]};
		note[k++] = (struct annotation){1, y[i]};
		first[i + 1] = k;
	}
	CHECK(!rng_init(&r, 1, &e));
	CHECK(!mixture_init(&m, 1, NULL, 0, NETWORK_TANH, NC, EXPERTS, 1e-3, &r, &e));
	for (size_t p = 0; p < MIXTURE_PARTS; p++)
		for (size_t i = 0; i < m.network[p].nparam; i++)
			m.theta[p][i] = rng_normal(&r);
	CHECK(!confidence_fit(&m, &d, 1, &e));
	check_agent(&m, &d, 0);
	check_agent(&m, &d, 1);
	CHECK(m.line[2] == 1 && m.line[AGENTS + 2] == 0);
	memcpy(kept, m.line, sizeof kept);
	free(m.line);
	m.line = NULL;
	CHECK(!confidence_fit(&m, &d, 3, &e));
	CHECK(!memcmp(kept, m.line, sizeof kept));
	mixture_free(&m);
	rng_free(&r);
}

int main(void)
{
	test_lines();
	return check_end();
}
