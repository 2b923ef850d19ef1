/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/choices.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "limits/fixed.h"

struct choices {
	const struct assign *p;
	const struct side *s;
	const struct in_row *rule;
	struct arena arena;
	size_t m;          /* choices */
	uint32_t *member;  /* [m][most] AGENT_NONE after the last */
	struct assign one; /* a choice for each row */
	struct side side;
	struct names
		name; /* [side.k] of goods, none a copy; that of a limit twice where it is an upper and a lower one */
	size_t limits, *hi, *lo; /* [limits] the goods of counts, NAMES_NONE: none */
	double *limit;           /* [goods] */
	struct side_use *use;
};

bool choices_fit(const struct assign *p, size_t cells)
{
	double all = 0, of = 1;

	if (p->least < p->most || p->most > IN_ROW_MOST)
		return false;
	for (size_t k = 0; p->forest && k < p->forest->n; k++)
		if (!isinf(p->forest->price[k]))
			return false;
	for (size_t k = 1; k <= p->most; k++) {
		of *= (double)(p->m - k + 1) / (double)k;
		all += k == p->most || p->readings ? of : 0;
	}
	return all * (double)p->n <= (double)cells;
}

/* How many choices there are, of the numbers of agents that rows have; into member unless that is NULL. */
static size_t list(const struct assign *p, uint32_t *member)
{
	size_t n = 0;

	for (size_t k = p->readings ? 1 : p->most; k <= p->most; k++) {
		uint32_t choice[IN_ROW_MOST] = {0};

		for (size_t i = 0; i < k; i++)
			choice[i] = (uint32_t)i;
		do {
			for (size_t i = 0; member && i < p->most; i++)
				member[n * p->most + i] = i < k ? choice[i] : AGENT_NONE;
			n++;
		} while (in_row_next(choice, k, p->m));
	}
	return n;
}

/* What a choice costs the row; infinite where it may not have it. */
static double cost_of(const struct choices *k, size_t row, const uint32_t *member)
{
	const struct assign *p = k->p;
	const double *cost = p->cost + row * p->m;
	const uint32_t *stay = p->kept ? p->kept + row * p->most : NULL;
	size_t places = p->readings ? p->readings[row] : p->most, n = fixed_count(member, p->most);
	double sum = 0;

	if (n != places || !in_row_keeps(k->rule, member, n, cost, stay, stay ? fixed_count(stay, p->most) : 0))
		return INFINITY;
	for (size_t i = 0; i < n; i++)
		sum += cost[member[i]];
	return sum;
}

/* The goods that limits of counts are, after those that there are. */
static void number_limits(struct choices *k)
{
	const struct forest *f = k->p->forest;
	const size_t *lo = f ? f->lo : k->p->lo, *hi = f ? f->hi : k->p->hi;
	const struct names *name = f ? &f->name : k->p->agent;
	size_t n = k->limits, first = k->s->k;

	k->name.name = arena_alloc(&k->arena, first + 2 * n, sizeof *k->name.name);
	k->hi = arena_alloc_none(&k->arena, n);
	k->lo = arena_alloc_none(&k->arena, n);
	k->limit = arena_alloc(&k->arena, first + 2 * n, sizeof *k->limit);
	if (k->arena.failed)
		return;
	for (size_t j = 0; j < first; j++) {
		k->name.name[j] = k->s->name->name[j];
		k->limit[j] = k->s->limit[j];
	}
	for (size_t j = 0; j < n; j++) {
		if (hi[j] < k->p->n * k->p->most) {
			k->hi[j] = first;
			k->name.name[first] = name->name[j];
			k->limit[first++] = (double)hi[j];
		}
		if (lo[j]) {
			k->lo[j] = first;
			k->name.name[first] = name->name[j];
			k->limit[first++] = -(double)lo[j];
		}
	}
	k->name.n = k->side.k = first;
}

static size_t leaves(const struct choices *k)
{
	return (k->p->class ? k->p->classes : 1) * k->p->m;
}

/* The smallest limit of counts that holds the leaf, and the one above; the number of limits where there is none. */
static size_t lowest(const struct choices *k, size_t leaf)
{
	return k->p->forest ? k->p->forest->first[leaf] : leaf % k->p->m;
}

static size_t above(const struct choices *k, size_t limit)
{
	return k->p->forest ? k->p->forest->up[limit] : k->limits;
}

/* A use of the choices' members one after the other. */
static void add_use(struct choices *k, struct side_use u)
{
	u.step = k->p->most;
	u.m = k->p->m;
	for (size_t q = 0; q < k->p->most; q++) {
		u.member = k->member + q;
		k->use[k->side.uses++] = u;
	}
}

