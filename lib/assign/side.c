/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/side.h"

#include <math.h>
#include <stdlib.h>

#include "assign/relax.h"
#include "assign/tree.h"
#include "base/buf.h"

#define ENOUGH 1e-9 /* of the best value: a bound so near to it leaves nothing to find */
#define DEPTH 400   /* of branching */
#define MARGINS 12  /* times that limits are made tighter */

static bool settled(const struct relax *x, double bound)
{
	return x->found && bound >= x->value - ENOUGH * fabs(x->value);
}

static int branch(struct relax *x, size_t depth, double *bound, struct err *e);

/* The rows with the agent (only: must have it, or else may not) shut out; *bound of them. */
static int branch_on(struct relax *x, size_t row, size_t agent, bool only, size_t depth, double *bound, struct err *e)
{
	size_t m = x->p.m, open = 0;
	double *own = x->own + row * m, *before = mem_alloc(m, sizeof *before, e);
	int st = before ? ST_OK : ST_SYSTEM;

	for (size_t a = 0; !st && a < m; a++) {
		before[a] = own[a];
		if (only == (a != agent))
			own[a] = INFINITY;
		open += isfinite(own[a]);
	}
	*bound = INFINITY;
	if (!st && open)
		st = branch(x, depth, bound, e);
	for (size_t a = 0; before && a < m; a++)
		own[a] = before[a];
	free(before);
	return st;
}

/* *bound: of everything with the agents that are left; no less than the best value where it is found. */
static int branch(struct relax *x, size_t depth, double *bound, struct err *e)
{
	double child[2] = {INFINITY, INFINITY}, least;
	size_t row, agent;
	struct err own = {0};
	int st = relax_solve(x, &least, &row, &agent, &own);

	*bound = st == ST_NUMERIC ? INFINITY : least;
	if (st == ST_NUMERIC && depth) /* this branch is empty */
		return ST_OK;
	if (st) {
		*e = own;
		return st;
	}
	if (settled(x, least) || row == x->p.n || depth == DEPTH || x->solved >= x->most)
		return ST_OK;
	for (int only = 1; !st && only >= 0; only--)
		st = branch_on(x, row, agent, only, depth + 1, &child[only], e);
	*bound = fmax(least, fmin(child[0], child[1]));
	return st;
}

/* Whole assignments are looked for where limits are tighter by some part, or times, of what one answer uses at most. */
static int tighten(struct relax *x, struct err *e)
{
	size_t row, agent;
	double bound, before = x->value;
	int st = ST_OK;

	for (int k = 0; !st && k < MARGINS && !(x->value < before); k++) {
		struct err own;

		for (size_t j = x->s->worst; j < x->s->k; j++)
			x->aim[j] = x->limit[j] - ldexp(x->largest[j], k - 2);
		st = relax_solve(x, &bound, &row, &agent, &own);
		if (st == ST_NUMERIC)
			return ST_OK;
		if (st)
			*e = own;
	}
	return st;
}

static int finish(const struct relax *x, double bound, struct assign_result *r, struct side_result *side, struct err *e)
{
	double size = 0;

	if (!x->found)
		return err_set(e, ST_NUMERIC,
			"no assignment of whole rows that keeps all limits was found; mixtures that do lose %.17g at least",
			bound);
	for (size_t k = 0; !x->s->worst && k < x->p.n * x->p.most; k++)
		if (r->chosen[k] != AGENT_NONE)
			size += fabs(x->own[k / x->p.most * x->p.m + r->chosen[k]]);
	if (!x->s->worst && x->limits)
		size += forest_paid(x->limits, r->count);
	if (x->s->worst)
		size = fabs(x->value);
	side->bound = fmin(bound, x->value);
	side->solved = x->solved;
	r->bound = x->s->worst ? NAN : side->bound;
	r->gap = x->value > side->bound ? (x->value - side->bound) / size : 0;
	r->moved = x->solved;
	return ST_OK;
}

int side_solve(
	const struct assign *p, const struct side *s, struct assign_result *r, struct side_result *side, struct err *e)
{
	struct relax x;
	double bound;
	int st;

	side->solved = 0;
	st = relax_init(&x, p, s, r, side, e);
	if (!st)
		st = branch(&x, 0, &bound, e);
	if (!st && !settled(&x, bound) && (!x.kept || !x.found))
		st = tighten(&x, e);
	if (!st)
		st = finish(&x, bound, r, side, e);
	relax_free(&x);
	return st;
}
