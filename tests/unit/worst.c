/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* train/worst: what an attack raises a difference by, against the dual norm; gradients against differences; the loss of no attacked row
 * is above the bound; one difference reaches it. */
#include "train/worst.h"

#include <string.h>

#include "check.h"
#include "math/rng.h"

enum { F = 4, K = 3, N = K + 1 };

static void test_rho(enum norm norm, struct rng *r)
{
	struct network h;
	struct err e;
	struct worst w = {.5 + rng_uniform(r), norm, .7, WORST_WIDTH};
	double theta[K * F + K], rho[N * N], up[N * N], down[N * N], g[N * N], grad[K * F + K] = {0}, s[N * N] = {0},
											    sum = 0;
	double target[N] = {1, .5, 0, 2}, yes[K] = {0}, no[K] = {0};
	bool present[N] = {true, true, true, true};
	struct loss_terms t = {K, target, present, yes, no, 0};

	CHECK(!network_init(&h, F, NULL, 0, NETWORK_TANH, K, &e));
	for (size_t i = 0; i < h.nparam; i++)
		theta[i] = rng_normal(r);
	worst_rho(&w, &h, theta, rho);
	for (size_t k = 0; k < N; k++)
		for (size_t m = 0; m < N; m++) {
			double v[F], dual;

			for (size_t i = 0; i < F; i++)
				v[i] = (k < K ? theta[k * F + i] : 0) - (m < K ? theta[m * F + i] : 0);
			dual = w.radius * ball_dual(norm, v, F);
			CHECK(rho[k * N + m] <= dual + 1e-12
				&& rho[k * N + m] >= dual - w.radius * WORST_WIDTH * F - 1e-12);
		}
	for (size_t i = 0; i < N * N; i++)
		g[i] = rng_normal(r);
	worst_back(&w, &h, theta, g, grad);
	for (size_t i = 0; i < h.nparam; i++) {
		double was = theta[i], d = 0, step = 1e-6;

		theta[i] = was + step;
		worst_rho(&w, &h, theta, up);
		theta[i] = was - step;
		worst_rho(&w, &h, theta, down);
		theta[i] = was;
		for (size_t k = 0; k < N * N; k++)
			d += g[k] * (up[k] - down[k]) / (2 * step);
		CHECK_NEAR(grad[i], d, 1e-6 * (1 + fabs(d)) * (norm == NORM_1 ? 100 : 1));
	}
	sum = worst_smooth(&w, &t, rho, 1, s);
	CHECK(sum > 0);
	for (size_t i = 0; i < N * N; i++) {
		double was = rho[i], step = 1e-6, a, b, unused[N * N];

		rho[i] = was + step;
		a = worst_smooth(&w, &t, rho, 1, unused);
		rho[i] = was - step;
		b = worst_smooth(&w, &t, rho, 1, unused);
		rho[i] = was;
		if (i / N != i % N)
			CHECK_NEAR(s[i], (a - b) / (2 * step), 1e-7);
	}
}

/* The cross-entropy of attacked rows. */
static void test_bound(enum norm norm, struct rng *r)
{
	struct network h;
	struct err e;
	struct worst w = {.5, norm, NAN, WORST_WIDTH};
	double theta[K * F + K], rho[N * N], spare[N * N], g[K], target[N] = {1, 0, 0, 0}, yes[K] = {0}, no[K] = {0},
								 bound = 0, x[F], z[K], none[N * N] = {0};
	bool present[N] = {true, true, true, false};
	struct loss_terms t = {K, target, present, yes, no, 0};

	CHECK(!network_init(&h, F, NULL, 0, NETWORK_TANH, K, &e));
	for (size_t i = 0; i < h.nparam; i++)
		theta[i] = 2 * rng_normal(r);
	for (size_t i = 0; i < F; i++)
		x[i] = rng_normal(r);
	worst_rho(&w, &h, theta, rho);
	for (int i = -1; i < 50; i++) {
		double d[F], value, lo[F], hi[F];
		struct ball_break sorted[F];
		struct norm_ball b = {norm, F, lo, hi, sorted};

		for (size_t f = 0; f < F; f++) {
			lo[f] = -INFINITY;
			hi[f] = INFINITY;
			d[f] = i < 0 ? 0 : rng_below(r, 2) ? w.radius : -w.radius * rng_uniform(r);
		}
		ball_clip(&b, w.radius, d);
		for (size_t k = 0; k < K; k++) {
			z[k] = theta[K * F + k];
			for (size_t f = 0; f < F; f++)
				z[k] += theta[k * F + f] * (x[f] + d[f]);
		}
		value = loss_terms_value(&t, z, i < 0 ? rho : none, g, 1, spare);
		if (i < 0)
			bound = value;
		else
			CHECK(value <= bound + w.radius * WORST_WIDTH * F);
	}
}

int main(void)
{
	struct rng r;
	struct err e;

	CHECK(!rng_init(&r, 1, &e));
	for (int i = 0; i < 300; i++) {
		test_rho((enum norm)(i % 3), &r);
		test_bound((enum norm)(i % 3), &r);
	}
	rng_free(&r);
	return check_end();
}