/* The limits of counts as uses of their goods [limits], `each` by every reading. */
static void count_uses(struct choices *k, const size_t *good, double each)
{
	size_t *from = arena_alloc(&k->arena, leaves(k) + 1, sizeof *from), *list = NULL;

	for (int pass = 0; from && pass < 2; pass++) {
		size_t n = 0;

		for (size_t l = 0; l < leaves(k); l++) {
			from[l] = n;
			for (size_t at = lowest(k, l); at < k->limits; at = above(k, at))
				if (good[at] != NAMES_NONE && list)
					list[n++] = good[at];
				else
					n += good[at] != NAMES_NONE;
		}
		from[leaves(k)] = n;
		if (!pass && !(list = arena_alloc(&k->arena, n, sizeof *list)))
			return;
	}
	add_use(k, (struct side_use){.from = from, .good = list, .each = each});
}

static int prepare(struct choices *k, struct err *e)
{
	const struct assign *p = k->p;
	size_t cells;
	double *cost;

	k->m = list(p, NULL);
	cells = p->n * k->m;
	k->member = arena_alloc(&k->arena, k->m * p->most, sizeof *k->member);
	cost = arena_alloc(&k->arena, cells, sizeof *cost);
	k->use = arena_alloc(&k->arena, p->most * (k->s->uses + 2), sizeof *k->use);
	number_limits(k);
	if (arena_status(&k->arena, e))
		return ST_SYSTEM;
	list(p, k->member);
	for (size_t c = 0; c < cells; c++)
		cost[c] = cost_of(k, c / k->m, k->member + c % k->m * p->most);
	k->one = (struct assign){.n = p->n, .m = k->m, .cost = cost, .least = 1, .most = 1, .agent = p->agent};
	k->one.class = p->class;
	k->one.classes = p->classes;
	for (size_t u = 0; u < k->s->uses; u++)
		add_use(k, k->s->use[u]);
	count_uses(k, k->hi, 1);
	count_uses(k, k->lo, -1);
	k->side.limit = k->limit;
	k->side.use = k->use;
	k->side.name = &k->name;
	return arena_status(&k->arena, e);
}

/* What a reading by the agent counts in. */
static void count(const struct choices *k, size_t row, uint32_t agent, struct assign_result *r)
{
	size_t leaf = (k->p->class ? k->p->class[row] : 0) * k->p->m + agent;

	for (size_t at = lowest(k, leaf); at < k->limits; at = above(k, at))
		r->count[at]++;
}

/* The agents of every row's choice, and what limits are worth. */
static void give(const struct choices *k, const struct assign_result *one, const struct side_result *goods,
	struct assign_result *r, struct side_result *x)
{
	size_t most = k->p->most;

	memset(r->count, 0, k->limits * sizeof *r->count);
	for (size_t i = 0; i < k->p->n; i++) {
		const uint32_t *member = k->member + one->chosen[i] * most;

		memcpy(r->chosen + i * most, member, most * sizeof *member);
		for (size_t q = 0; q < most && member[q] != AGENT_NONE; q++)
			count(k, i, member[q], r);
	}
	for (size_t j = 0; j < k->limits; j++)
		r->price[j] = (k->hi[j] == NAMES_NONE ? 0 : goods->price[k->hi[j]])
			- (k->lo[j] == NAMES_NONE ? 0 : goods->price[k->lo[j]]);
	for (size_t j = 0; j < k->s->k; j++) {
		x->used[j] = goods->used[j];
		x->price[j] = goods->price[j];
	}
	x->worst = goods->worst;
	x->bound = goods->bound;
	x->solved = goods->solved;
	r->objective = one->objective;
	r->bound = one->bound;
	r->gap = one->gap;
	r->moved = one->moved;
}

int choices_solve(const struct assign *p, const struct side *s, const struct in_row *rule, struct assign_result *r,
	struct side_result *x, struct err *e)
{
	struct choices k = {.p = p,
		.s = s,
		.rule = rule,
		.side = {.worst = s->worst, .progress = s->progress},
		.limits = p->forest ? p->forest->n : p->m};
	struct assign_result one = {0};
	struct side_result goods = {0};
	int st = prepare(&k, e);

	one.chosen = arena_alloc(&k.arena, p->n, sizeof *one.chosen);
	one.count = arena_alloc(&k.arena, k.m, sizeof *one.count);
	one.price = arena_alloc(&k.arena, k.m, sizeof *one.price);
	goods.used = arena_alloc(&k.arena, k.side.k, sizeof *goods.used);
	goods.price = arena_alloc(&k.arena, k.side.k, sizeof *goods.price);
	if (!st && arena_status(&k.arena, e))
		st = ST_SYSTEM;
	if (!st)
		st = side_solve(&k.one, &k.side, &one, &goods, e);
	if (!st)
		give(&k, &one, &goods, r, x);
	arena_free(&k.arena);
	return st;
}
