/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* robust/polyhedron: brute force on a grid in two dimensions; random conditions, where a change that meets them and is no
 * longer than a lower bound is the shortest. */
#include "robust/polyhedron.h"

#include "check.h"
#include "math/rng.h"

enum { N = 6, M = 5 };

/* The shortest change on a grid of the given step within [-reach, reach]^2. */
static double grid(const struct polyhedron *p, double reach, double step)
{
	double least = INFINITY;

	for (double x = -reach; x <= reach; x += step)
		for (double y = -reach; y <= reach; y += step) {
			const double d[2] = {x, y};
			bool meets = x >= p->ball->lo[0] && x <= p->ball->hi[0] && y >= p->ball->lo[1]
				&& y <= p->ball->hi[1];

			for (size_t i = 0; i < p->m && meets; i++)
				meets = p->a[2 * i] * x + p->a[2 * i + 1] * y >= p->b[i];
			if (meets)
				least = fmin(least, ball_norm(p->ball->norm, d, 2));
		}
	return least;
}

static void test_grid(void)
{
	struct rng r;
	struct err e;
	size_t reached = 0;

	CHECK(!rng_init(&r, 3, &e));
	for (int k = 0; k < 90; k++) {
		struct arena arena = {0};
		double lo[2] = {-INFINITY, k % 2 ? -.5 : -INFINITY}, hi[2] = {k % 4 ? INFINITY : .3, INFINITY}, found,
		       far;
		struct ball_break sorted[2];
		struct norm_ball b = {(enum norm)(k % 3), 2, lo, hi, sorted};
		struct polyhedron p;

		polyhedron_init(&p, &arena, &b, 3);
		p.m = 1 + rng_below(&r, 3);
		for (size_t i = 0; i < p.m; i++) {
			p.a[2 * i] = rng_normal(&r);
			p.a[2 * i + 1] = rng_normal(&r);
			p.b[i] = rng_normal(&r);
		}
		found = polyhedron_distance(&p);
		far = grid(&p, 3, .02);
		if (isfinite(far) && found < 2)
			reached++;
		/* The grid's change is a change; the best one has a neighbour on the grid, inside the conditions or nearly so. */
		CHECK(found <= far + 1e-12);
		if (isfinite(found) && found < 2) {
			for (size_t i = 0; i < p.m; i++)
				p.b[i] -= .02 * (fabs(p.a[2 * i]) + fabs(p.a[2 * i + 1]));
			CHECK(grid(&p, 3, .02) <= found + .06);
		}
		arena_free(&arena);
	}
	CHECK(reached > 30);
	rng_free(&r);
}

static void test_certain(void)
{
	struct rng r;
	struct err e;
	size_t several = 0;

	CHECK(!rng_init(&r, 5, &e));
	for (int k = 0; k < 3000; k++) {
		struct arena arena = {0};
		double lo[N], hi[N], found;
		struct ball_break sorted[N];
		struct norm_ball b = {(enum norm)(k % 3), N, lo, hi, sorted};
		struct polyhedron p;

		polyhedron_init(&p, &arena, &b, M);
		p.m = 1 + rng_below(&r, M);
		for (size_t j = 0; j < N; j++) {
			lo[j] = k % 2 || rng_below(&r, 2) ? -INFINITY : -rng_uniform(&r);
			hi[j] = k % 2 || rng_below(&r, 2) ? INFINITY : rng_uniform(&r);
		}
		for (size_t i = 0; i < p.m * N; i++)
			p.a[i] = rng_normal(&r);
		for (size_t i = 0; i < p.m; i++)
			p.b[i] = rng_normal(&r);
		found = polyhedron_distance(&p);
		if (isfinite(found)) {
			size_t active = 0;

			CHECK_NEAR(ball_norm(b.norm, p.d, N), found, 1e-9 * (1 + found));
			for (size_t i = 0; i < p.m; i++) {
				double x = -p.b[i];

				for (size_t j = 0; j < N; j++)
					x += p.a[i * N + j] * p.d[j];
				CHECK(x >= -1e-8);
				active += p.lambda[i] > 0;
			}
			several += active > 1;
		}
		arena_free(&arena);
	}
	CHECK(several > 500);
	rng_free(&r);
}

/* x >= 1 and x <= -1; x + y >= 1 and x + y <= 1 - 1e-3. */
static void test_contradiction(void)
{
	for (size_t norm = 0; norm_name(norm); norm++) {
		struct arena arena = {0};
		const double lo[2] = {-INFINITY, -INFINITY}, hi[2] = {INFINITY, INFINITY};
		struct ball_break sorted[2];
		struct norm_ball b = {(enum norm)norm, 2, lo, hi, sorted};
		struct polyhedron p;

		polyhedron_init(&p, &arena, &b, 2);
		p.m = 2;
		p.a[0] = p.a[1] = 1;
		p.a[2] = p.a[3] = -1;
		p.b[0] = 1;
		p.b[1] = -1 + 1e-3;
		CHECK(isinf(polyhedron_distance(&p)));
		p.b[1] = -1;
		CHECK_NEAR(polyhedron_distance(&p), norm == NORM_INF ? .5 : norm == NORM_2 ? sqrt(.5) : 1, 1e-12);
		arena_free(&arena);
	}
}

int main(void)
{
	test_grid();
	test_certain();
	test_contradiction();
	return check_end();
}
