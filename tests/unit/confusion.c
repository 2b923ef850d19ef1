/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/combine/confusion: matrices from their definition, row by row; the slope is the best of all; without p_* the classes' frequencies. */
#include "combine/confusion.h"

#include "check.h"

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

static void test_matrices(const struct confusion_options *o)
{
	struct rows r;
	struct combiner m;
	const struct combine_data d = {N, NULL, r.answer, r.y, r.w};

	draw(&r);
	make(&m, COMBINE_CONFUSION, false);
	CHECK(!confusion_fit(&m, o, &d, &e));
	for (size_t j = 0; j < J; j++)
		for (size_t c = 0; c < K; c++)
			for (size_t h = 0; h < K; h++) {
				double said = o->prior + (h == c ? o->right : 0), all = K * o->prior + o->right;

				for (size_t i = 0; i < N; i++) {
					if (r.y[i] != c || r.answer[i * J + j] == UINT32_MAX)
						continue;
					all += r.w[i];
					said += r.answer[i * J + j] == h ? r.w[i] : 0;
				}
				CHECK_NEAR(m.chance[(j * K + h) * K + c], said / all, 1e-14);
				CHECK_NEAR(m.weight[(j * K + h) * K + c], log(said / all), 1e-13);
			}
	CHECK(m.slope == 0);
	for (size_t c = 0; c < K; c++) {
		double of = o->prior, all = K * o->prior;

		for (size_t i = 0; i < N; i++)
			all += r.w[i], of += r.y[i] == c ? r.w[i] : 0;
		CHECK_NEAR(m.intercept[c], log(of / all), 1e-13);
	}
	combiner_free(&m);
}

/* The log-likelihood of the labels by the model's probabilities at the slope. */
static double loglik(const struct rows *r, double slope)
{
	double sum = 0;

	for (size_t i = 0; i < N; i++) {
		double all = 0;

		for (size_t c = 0; c < K; c++)
			all += exp(slope * r->logp[i * K + c]);
		sum += r->w[i] * (slope * r->logp[i * K + r->y[i]] - log(all));
	}
	return sum;
}

static void test_slope(bool calibrated)
{
	const struct confusion_options o = {1, 0, calibrated};
	struct rows r;
	struct combiner m;
	const struct combine_data d = {N, r.logp, r.answer, r.y, r.w};
	double best;

	draw(&r);
	make(&m, COMBINE_CONFUSION, true);
	CHECK(!confusion_fit(&m, &o, &d, &e));
	if (calibrated) {
		CHECK(m.slope == 1);
	} else {
		best = loglik(&r, m.slope);
		CHECK(best > loglik(&r, m.slope * 1.0001) && best > loglik(&r, m.slope / 1.0001));
	}
	for (size_t c = 0; c < K; c++)
		CHECK(m.intercept[c] == 0);
	combiner_free(&m);
}

int main(void)
{
	test_matrices(&(struct confusion_options){1, 0, true});
	test_matrices(&(struct confusion_options){.25, 3, false});
	test_slope(true);
	test_slope(false);
	return check_end();
}
