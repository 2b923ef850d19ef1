/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/scaling/softmax_metric: its variables and theta are one to one up to what changes no probability, gradients go over by the
 * transpose of that, and along one class's variables the second derivative is 1. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "math/vec.h"
#include "scaling/softmax_metric.h"

enum { K = 5, M = K * K + K, N = 400 };

static double lp[N * K], theta[M];
static size_t y[N];

static void draw(struct rng *r)
{
	for (size_t i = 0; i < N; i++) {
		double top;

		for (size_t c = 0; c < K; c++)
			lp[i * K + c] = 2 * rng_normal(r);
		top = vec_logsumexp(lp + i * K, K);
		for (size_t c = 0; c < K; c++)
			lp[i * K + c] -= top;
		y[i] = rng_below(r, K);
	}
	for (size_t a = 0; a < M; a++)
		theta[a] = rng_normal(r) / 4;
}

/* Of the penalties, the numbers that the choice of theta makes 0. */
static void test_sums(const double *t)
{
	double sum = 0;

	for (size_t j = 0; j < K; j++) {
		double column = 0;

		for (size_t c = 0; c < K; c++)
			column += c == j ? 0 : t[c * K + j];
		CHECK_NEAR(column, 0, 1e-12);
		sum += t[K * K + j];
	}
	CHECK_NEAR(sum, 0, 1e-12);
}

static void softmax(const double *t, const double *row, double *p)
{
	for (size_t c = 0; c < K; c++) {
		p[c] = t[K * K + c];
		for (size_t j = 0; j < K; j++)
			p[c] += t[c * K + j] * row[j];
	}
	vec_softmax(p, K, p);
}

static void test_there_and_back(const struct softmax_metric *m)
{
	double x[M], back[M], p[K], q[K];

	memcpy(x, theta, sizeof x);
	softmax_metric_x(m, x);
	softmax_metric_theta(m, x, back);
	test_sums(back);
	for (size_t i = 0; i < N; i += 50) {
		softmax(theta, lp + i * K, p);
		softmax(back, lp + i * K, q);
		for (size_t c = 0; c < K; c++)
			CHECK_NEAR(p[c], q[c], 1e-12);
	}
}

/* g' (theta(x) - theta(0)) = g_x' x. */
static void test_gradient(const struct softmax_metric *m, struct rng *r)
{
	double x[M], t[M], g[M], by_theta = 0, by_x = 0;

	for (size_t a = 0; a < M; a++) {
		x[a] = rng_normal(r);
		g[a] = rng_normal(r);
	}
	softmax_metric_theta(m, x, t);
	for (size_t a = 0; a < M; a++)
		by_theta += g[a] * t[a];
	softmax_metric_gradient(m, g);
	for (size_t a = 0; a < M; a++)
		by_x += g[a] * x[a];
	CHECK_NEAR(by_x, by_theta, 1e-10);
}

/* v' H_c v of the class's part of a change of theta, with the penalties. */
static double curvature(const struct softmax_problem *p, const double *v, size_t c)
{
	double sum = 2 * p->mu / K * v[K * K + c] * v[K * K + c];

	for (size_t j = 0; j < K; j++)
		sum += j == c ? 0 : 2 * p->lambda / (K * (K - 1)) * v[c * K + j] * v[c * K + j];
	for (size_t i = 0; i < N; i++) {
		double q[K], u = v[K * K + c];

		softmax(theta, lp + i * K, q);
		for (size_t j = 0; j < K; j++)
			u += v[c * K + j] * lp[i * K + j];
		sum += q[c] * (1 - q[c]) * u * u / N;
	}
	return sum;
}

/* x = U_c v has the length that v has by H_c, but for the ridge. */
static void test_round(const struct softmax_metric *m, struct rng *r)
{
	for (size_t c = 0; c < K; c++) {
		double v[M], x[M], square = 0;

		for (size_t a = 0; a < M; a++)
			v[a] = rng_normal(r);
		softmax_metric_theta(m, v, x); /* of the right sums */
		memcpy(v, x, sizeof v);
		softmax_metric_x(m, x);
		for (size_t j = 0; j <= K; j++) {
			double at = x[j < K ? c * K + j : K * K + c];

			square += at * at;
		}
		CHECK_NEAR(square / curvature(m->r->p, v, c), 1, .01);
	}
}

int main(void)
{
	struct softmax_problem p = {N, K, lp, y, NULL, true, .1, .2, 2};
	struct softmax_rows rows = {0};
	struct softmax_metric m = {0};
	struct rng r;
	struct err e;

	if (rng_init(&r, 5, &e))
		return 1;
	draw(&r);
	CHECK(!softmax_rows_init(&rows, &p, &e));
	for (int each = 0; each < 2; each++) {
		CHECK(!softmax_metric_init(&m, &rows, each ? SOFTMAX_EACH : SOFTMAX_ONE, &e));
		softmax_metric_measure(&m, theta);
		test_there_and_back(&m);
		test_gradient(&m, &r);
		if (each)
			test_round(&m, &r);
		softmax_metric_free(&m);
	}
	softmax_rows_free(&rows);
	rng_free(&r);
	return check_end();
}
