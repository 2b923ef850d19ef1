/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/combine/combiner: the posterior from its definition, whatever was said; the numbers of a group; probabilities of 0. */
#include "combine/combiner.h"

#include "check.h"

enum { K = 3, J = 2 };

static struct err e;

static void make(struct combiner *m)
{
	*m = (struct combiner){.method = COMBINE_CONFUSION, .model = true, .slope = .8};
	CHECK(!names_add_words(&m->classes, (const char *const[]){"a", "b", "c", NULL}, &e));
	CHECK(!names_add_words(&m->experts, (const char *const[]){"u", "v", NULL}, &e));
	CHECK(!names_add_words(&m->group, (const char *const[]){"g", "h", NULL}, &e));
	CHECK(!combiner_alloc(m, &e) && !combiner_alloc_own(m, &e));
	for (size_t c = 0; c < K; c++)
		m->intercept[c] = (double)c / 5;
	for (size_t i = 0; i < J * K * K; i++)
		m->weight[i] = -(double)(1 + i * 7 % 11) / 6;
}

static void test_posterior(const struct combiner *m)
{
	const double prob[K] = {.5, .3, .2};

	for (size_t s = 0; s < 16; s++) { /* K: nothing was said */
		const size_t answer[J] = {s / 4, s % 4},
			     said[J] = {s / 4 < K ? s / 4 : NAMES_NONE, s % 4 < K ? s % 4 : NAMES_NONE};
		double want[K], p[K] = {prob[0], prob[1], prob[2]}, all = 0;

		for (size_t c = 0; c < K; c++) {
			want[c] = exp(m->intercept[c]) * pow(prob[c], m->slope);
			for (size_t j = 0; j < J; j++)
				want[c] *= answer[j] < K ? exp(m->weight[(j * K + answer[j]) * K + c]) : 1;
			all += want[c];
		}
		combiner_posterior(m, p, said, p); /* in place */
		for (size_t c = 0; c < K; c++)
			CHECK_NEAR(p[c], want[c] / all, 1e-14);
	}
}

int main(void)
{
	const double certain[K] = {1, 0, 0};
	const size_t none[J] = {NAMES_NONE, NAMES_NONE};
	double p[K];
	struct combiner m;

	make(&m);
	test_posterior(&m);
	CHECK(combiner_of(&m, 0) == &m && combiner_of(&m, NAMES_NONE) == &m && combiner_of(&m, 2) == &m.own[1]);
	CHECK(m.own[1].model && m.own[1].classes.n == K && m.own[1].chance);
	/* what is said to be impossible may be outvoted */
	CHECK(combiner_log(0) == log(0x1p-52) && combiner_log(.5) == log(.5));
	combiner_posterior(&m, certain, none, p);
	CHECK(p[1] > 0 && p[1] < 1e-11);
	combiner_free(&m);
	combiner_free(&m);
	return check_end();
}
