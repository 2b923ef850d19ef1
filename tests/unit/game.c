/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* robust/game: weak duality shows that the answer is the best; a game of matching pennies. */
#include "robust/game.h"

#include "check.h"
#include "math/rng.h"

enum { M = 6, N = 7 };

static struct game *game(size_t m, size_t n)
{
	static double a[M * N], b[M], w[N], lambda[M], u[N], tableau[(M + 1) * (N + 2) + N];
	static size_t variable[M + N + 2];
	static struct game g;

	g = (struct game){m, n, a, b, w, INFINITY, lambda, u, tableau, variable};
	return &g;
}

/* max over u in [0, 1] of min(u, 1 - u) = 1/2. */
static void test_pennies(void)
{
	struct game *g = game(2, 1);

	g->a[0] = 1;
	g->a[1] = -1;
	g->b[0] = 0;
	g->b[1] = -1;
	g->w[0] = 1;
	CHECK_NEAR(game_solve(g), .5, 1e-15);
	CHECK_NEAR(g->u[0], .5, 1e-15);
	CHECK_NEAR(g->lambda[0], .5, 1e-15);
}

/* What the mixture can be raised by: the dual's value, which is t at the optimum and never less. */
static double dual(const struct game *g)
{
	double c[N], sum = 0, budget = g->budget;

	for (size_t j = 0; j < g->n; j++) {
		c[j] = 0;
		for (size_t i = 0; i < g->m; i++)
			c[j] += g->lambda[i] * g->a[i * g->n + j];
	}
	for (size_t i = 0; i < g->m; i++)
		sum -= g->lambda[i] * g->b[i];
	for (size_t k = 0; k < g->n; k++) {
		size_t best = 0;

		for (size_t j = 1; j < g->n; j++)
			best = c[j] > c[best] ? j : best;
		if (!(c[best] > 0))
			break;
		sum += c[best] * fmin(g->w[best], budget);
		budget -= fmin(g->w[best], budget);
		c[best] = 0;
	}
	return sum;
}

static void test_duality(void)
{
	struct rng r;
	struct err e;

	CHECK(!rng_init(&r, 1, &e));
	for (int k = 0; k < 2000; k++) {
		struct game *g = game(1 + rng_below(&r, M), 1 + rng_below(&r, N));
		double t, total = 0, mass = 0;

		for (size_t i = 0; i < g->m * g->n; i++)
			g->a[i] = k % 2 ? rng_normal(&r) : (double)rng_below(&r, 5) - 2;
		for (size_t i = 0; i < g->m; i++)
			g->b[i] = k % 2 ? rng_normal(&r) : (double)rng_below(&r, 5) - 2;
		for (size_t j = 0; j < g->n; j++)
			g->w[j] = (double)rng_below(&r, 3);
		g->budget = k % 3 ? INFINITY : 1.5;
		t = game_solve(g);
		for (size_t i = 0; i < g->m; i++) {
			double x = -t - g->b[i];

			for (size_t j = 0; j < g->n; j++)
				x += g->a[i * g->n + j] * g->u[j];
			CHECK(x >= -1e-10);
			CHECK(g->lambda[i] >= 0);
			mass += g->lambda[i];
		}
		for (size_t j = 0; j < g->n; j++) {
			CHECK(g->u[j] >= 0 && g->u[j] <= g->w[j]);
			total += g->u[j];
		}
		CHECK(total <= g->budget * (1 + 1e-12));
		CHECK_NEAR(mass, 1, 1e-10);
		CHECK_NEAR(dual(g), t, 1e-9);
	}
	rng_free(&r);
}

int main(void)
{
	test_pennies();
	test_duality();
	return check_end();
}
