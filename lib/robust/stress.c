/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/stress.h"

#include <math.h>
#include <string.h>

/* By what share of the largest need each condition is exceeded by an attack: a border is a tie, which the goal need not win.  Going on
 * in the same direction would not do: at a corner it may leave the conditions. */
static const double excess = 1e-6;

int stress_init(struct stress *s, const struct stress_model *model, const struct stress_options *opt, struct arena *a,
	struct err *e)
{
	size_t n = model->nfeature;

	*s = (struct stress){.model = model, .opt = opt};
	s->lo = arena_alloc(a, n, sizeof *s->lo);
	s->hi = arena_alloc(a, n, sizeof *s->hi);
	s->unit = arena_alloc(a, n, sizeof *s->unit);
	s->d = arena_alloc(a, n, sizeof *s->d);
	s->x = arena_alloc(a, n, sizeof *s->x);
	s->z = arena_alloc(a, model->nlogit, sizeof *s->z);
	s->scratch = arena_alloc(a, stress_model_scratch(model), sizeof *s->scratch);
	s->condition = arena_alloc(a, model->nlogit, sizeof *s->condition);
	s->ball = (struct ball){opt->norm, n, s->lo, s->hi, arena_alloc(a, n, sizeof *s->ball.sorted)};
	polyhedron_init(&s->polyhedron, a, &s->ball, model->nlogit);
	for (size_t i = 0; i < n && s->unit; i++)
		s->unit[i] = opt->raw ? 1 : model->head.map.scale[i];
	return arena_status(a, e);
}

/* How far each feature of x may go.  One that is beyond its limits already may only come back. */
static void set_limits(struct stress *s, const double *x)
{
	for (size_t i = 0; i < s->ball.n; i++) {
		s->lo[i] = s->opt->may[i] ? fmin(0, (s->opt->lo[i] - x[i]) / s->unit[i]) : 0;
		s->hi[i] = s->opt->may[i] ? fmax(0, (s->opt->hi[i] - x[i]) / s->unit[i]) : 0;
	}
}

static double slope(const struct stress *s, size_t logit, size_t feature)
{
	return logit == NAMES_NONE ? 0 : s->model->w[logit * s->ball.n + feature] * s->unit[feature];
}

static double at(const double *z, size_t logit)
{
	return logit == NAMES_NONE ? 0 : z[logit];
}

/* The distance to the n conditions, each exceeded by a share of the largest need. */
static double exact_distance(struct stress *s, const double *z, size_t n, double share)
{
	struct polyhedron *p = &s->polyhedron;
	double most = 0;

	p->m = n;
	for (size_t k = 0; k < n; k++) {
		const struct goal_condition *c = &s->condition[k];

		p->b[k] = c->need - (at(z, c->up) - at(z, c->down));
		most = fmax(most, fabs(p->b[k]));
		for (size_t i = 0; i < s->ball.n; i++)
			p->a[k * s->ball.n + i] = slope(s, c->up, i) - slope(s, c->down, i);
	}
	for (size_t k = 0; k < n; k++)
		p->b[k] += share * most;
	return n ? polyhedron_distance(p) : 0;
}

struct stress_radius stress_radius(struct stress *s, const struct goal *g, const struct goal_row *r, const double *x)
{
	size_t before = goal_outcome(&s->model->system, r), n, all = s->model->system.nclass + s->model->system.nexpert;
	struct stress_radius best = {INFINITY, INFINITY};

	memset(s->d, 0, s->ball.n * sizeof *s->d);
	s->outcome = before;
	if (goal_reached(g, &s->model->system, r, before, before))
		return (struct stress_radius){0, 0};
	set_limits(s, x);
	for (size_t o = 0; o < all; o++) {
		double found;

		if (!goal_conditions(g, &s->model->system, r, before, o, s->condition, &n))
			continue;
		found = exact_distance(s, r->z, n, 0);
		if (found < best.hi) {
			best = (struct stress_radius){found, found};
			memcpy(s->d, s->polyhedron.d, s->ball.n * sizeof *s->d);
			s->outcome = o;
		}
	}
	return best;
}

bool stress_attack(
	struct stress *s, const struct goal *g, const struct goal_row *r, const double *x, double *attacked, double *z)
{
	const struct goal_system *system = &s->model->system;
	size_t before = goal_outcome(system, r), n;

	memcpy(attacked, x, s->ball.n * sizeof *attacked);
	memcpy(z, r->z, s->model->nlogit * sizeof *z);
	if (!goal_conditions(g, system, r, before, s->outcome, s->condition, &n)
		|| isinf(exact_distance(s, r->z, n, excess)))
		return false;
	for (size_t i = 0; i < s->ball.n; i++)
		attacked[i] += s->unit[i] * s->polyhedron.d[i];
	stress_model_logits(s->model, attacked, s->scratch, z);
	return true;
}
