/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/combine: votes, the posterior, the value of asking against all plans, the stationary point of stacking. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "combine/asking.h"
#include "combine/combiner.h"
#include "combine/confusion.h"
#include "combine/stacking.h"
#include "combine/vote.h"

static unsigned long state = 1;

static double uniform(void)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (double)(state >> 11) * 0x1p-53;
}

static char letters[] = "abcdef";

static struct combiner make(size_t k, size_t experts, enum combine_method method)
{
	struct combiner m = {.method = method, .model = true, .slope = 1};
	struct err e;
	size_t at;

	for (size_t c = 0; c < k; c++)
		names_add(&m.classes, letters + c, 1, &at, &e);
	for (size_t j = 0; j < experts; j++)
		names_add(&m.experts, letters + j, 1, &at, &e);
	CHECK(!combiner_alloc(&m, &e));
	return m;
}

static void test_vote(void)
{
	const size_t says[] = {1, 0, 1, NAMES_NONE}, none[] = {NAMES_NONE};
	const double conf[] = {.5, .9, .5, .9}, low[] = {.1};
	double p[3];

	CHECK(vote_combine(false, says, conf, 4, 3, p) == 1);
	CHECK_NEAR(p[1], 2. / 3, 1e-15);
	CHECK(vote_combine(false, says, conf, 2, 3, p) == 1); /* the first of equals */
	CHECK(vote_combine(true, says, conf, 4, 3, p) == 0);
	/* .5^2 .05, .25^2 .9, .25^2 .05 */
	CHECK_NEAR(p[0], .05625 / (.05625 + .0125 + .003125), 1e-14);
	CHECK(vote_combine(false, none, conf, 1, 3, p) == NAMES_NONE);
	CHECK(vote_combine(true, says, low, 1, 2, p) == 0); /* who errs on 9 of 10 speaks for the other class */
	CHECK_NEAR(p[0], .9, 1e-14);
}

/* The vote is Bayes' rule with its chances and classes that are alike. */
static void test_vote_chance(void)
{
	const size_t says[] = {1, 0, 1};
	const double conf[] = {.5, .9, .2};
	double p[3], q[3] = {1, 1, 1}, chance[9], t = 0;

	vote_combine(true, says, conf, 3, 3, p);
	for (size_t i = 0; i < 3; i++) {
		vote_chance(conf[i], 3, chance);
		for (size_t c = 0; c < 3; c++) {
			CHECK_NEAR(chance[c] + chance[3 + c] + chance[6 + c], 1, 1e-15);
			q[c] *= chance[says[i] * 3 + c];
		}
	}
	t = q[0] + q[1] + q[2];
	for (size_t c = 0; c < 3; c++)
		CHECK_NEAR(p[c], q[c] / t, 1e-14);
}

/* Chances at random; returns them as weights, too. */
static void randomise(struct combiner *m)
{
	size_t k = m->classes.n;

	for (size_t i = 0; i < m->experts.n * k; i++) { /* expert i / k, class i % k */
		double t = 0, *chance = m->chance + i / k * k * k + i % k;

		for (size_t h = 0; h < k; h++)
			t += chance[h * k] = uniform();
		for (size_t h = 0; h < k; h++)
			chance[h * k] /= t;
	}
	for (size_t i = 0; i < m->experts.n * k * k; i++)
		m->weight[i] = log(m->chance[i]);
}

/* The best expected accuracy, less prices, by trying everything with normalised posteriors. */
static double best(const struct asking *a, const double *q, size_t left)
{
	size_t k = a->classes;
	double most = 0;

	for (size_t c = 0; c < k; c++)
		most = fmax(most, q[c]);
	for (size_t j = 0; left && j < a->experts; j++) {
		double sum = -a->cost[j];

		if (!a->may[j])
			continue;
		a->may[j] = false;
		for (size_t h = 0; h < k; h++) {
			double next[4], t = 0;

			for (size_t c = 0; c < k; c++)
				t += next[c] = q[c] * a->chance[(j * k + h) * k + c];
			for (size_t c = 0; c < k; c++)
				next[c] /= t;
			sum += t * best(a, next, left - 1);
		}
		a->may[j] = true;
		most = fmax(most, sum);
	}
	return most;
}

