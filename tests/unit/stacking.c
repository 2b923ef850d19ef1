/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/combine/stacking: the objective, written out, is stationary in every coefficient, and larger beside; without p_* too. */
#include "combine/stacking.h"

#include "combine_rows.h"

static const double lambda = .01;

/* The mean negative log-likelihood and the penalty. */
static double objective(const struct combiner *m, const struct rows *r)
{
	double sum = 0, total = 0, penalty = m->model ? (m->slope - 1) * (m->slope - 1) : 0;

	for (size_t i = 0; i < N; i++) {
		double p[K], prob[K];
		size_t said[J];

		for (size_t c = 0; c < K; c++)
			prob[c] = exp(r->logp[i * K + c]);
		for (size_t j = 0; j < J; j++)
			said[j] = r->answer[i * J + j] == UINT32_MAX ? NAMES_NONE : r->answer[i * J + j];
		combiner_posterior(m, prob, said, p);
		sum -= r->w[i] * log(p[r->y[i]]);
		total += r->w[i];
	}
	for (size_t c = 0; c < K; c++)
		penalty += m->intercept[c] * m->intercept[c];
	for (size_t i = 0; i < J * K * K; i++)
		penalty += m->weight[i] * m->weight[i];
	return sum / total + lambda / 2 * penalty;
}

static void check_coefficient(struct combiner *m, const struct rows *r, double *x)
{
	double was = *x, at = objective(m, r), above, below;

	*x = was + 1e-3;
	above = objective(m, r);
	*x = was - 1e-3;
	below = objective(m, r);
	*x = was;
	CHECK(above > at && below > at);
	CHECK_NEAR((above - below) / 2e-3, 0, 1e-6);
}

static void test_fit(bool model)
{
	struct rows r;
	struct combiner m;
	const struct combine_data d = {N, model ? r.logp : NULL, r.answer, r.y, r.w};

	draw(&r);
	make(&m, COMBINE_STACKING, model);
	CHECK(!stacking_fit(&m, lambda, &d, &e));
	if (model)
		check_coefficient(&m, &r, &m.slope);
	for (size_t c = 0; c < K; c++)
		check_coefficient(&m, &r, &m.intercept[c]);
	for (size_t i = 0; i < J * K * K; i++)
		check_coefficient(&m, &r, &m.weight[i]);
	combiner_free(&m);
}

int main(void)
{
	test_fit(true);
	test_fit(false);
	return check_end();
}
