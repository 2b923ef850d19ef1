/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/combine/confusion: matrices from their definition, row by row; the slope is the best of all; without p_* the classes' frequencies. */
#include "combine/confusion.h"

#include "combine_rows.h"

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
