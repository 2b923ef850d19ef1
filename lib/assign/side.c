/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/side.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assign/heap.h"
#include "assign/relax.h"
#include "assign/tree.h"
#include "assign/whole.h"
#include "base/buf.h"
#include "base/clash.h"

#define ENOUGH 1e-9 /* of the best value: a bound so near to it leaves nothing to find */
#define MARGINS 12  /* times that limits are made tighter */
#define GOODS 4000  /* the master problem takes 24 bytes of the square of their number: 400 MB */

static bool settled(const struct relax *x, double bound)
{
	return x->found && bound >= x->value - ENOUGH * fabs(x->value);
}

/* A whole assignment near the mixture. */
static int round_mixture(struct relax *x, bool pairs, struct err *e)
{
	bool keeps;
	int st = whole_improve(x, pairs, &keeps, e);

	if (!st && keeps)
		relax_consider(x);
	return st;
}

/* A part of all assignments: those of the node above in which the row has the agent, or has not. */
struct node {
	size_t up; /* its own number: all of them */
	size_t row, agent;
	bool has;
};

struct search {
	struct relax *x;
	const double *cost; /* [n][m] of all agents */
	struct node *node;
	size_t n, cap;
	struct heap open; /* by bound */
	double closed;    /* the least bound of what need not be divided */
};

/* Of the agents that the node leaves the row those that may be used are left there. */
static void shut(struct search *s, size_t v, bool again)
{
	size_t m = s->x->p.m;

	for (; s->node[v].up != v; v = s->node[v].up) {
		const struct node *k = &s->node[v];

		for (size_t a = 0; a < m; a++) {
			size_t c = k->row * m + a;

			if (again)
				s->x->own[c] = s->cost[c];
			else if (k->has == (a != k->agent))
				s->x->own[c] = INFINITY;
		}
	}
}

static int divide(struct search *s, size_t v, size_t row, size_t agent, double bound, struct err *e)
{
	const double *own = s->x->own + row * s->x->p.m;
	size_t others = 0;
	int st = array_reserve(&s->node, &s->cap, s->n + 2, sizeof *s->node, e);

	for (size_t a = 0; a < s->x->p.m; a++)
		others += a != agent && isfinite(own[a]);
	for (int has = 1; !st && has >= 0; has--) {
		if (!has && !others)
			continue;
		s->node[s->n] = (struct node){v, row, agent, has};
		st = heap_push(&s->open, bound, s->n++, e);
	}
	return st;
}

/* What is in the node, of which `bound` is known. */
static int look(struct search *s, size_t v, double bound, struct err *e)
{
	struct relax *x = s->x;
	size_t row = x->p.n, agent = 0;
	struct err own = {0};
	double least;
	int st;

	shut(s, v, false);
	st = relax_solve(x, &least, &row, &agent, &own);
	if (st == ST_NUMERIC && v) /* there is nothing */
		st = ST_OK;
	else if (st)
		*e = own;
	else {
		least = fmax(least, bound);
		if (x->kept && !x->s->worst)
			st = round_mixture(x, !v, e);
		if (!x->branches || settled(x, least) || row == x->p.n)
			s->closed = fmin(s->closed, least);
		else if (!st)
			st = divide(s, v, row, agent, least, e);
	}
	shut(s, v, true);
	return st;
}

