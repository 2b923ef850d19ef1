/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/polyhedron.h"

#include <math.h>
#include <string.h>

#include "real/cholesky.h"

enum { SWEEPS = 50, ROUNDS = 200, STEPS = 200 };

void polyhedron_init(struct polyhedron *p, struct arena *arena, struct norm_ball *ball, size_t most)
{
	size_t n = ball->n, variables = 2 * n;

	*p = (struct polyhedron){.ball = ball, .most = most};
	p->a = arena_alloc(arena, most * n, sizeof *p->a);
	p->b = arena_alloc(arena, 2 * most, sizeof *p->b);
	p->d = arena_alloc(arena, n, sizeof *p->d);
	p->lambda = arena_alloc(arena, most, sizeof *p->lambda);
	p->mix = arena_alloc(arena, n, sizeof *p->mix);
	p->v = arena_alloc(arena, n, sizeof *p->v);
	p->gram = arena_alloc(arena, most * (most + 1), sizeof *p->gram);
	p->game = (struct game){.a = arena_alloc(arena, most * variables, sizeof *p->a),
		.b = arena_alloc(arena, most, sizeof *p->b),
		.w = arena_alloc(arena, variables, sizeof *p->b),
		.lambda = arena_alloc(arena, most, sizeof *p->b),
		.u = arena_alloc(arena, variables, sizeof *p->b),
		.tableau = arena_alloc(arena, game_scratch(most, variables), sizeof *p->a),
		.variable = arena_alloc(arena, most + variables + 2, sizeof *p->game.variable)};
}

/* a_i . d, and the sum of the sizes of its terms, which its rounding is in proportion to. */
static double product(const double *a, const double *d, size_t n, double *size)
{
	double sum = 0;

	*size = 0;
	for (size_t j = 0; j < n; j++)
		if (d[j] != 0) {
			sum += a[j] * d[j];
			*size += fabs(a[j] * d[j]);
		}
	return sum;
}

static bool feasible(const struct polyhedron *p)
{
	size_t n = p->ball->n;

	for (size_t i = 0; i < p->m; i++) {
		double size, x = product(p->a + i * n, p->d, n, &size);

		if (!(x >= p->b[i] - 1e-11 * (size + fabs(p->b[i]))))
			return false;
	}
	return true;
}

/* R(lambda), and d of the mixture; lambda is scaled to sum 1. */
static double mixture(struct polyhedron *p, double *d)
{
	size_t n = p->ball->n;
	double need = 0, sum = 0;

	memset(p->mix, 0, n * sizeof *p->mix);
	for (size_t i = 0; i < p->m; i++)
		sum += p->lambda[i];
	for (size_t i = 0; i < p->m; i++) {
		double lambda = sum > 0 ? p->lambda[i] / sum : 0;

		if (!(lambda > 0))
			continue;
		need += lambda * p->b[i];
		for (size_t j = 0; j < n; j++)
			p->mix[j] += lambda * p->a[i * n + j];
	}
	return ball_reach(p->ball, p->mix, need, d);
}

/* The hardest condition alone. */
static double alone(struct polyhedron *p)
{
	double most = 0;
	size_t hardest = 0;

	for (size_t i = 0; i < p->m; i++) {
		double r = ball_reach(p->ball, p->a + i * p->ball->n, p->b[i], p->v);

		if (r >= most)
			hardest = i;
		most = fmax(most, r);
	}
	memset(p->lambda, 0, p->m * sizeof *p->lambda);
	p->lambda[hardest] = 1;
	return most < POLYHEDRON_FAR ? ball_reach(p->ball, p->a + hardest * p->ball->n, p->b[hardest], p->d) : INFINITY;
}

/* The game of the changes d of norm r, with u counted from the least that d may be. */
static double play(struct polyhedron *p, enum norm norm, double r)
{
	const struct norm_ball *b = p->ball;
	struct game *g = &p->game;
	size_t n = b->n;

	g->m = p->m;
	g->n = norm == NORM_1 ? 2 * n : n;
	g->budget = norm == NORM_1 ? r : INFINITY;
	memcpy(g->b, p->b, p->m * sizeof *g->b);
	for (size_t j = 0; j < n; j++) {
		double lo = fmax(b->lo[j], -r), hi = fmin(b->hi[j], r);

		g->w[j] = norm == NORM_1 ? hi : hi - lo;
		if (norm == NORM_1)
			g->w[n + j] = -lo;
		for (size_t i = 0; i < p->m; i++) {
			double a = p->a[i * n + j];

			g->a[i * g->n + j] = a;
			if (norm == NORM_1)
				g->a[i * g->n + n + j] = -a;
			else
				g->b[i] -= a * lo;
		}
	}
	return game_solve(g);
}

static void take_play(struct polyhedron *p, enum norm norm, double r)
{
	const struct norm_ball *b = p->ball;

	for (size_t j = 0; j < b->n; j++)
		p->d[j] = norm == NORM_1 ? p->game.u[j] - p->game.u[b->n + j] : fmax(b->lo[j], -r) + p->game.u[j];
	memcpy(p->lambda, p->game.lambda, p->m * sizeof *p->lambda);
}

