/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/scaling/vector_dirichlet: Dirichlet's optimum is that of Newton's method on all of the Hessian, written here in the
 * plainest way; threads change no byte. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "math/vec.h"
#include "scaling/vector_dirichlet.h"

enum { K = 4, M = K * K + K, N = 600 };

static double lp[N * K], w[N];
static size_t y[N];

/* Rows of too high confidence, labels that favour some classes. */
static void draw(struct rng *r)
{
	for (size_t i = 0; i < N; i++) {
		double *z = lp + i * K, q[K], u = rng_uniform(r), top;

		for (size_t c = 0; c < K; c++) {
			z[c] = 3 * rng_normal(r) - (double)c;
			q[c] = .5 * z[c] + .3 * (double)(c == 1);
		}
		top = vec_logsumexp(z, K);
		for (size_t c = 0; c < K; c++)
			z[c] -= top;
		vec_softmax(q, K, q);
		for (y[i] = 0; y[i] + 1 < K && u >= q[y[i]]; y[i]++)
			u -= q[y[i]];
		w[i] = 3 * rng_uniform(r);
	}
}

/* Parameter (c, j) of theta, j == K being c's intercept, and its feature in a row. */
static size_t at(size_t c, size_t j)
{
	return j < K ? c * K + j : K * K + c;
}

static double feature(size_t row, size_t j)
{
	return j < K ? lp[row * K + j] : 1;
}

/* Gradient and Hessian of the penalised mean NLL. */
static void derivatives(const struct softmax_problem *p, const double *theta, double *g, double h[M][M])
{
	double total = 0;

	memset(g, 0, M * sizeof *g);
	memset(h, 0, M * sizeof *h);
	for (size_t i = 0; i < N; i++)
		total += w[i];
	for (size_t i = 0; i < N; i++) {
		double q[K] = {0};

		for (size_t c = 0; c < K; c++)
			for (size_t j = 0; j <= K; j++)
				q[c] += theta[at(c, j)] * feature(i, j);
		vec_softmax(q, K, q);
		for (size_t a = 0; a < M; a++) {
			size_t c = a < K * K ? a / K : a - K * K, j = a < K * K ? a % K : K;

			g[a] += w[i] / total * (q[c] - (c == y[i])) * feature(i, j);
			for (size_t b = 0; b < M; b++) {
				size_t d = b < K * K ? b / K : b - K * K, l = b < K * K ? b % K : K;

				h[a][b] += w[i] / total * q[c] * ((c == d) - q[d]) * feature(i, j) * feature(i, l);
			}
		}
	}
	for (size_t a = 0; a < M; a++) {
		double pull = a >= K * K ? 2 * p->mu / K : a / K != a % K ? 2 * p->lambda / (K * (K - 1)) : 0;

		g[a] += pull * theta[a];
		h[a][a] += pull;
	}
}

/* h x = g, without pivots, of which a positive definite h needs none; g becomes x. */
static void solve(double h[M][M], double *g)
{
	for (size_t i = 0; i < M; i++)
		for (size_t r = i + 1; r < M; r++) {
			double factor = h[r][i] / h[i][i];

			for (size_t c = i; c < M; c++)
				h[r][c] -= factor * h[i][c];
			g[r] -= factor * g[i];
		}
	for (size_t i = M; i-- > 0;) {
		for (size_t c = i + 1; c < M; c++)
			g[i] -= h[i][c] * g[c];
		g[i] /= h[i][i];
	}
}

static void test_newton(double lambda, double mu)
{
	struct softmax_problem p = {N, K, lp, y, w, true, lambda, mu, 1};
	double theta[M] = {0}, fitted[M], g[M], h[M][M], last = 1;
	struct err e;

	for (int i = 0; i < 30 && last > 1e-12; i++) {
		last = 0;
		derivatives(&p, theta, g, h);
		solve(h, g);
		for (size_t a = 0; a < M; a++) {
			theta[a] -= g[a];
			last += fabs(g[a]);
		}
	}
	CHECK(last <= 1e-12);
	CHECK(!softmax_fit(&p, fitted, &e));
	for (size_t a = 0; a < M; a++)
		CHECK_NEAR(fitted[a], theta[a], 1e-7);
}

static void test_threads(bool full)
{
	double one[M], more[M];
	struct err e;

	for (size_t jobs = 1; jobs < 6; jobs += 2) {
		struct softmax_problem p = {N, K, lp, y, w, full, .001, .001, jobs};

		CHECK(!softmax_fit(&p, jobs > 1 ? more : one, &e));
		CHECK(jobs == 1 || !memcmp(one, more, softmax_parameters(K, full) * sizeof *one));
	}
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 11, &e))
		return 1;
	draw(&r);
	test_newton(.1, .2);
	test_newton(.001, .001);
	test_newton(10, 1e-3);
	test_threads(false);
	test_threads(true);
	rng_free(&r);
	return check_end();
}
