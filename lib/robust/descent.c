/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/descent.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

enum { STEPS = 12, HALVINGS = 30 };

/* By what share of the largest need linear conditions are exceeded: a step that is just long enough is too short where the logits curve.  A tenth
 * of that after every step that was long enough. */
static const double excess_first = 0.01;

void descent_init(
	struct descent *s, const struct stress_model *model, struct polyhedron *p, const double *unit, struct arena *a)
{
	size_t n = model->nfeature;

	*s = (struct descent){.model = model, .polyhedron = p, .unit = unit, .starts = 3, .seed = 1};
	s->x = arena_alloc(a, n, sizeof *s->x);
	s->z = arena_alloc(a, model->nlogit, sizeof *s->z);
	s->weight = arena_alloc(a, model->nlogit, sizeof *s->weight);
	s->gradient = arena_alloc(a, n, sizeof *s->gradient);
	s->d = arena_alloc(a, n, sizeof *s->d);
	s->best = arena_alloc(a, n, sizeof *s->best);
	s->scratch = arena_alloc(a, stress_model_scratch(model), sizeof *s->scratch);
}

static double at(const double *z, size_t logit)
{
	return logit == NAMES_NONE ? 0 : z[logit];
}

/* The logits with t times the change d. */
static void move(struct descent *s, const double *x, const double *d, double t)
{
	for (size_t i = 0; i < s->model->nfeature; i++)
		s->x[i] = x[i] + s->unit[i] * t * d[i];
	stress_model_logits(s->model, s->x, s->scratch, s->z);
}

static bool hold(const struct descent *s, const struct goal_condition *c, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (!(at(s->z, c[k].up) - at(s->z, c[k].down) > c[k].need))
			return false;
	return true;
}

/* The conditions as linear ones, at the change d where the logits are. */
static void make_linear(struct descent *s, const struct goal_condition *c, size_t n, const double *d, double excess)
{
	struct polyhedron *p = s->polyhedron;
	size_t nf = s->model->nfeature;
	double most = 0;

	p->m = n;
	for (size_t k = 0; k < n; k++) {
		double need = c[k].need - (at(s->z, c[k].up) - at(s->z, c[k].down));

		memset(s->weight, 0, s->model->nlogit * sizeof *s->weight);
		memset(s->gradient, 0, nf * sizeof *s->gradient);
		if (c[k].up != NAMES_NONE)
			s->weight[c[k].up] += 1;
		if (c[k].down != NAMES_NONE)
			s->weight[c[k].down] -= 1;
		stress_model_gradient(s->model, s->x, s->weight, s->scratch, s->gradient);
		most = fmax(most, fabs(need));
		for (size_t i = 0; i < nf; i++) {
			p->a[k * nf + i] = s->gradient[i] * s->unit[i];
			need += p->a[k * nf + i] * d[i];
		}
		p->b[k] = need;
	}
	for (size_t k = 0; k < n; k++)
		p->b[k] += excess * most;
}

/* The part of d, with all of which the conditions hold, from which on they hold. */
static double shorten(struct descent *s, const struct goal_condition *c, size_t n, const double *x, double *d)
{
	double lo = 0, hi = 1;

	for (int i = 0; i < HALVINGS; i++) {
		double t = (lo + hi) / 2;

		move(s, x, d, t);
		if (hold(s, c, n))
			hi = t;
		else
			lo = t;
	}
	for (size_t i = 0; i < s->model->nfeature; i++)
		d[i] *= hi;
	return ball_norm(s->polyhedron->ball->norm, d, s->model->nfeature);
}

/* The shortest change that meets the conditions made linear; where none does, one that meets the condition that lacks most.  False: nor is
 * there one. */
static bool step(struct descent *s, const double *d)
{
	struct polyhedron *p = s->polyhedron;
	size_t nf = s->model->nfeature, worst = 0;
	double most = -INFINITY;

	if (polyhedron_distance(p) < POLYHEDRON_FAR)
		return true;
	for (size_t k = 0; k < p->m; k++) {
		double lacks = p->b[k];

		for (size_t i = 0; i < nf; i++)
			lacks -= p->a[k * nf + i] * d[i];
		if (lacks > most) {
			most = lacks;
			worst = k;
		}
	}
	memmove(p->a, p->a + worst * nf, nf * sizeof *p->a);
	p->b[0] = p->b[worst];
	p->m = 1;
	return polyhedron_distance(p) < POLYHEDRON_FAR;
}

/* Takes s->d, with which the conditions hold, where it is shorter than *least. */
static bool take(struct descent *s, const struct goal_condition *c, size_t n, const double *x, double *least)
{
	double r = shorten(s, c, n, x, s->d);

	if (!(r < *least))
		return false;
	*least = r;
	memcpy(s->best, s->d, s->model->nfeature * sizeof *s->d);
	return true;
}

/* Goes on from s->d. */
static double descend(struct descent *s, const struct goal_condition *c, size_t n, const double *x, double least)
{
	size_t nf = s->model->nfeature;
	double excess = excess_first;

	move(s, x, s->d, 1);
	if (hold(s, c, n))
		take(s, c, n, x, &least); /* a start may be there by chance */
	for (int k = 0; k < STEPS; k++) {
		move(s, x, s->d, 1);
		make_linear(s, c, n, s->d, excess);
		if (!step(s, s->d))
			break;
		memcpy(s->d, s->polyhedron->d, nf * sizeof *s->d);
		move(s, x, s->d, 1);
		if (!hold(s, c, n))
			continue;
		excess /= 10;
		if (!take(s, c, n, x, &least))
			break;
	}
	return least;
}

/* A start of its own for every row and number. */
static void draw(struct descent *s, const double *x, size_t start, double r)
{
	size_t nf = s->model->nfeature;
	uint64_t h = hash_mix(hash_bytes(x, nf * sizeof *x, s->seed) + start);

	for (size_t i = 0; i < nf; i++) {
		h = hash_mix(h + i);
		s->d[i] = r * (2 * hash_unit(h) - 1);
	}
	ball_clip(s->polyhedron->ball, r, s->d);
}

double descent_find(struct descent *s, const struct goal_condition *c, size_t n, const double *given, const double *x,
	double most, double *d)
{
	size_t nf = s->model->nfeature;
	double found = INFINITY;

	memcpy(s->z, given, s->model->nlogit * sizeof *s->z);
	memset(s->d, 0, nf * sizeof *s->d);
	for (size_t start = 0; start < s->starts; start++) {
		if (start)
			draw(s, x, start, fmin(found, most));
		found = descend(s, c, n, x, found);
	}
	if (!(found <= most))
		return INFINITY;
	memcpy(d, s->best, nf * sizeof *d);
	return found;
}
