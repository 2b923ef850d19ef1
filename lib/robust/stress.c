/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/stress.h"

#include <math.h>
#include <string.h>

/* By what share of the largest need each condition is exceeded by an attack: a border is a tie, which the goal need not win.  Going on
 * in the same direction would not do: at a corner it may leave the conditions. */
static const double excess = 1e-6;

enum { HALVINGS = 20 };

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
	s->ball = (struct norm_ball){opt->norm, n, s->lo, s->hi, arena_alloc(a, n, sizeof *s->ball.sorted)};
	polyhedron_init(&s->polyhedron, a, &s->ball, model->nlogit);
	for (size_t i = 0; i < n && s->unit; i++)
		s->unit[i] = opt->raw ? 1 : model->head.map.scale[i];
	certificate_init(&s->certificate, model, &s->ball, s->unit, a);
	descent_init(&s->descent, model, &s->polyhedron, s->unit, a);
	s->descent.starts = opt->starts;
	s->descent.seed = opt->seed;
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

/* The distance to the n conditions, each exceeded by a share of the largest need; of a tie, of the steepest slope. */
static double exact_distance(struct stress *s, const double *z, size_t n, double share)
{
	struct polyhedron *p = &s->polyhedron;
	double most = 0, steepest = 0;

	p->m = n;
	for (size_t k = 0; k < n; k++) {
		const struct goal_condition *c = &s->condition[k];

		p->b[k] = c->need - (at(z, c->up) - at(z, c->down));
		most = fmax(most, fabs(p->b[k]));
		for (size_t i = 0; i < s->ball.n; i++)
			p->a[k * s->ball.n + i] = slope(s, c->up, i) - slope(s, c->down, i);
		steepest = fmax(steepest, ball_norm(NORM_INF, p->a + k * s->ball.n, s->ball.n));
	}
	for (size_t k = 0; k < n; k++)
		p->b[k] += share * (most > 0 ? most : steepest);
	return n ? polyhedron_distance(p) : 0;
}

/* What is asked about a row. */
struct question {
	const struct goal *g;
	const struct goal_row *r;
	const double *x;
	size_t before;
};

/* Whether some condition of the outcome cannot be met, as the certificate stands. */
static bool is_blocked(struct stress *s, const struct question *q, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		const struct goal_condition *c = &s->condition[k];

		if (certificate_upper(&s->certificate, c->up, c->down, q->r->z) < c->need)
			return true;
	}
	return false;
}

/* Whether no change of at most r reaches the goal, for certain. */
static bool is_certain(struct stress *s, const struct question *q, double r)
{
	size_t n, all = s->model->system.nclass + s->model->system.nexpert;

	certificate_at(&s->certificate, q->x, r);
	for (size_t o = 0; o < all; o++)
		if (goal_conditions(q->g, &s->model->system, q->r, q->before, o, s->condition, &n)
			&& !is_blocked(s, q, n))
			return false;
	return true;
}

/* The largest r below `hi`, which an attack found, or the largest that is looked at, for which that is so. */
static double certain_radius(struct stress *s, const struct question *q, double hi)
{
	double lo = 0, end = isinf(hi) ? s->opt->most : hi;

	if (isinf(hi) && is_certain(s, q, end))
		return end;
	for (int i = 0; i < HALVINGS; i++) {
		double r = (lo + end) / 2;

		if (is_certain(s, q, r))
			lo = r;
		else
			end = r;
	}
	return lo;
}

static double distance(struct stress *s, const struct question *q, size_t n, double best)
{
	if (s->model->affine)
		return exact_distance(s, q->r->z, n, 0);
	return descent_find(&s->descent, s->condition, n, q->r->z, q->x, fmin(best, s->opt->most), s->polyhedron.d);
}

struct stress_radius stress_radius(struct stress *s, const struct goal *g, const struct goal_row *r, const double *x)
{
	size_t n, all = s->model->system.nclass + s->model->system.nexpert;
	struct question q = {g, r, x, goal_outcome(&s->model->system, r)};
	double best = INFINITY;

	memset(s->d, 0, s->ball.n * sizeof *s->d);
	s->outcome = q.before;
	if (goal_reached(g, &s->model->system, r, q.before, q.before))
		return (struct stress_radius){0, 0};
	set_limits(s, x);
	for (size_t o = 0; o < all; o++) {
		double found;

		if (!goal_conditions(g, &s->model->system, r, q.before, o, s->condition, &n))
			continue;
		found = distance(s, &q, n, best);
		if (found < best) {
			best = found;
			memcpy(s->d, s->polyhedron.d, s->ball.n * sizeof *s->d);
			s->outcome = o;
		}
	}
	return (struct stress_radius){s->model->affine ? best : certain_radius(s, &q, best), best};
}

bool stress_attack(
	struct stress *s, const struct goal *g, const struct goal_row *r, const double *x, double *attacked, double *z)
{
	const struct goal_system *system = &s->model->system;
	size_t before = goal_outcome(system, r), n;

	memcpy(attacked, x, s->ball.n * sizeof *attacked);
	memcpy(z, r->z, s->model->nlogit * sizeof *z);
	if (goal_reached(g, system, r, before, before))
		return false;
	if (s->model->affine) {
		if (!goal_conditions(g, system, r, before, s->outcome, s->condition, &n)
			|| isinf(exact_distance(s, r->z, n, excess)))
			return false;
		memcpy(s->d, s->polyhedron.d, s->ball.n * sizeof *s->d);
	}
	for (size_t i = 0; i < s->ball.n; i++)
		attacked[i] += s->unit[i] * s->d[i];
	stress_model_logits(s->model, attacked, s->scratch, z);
	return true;
}