static void test_asking(void)
{
	for (int i = 0; i < 300; i++) {
		size_t k = 2 + (size_t)(uniform() * 3), n = 1 + (size_t)(uniform() * 3),
		       left = 1 + (size_t)(uniform() * 3);
		struct combiner m = make(k, n, COMBINE_CONFUSION);
		bool may[3];
		double cost[3], room[12], q[4], t = 0, now = 0, most;
		struct asking a = {k, n, m.chance, may, cost, room};

		randomise(&m);
		for (size_t c = 0; c < k; c++)
			t += q[c] = uniform();
		for (size_t c = 0; c < k; c++)
			now = fmax(now, q[c] /= t);
		for (size_t j = 0; j < n; j++) {
			may[j] = uniform() < .8;
			cost[j] = uniform() / 20;
		}
		most = now;
		for (size_t j = 0; j < n; j++) {
			double gain = may[j] ? asking_gain(&a, q, j, left) : 0;

			CHECK(gain >= 0);
			if (may[j])
				most = fmax(most, now + gain - cost[j]);
		}
		CHECK_NEAR(most, best(&a, q, left), 1e-13);
		combiner_free(&m);
	}
}

static void test_fits(void)
{
	enum { N = 60, K = 3, J = 2 };
	struct combiner m = make(K, J, COMBINE_CONFUSION), s = make(K, J, COMBINE_STACKING);
	const struct confusion_options o = {1, 0, true};
	double logp[N * K], w[N], total = 0, slope = 0, g[K] = {0};
	uint32_t answer[N * J], y[N];
	const struct combine_data d = {N, logp, answer, y, w};
	struct err e;

	for (size_t i = 0; i < N; i++) {
		y[i] = (uint32_t)(uniform() * K);
		w[i] = 1 + (double)(i % 2);
		total += w[i];
		for (size_t c = 0; c < K; c++)
			logp[i * K + c] = combiner_log(uniform());
		for (size_t j = 0; j < J; j++)
			answer[i * J + j] = uniform() < .2 ? UINT32_MAX
				: uniform() < .6           ? y[i]
							   : (uint32_t)(uniform() * K);
	}
	CHECK(!confusion_fit(&m, &o, &d, &e));
	CHECK(m.slope == 1);
	for (size_t i = 0; i < J * K; i++) { /* columns sum to 1 */
		double t = 0;

		for (size_t h = 0; h < K; h++)
			t += m.chance[(i / K * K + h) * K + i % K];
		CHECK_NEAR(t, 1, 1e-14);
	}
	CHECK(!stacking_fit(&s, .01, &d, &e));
	for (size_t i = 0; i < N; i++) { /* the gradient of intercepts and slope is 0 */
		double p[K], prob[K];
		size_t said[J];

		for (size_t c = 0; c < K; c++)
			prob[c] = exp(logp[i * K + c]);
		for (size_t j = 0; j < J; j++)
			said[j] = answer[i * J + j] == UINT32_MAX ? NAMES_NONE : answer[i * J + j];
		combiner_posterior(&s, prob, said, p);
		for (size_t c = 0; c < K; c++) {
			double r = w[i] / total * (p[c] - (c == y[i]));

			g[c] += r;
			slope += r * logp[i * K + c];
		}
	}
	CHECK_NEAR(slope + .01 * (s.slope - 1), 0, 1e-8);
	for (size_t c = 0; c < K; c++)
		CHECK_NEAR(g[c] + .01 * s.intercept[c], 0, 1e-8);
	combiner_free(&m);
	combiner_free(&s);
}

int main(void)
{
	test_vote();
	test_vote_chance();
	test_asking();
	test_fits();
	return check_end();
}