/* The part with the least bound first, so that what is left bounds all; *bound. */
static int branch(struct relax *x, const double *cost, double *bound, struct err *e)
{
	struct search s = {.x = x, .cost = cost, .closed = INFINITY};
	int st = array_reserve(&s.node, &s.cap, 1, sizeof *s.node, e);

	if (!st) {
		s.node[s.n++] = (struct node){0};
		st = look(&s, 0, -INFINITY, e);
	}
	while (!st && s.open.n && x->solved < x->most && !settled(x, s.open.item->key)) {
		struct heap_item top = *s.open.item;

		heap_pop(&s.open);
		st = look(&s, top.row, top.key, e);
	}
	*bound = s.open.n ? fmin(s.closed, s.open.item->key) : s.closed;
	heap_free(&s.open);
	free(s.node);
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

/* Of limits that clash in every mixture those that are left: goods of infinite limits and counts from 0 to SIZE_MAX are none. */
struct core {
	struct assign_own own;
	struct side s;
	double *limit; /* [k] */
};

static int core_init(struct core *c, const struct relax *x, struct err *e)
{
	struct assign p = x->p;

	p.forest = x->limits;
	p.cost = x->own;
	*c = (struct core){.s = *x->s};
	c->s.worst = 0;
	c->limit = mem_alloc(c->s.k, sizeof *c->limit, e);
	if (!c->limit)
		return ST_SYSTEM;
	c->s.limit = c->limit;
	memcpy(c->limit, x->s->limit, c->s.k * sizeof *c->limit);
	return assign_own_init(&c->own, &p, e);
}

static void core_free(struct core *c)
{
	assign_own_free(&c->own);
	free(c->limit);
}

/* Keeps the limits that have a price in the proof: these alone clash (Farkas' lemma). */
static void core_take(struct core *c, const struct relax *x)
{
	for (size_t j = 0; j < c->s.k; j++)
		if (!relax_needed(x, j))
			c->limit[j] = INFINITY;
	for (size_t k = 0; k < c->own.n; k++) {
		c->own.lo[k] = x->r.price[k] < 0 ? c->own.lo[k] : 0;
		c->own.hi[k] = x->r.price[k] > 0 ? c->own.hi[k] : SIZE_MAX;
	}
}

/* Whether the limits that are left clash still; fewer are left then.  Where that is not found they are thought not to. */
static int core_clashes(struct core *c, struct assign_result *r, struct side_result *side, bool *clashes, struct err *e)
{
	struct relax x;
	struct err own;
	int st = relax_init(&x, &c->own.p, &c->s, r, side, e);

	x.kept = false;
	if (!st && (st = relax_possible(&x, &own)) == ST_SYSTEM)
		*e = own;
	*clashes = !st && x.clash;
	if (*clashes)
		core_take(c, &x);
	relax_free(&x);
	return st == ST_NUMERIC ? ST_OK : st;
}

/* What limit number j of goods and counts is, for a while or for good. */
struct core_limit {
	double limit;
	size_t lo, hi;
};

static struct core_limit core_get(const struct core *c, size_t j)
{
	if (j < c->s.k)
		return (struct core_limit){c->limit[j], 0, SIZE_MAX};
	return (struct core_limit){INFINITY, c->own.lo[j - c->s.k], c->own.hi[j - c->s.k]};
}

static void core_set(struct core *c, size_t j, struct core_limit l)
{
	if (j < c->s.k) {
		c->limit[j] = l.limit;
	} else {
		c->own.lo[j - c->s.k] = l.lo;
		c->own.hi[j - c->s.k] = l.hi;
	}
}

static bool core_has(const struct core *c, size_t j)
{
	struct core_limit l = core_get(c, j);

	return !isinf(l.limit) || l.lo || l.hi != SIZE_MAX;
}

/* Leaves out one limit after the other, for good where the others clash without it, as assign_solve does. */
static int core_filter(struct core *c, struct assign_result *r, struct side_result *side, struct err *e)
{
	int st = ST_OK;

	for (size_t j = 0; !st && j < c->s.k + c->own.n; j++) {
		struct core_limit l = core_get(c, j);
		bool clashes;

		if (!core_has(c, j))
			continue;
		core_set(c, j, (struct core_limit){INFINITY, 0, SIZE_MAX});
		st = core_clashes(c, r, side, &clashes, e);
		if (!st && !clashes)
			core_set(c, j, l);
	}
	return st;
}

/* No mixture keeps the limits: names those that clash. */
static int name_core(const struct relax *x, struct assign_result *r, struct side_result *side, struct err *e)
{
	const struct names *counts = x->limits ? &x->limits->name : x->p.agent;
	struct clash clash = {0};
	struct core c;
	int st = core_init(&c, x, e);

	if (!st) {
		core_take(&c, x);
		st = core_filter(&c, r, side, e);
	}
	for (size_t j = 0; !st && j < c.s.k + c.own.n; j++)
		if (core_has(&c, j))
			clash_add(&clash, j < c.s.k ? &x->s->name->name[j] : &counts->name[j - c.s.k]);
	core_free(&c);
	return st ? st : clash_end(&clash, e, "the rows cannot keep them, even if they were divided among agents");
}

static int finish(const struct relax *x, double bound, struct assign_result *r, struct side_result *side, struct err *e)
{
	double size = 0;

	if (!x->found && isinf(bound))
		return err_set(e, ST_NUMERIC, "no assignment of whole rows keeps all limits, though mixtures do");
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
	double bound = -INFINITY;
	int st;

	if (s->k > GOODS)
		return err_set(e, ST_NUMERIC,
			"more than %d limits of minutes and money, agents and groups are not solved: %zu", GOODS, s->k);
	side->solved = 0;
	st = relax_init(&x, p, s, r, side, e);
	if (!st)
		st = branch(&x, p->cost, &bound, e);
	if (st == ST_NUMERIC && x.clash)
		st = name_core(&x, r, side, e);
	if (!st && !settled(&x, bound) && (!x.branches || !x.found))
		st = tighten(&x, e);
	if (!st)
		st = finish(&x, bound, r, side, e);
	relax_free(&x);
	return st;
}