/* From the distance r of one condition on. */
static double newton(struct polyhedron *p, double r)
{
	enum norm norm = p->ball->norm;

	for (int step = 0; step < STEPS; step++) {
		double next;

		play(p, norm, r);
		take_play(p, norm, r);
		if (feasible(p))
			return r;
		next = mixture(p, p->v);
		if (!(next < POLYHEDRON_FAR))
			return INFINITY;
		if (!(next > r))
			return r;
		r = next;
	}
	return r;
}

/* Whether there is any d at all: of the norm inf, since the limits do not depend on the norm. */
static bool reachable(struct polyhedron *p, double r)
{
	enum norm norm = p->ball->norm;
	bool is;

	p->ball->norm = NORM_INF;
	is = newton(p, r / sqrt((double)p->ball->n)) < POLYHEDRON_FAR;
	p->ball->norm = norm;
	return is;
}

static void clip(const struct norm_ball *b, const double *v, double *d)
{
	for (size_t j = 0; j < b->n; j++)
		d[j] = fmin(fmax(v[j], b->lo[j]), b->hi[j]);
}

/* Sets one lambda after the other to its best, with what the limits cut off kept as it is. */
static void sweep(struct polyhedron *p)
{
	size_t n = p->ball->n;

	for (size_t i = 0; i < p->m; i++) {
		const double *a = p->a + i * n;
		double size, step = p->b[i] - product(a, p->d, n, &size), norm = 0;

		for (size_t j = 0; j < n; j++)
			norm += a[j] * a[j];
		step = norm > 0 ? fmax(step / norm, -p->lambda[i]) : 0;
		p->lambda[i] += step;
		for (size_t j = 0; j < n; j++)
			p->v[j] += step * a[j];
		clip(p->ball, p->v, p->d);
	}
}

/* v = sum of lambda_i a_i, d = v within the limits. */
static void combine(struct polyhedron *p)
{
	size_t n = p->ball->n;

	memset(p->v, 0, n * sizeof *p->v);
	for (size_t i = 0; i < p->m; i++)
		for (size_t j = 0; j < n; j++)
			p->v[j] += p->lambda[i] * p->a[i * n + j];
	clip(p->ball, p->v, p->d);
}

/* Solves for lambda where the conditions with lambda > 0 are met with equality, and the features at a limit stay there.  False: there
 * is none. */
static bool solve_active(struct polyhedron *p)
{
	size_t n = p->ball->n, n_active = 0, *active = p->game.variable;
	double *h = p->gram, *x = p->gram + p->m * p->m;

	for (size_t i = 0; i < p->m; i++)
		if (p->lambda[i] > 0)
			active[n_active++] = i;
	for (size_t s = 0; s < n_active; s++) {
		const double *a = p->a + active[s] * n;

		x[s] = p->b[active[s]];
		memset(h + s * n_active, 0, n_active * sizeof *h);
		for (size_t j = 0; j < n; j++)
			if (p->d[j] != p->v[j])
				x[s] -= a[j] * p->d[j];
			else
				for (size_t t = 0; t < n_active; t++)
					h[s * n_active + t] += a[j] * p->a[active[t] * n + j];
	}
	if (!cholesky_factor(h, n_active))
		return false;
	cholesky_forward(h, n_active, x);
	cholesky_backward(h, n_active, x);
	for (size_t s = 0; s < n_active; s++)
		if (!(x[s] >= 0))
			return false;
	memset(p->lambda, 0, p->m * sizeof *p->lambda);
	for (size_t s = 0; s < n_active; s++)
		p->lambda[active[s]] = x[s];
	combine(p);
	return true;
}

/* Whether d meets all conditions and the mixture shows that no shorter one does; *r is its R. */
static bool optimal(struct polyhedron *p, double *r)
{
	double size = ball_norm(NORM_2, p->d, p->ball->n);

	if (!feasible(p))
		return false;
	*r = mixture(p, p->v);
	return *r >= size * (1 - 1e-12);
}

static double euclidean(struct polyhedron *p, double r)
{
	memset(p->lambda, 0, p->m * sizeof *p->lambda);
	combine(p);
	for (int round = 0; round < ROUNDS; round++) {
		double found = r;

		if (round == 2) {
			memcpy(p->b + p->most, p->lambda, p->m * sizeof *p->lambda);
			if (!reachable(p, r))
				return INFINITY;
			memcpy(p->lambda, p->b + p->most, p->m * sizeof *p->lambda);
			combine(p);
		}
		for (int i = 0; i < SWEEPS; i++)
			sweep(p);
		memcpy(p->b + p->most, p->lambda, p->m * sizeof *p->lambda);
		if (solve_active(p) && optimal(p, &found))
			return found;
		memcpy(p->lambda, p->b + p->most, p->m * sizeof *p->lambda);
		combine(p);
	}
	return fmax(r, mixture(p, p->v));
}

double polyhedron_distance(struct polyhedron *p)
{
	double r = alone(p);

	if (isinf(r) || feasible(p))
		return r;
	return p->ball->norm == NORM_2 ? euclidean(p, r) : newton(p, r);
}
