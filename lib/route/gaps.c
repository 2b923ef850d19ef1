/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/gaps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "csv/cells.h"
#include "inference/row_keys.h"

void gaps_free(struct gaps *g)
{
	free(g->gap);
	free(g->right);
	order_free(&g->order);
	*g = (struct gaps){0};
}

/* Keeps x with the outcomes right [x->m], whose place is set here. */
static int keep(struct gaps *g, const struct gap *x, const double *right, struct err *e)
{
	int st = array_reserve(&g->gap, &g->cap, g->n + 1, sizeof *g->gap, e);

	if (!st)
		st = array_reserve(&g->right, &g->right_cap, g->rights + x->m, sizeof *g->right, e);
	if (st)
		return st;
	g->gap[g->n] = *x;
	g->gap[g->n].at = g->rights;
	memcpy(g->right + g->rights, right, x->m * sizeof *right);
	g->rights += x->m;
	return order_add(&g->order, -x->rate, g->n++, e);
}

double gaps_right(const struct gaps *g, const struct gap *x, size_t a)
{
	return a < x->m ? g->right[x->at + a] : NAN;
}

static bool lacks(const struct outcome *o, size_t m)
{
	for (size_t a = 0; a < m; a++)
		if (!isnan(o[a].conf) && isnan(o[a].right))
			return true;
	return false;
}

int gaps_add(struct gaps *g, const struct frontier *f, size_t first, const struct outcome *o, size_t m, double oracle,
	double weight, uint64_t key, struct err *e)
{
	struct gap x = {INFINITY, weight, oracle, NAN, f->begun.right, key, 0, m};
	double *right;
	int st;

	if (!lacks(o, m))
		return ST_OK;
	right = mem_alloc(m, sizeof *right, e);
	for (size_t a = 0; right && a < m; a++)
		right[a] = o[a].right;
	st = right ? keep(g, &x, right, e) : ST_SYSTEM;
	for (size_t i = first; !st && i < f->n; i++) {
		x.rate = -f->order.row[i].key; /* not sorted yet: the order of the steps */
		x.from = f->step[i].from.right;
		x.to = f->step[i].to.right;
		st = keep(g, &x, right, e);
	}
	free(right);
	return st;
}

int gaps_merge(struct gaps *g, const struct gaps *other, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < other->n; i++)
		st = keep(g, &other->gap[i], other->right + other->gap[i].at, e);
	return st;
}

/* A line in numbers: these, then the agents' outcomes, then whether each is known; an unknown one is 0. */
enum { WEIGHT, FLAGS, KEY, ORACLE = KEY + 2, FROM, TO, NUMBERS };
enum { FROM_KNOWN = 1, TO_KNOWN = 2, CHANGES = 4, ALL_FLAGS = 7 };
static const char part[] = "gap";

static double known(double x)
{
	return isnan(x) ? 0 : x;
}

static int write_gap(const struct gaps *g, const struct gap *x, size_t m, struct state_out *o, struct err *e)
{
	bool changes = !isinf(x->rate);
	double *number = mem_alloc(NUMBERS + 2 * m, sizeof *number, e);
	int st;

	if (!number)
		return ST_SYSTEM;
	number[WEIGHT] = x->weight;
	number[FLAGS] = (isnan(x->from) ? 0 : FROM_KNOWN) | (isnan(x->to) ? 0 : TO_KNOWN) | (changes ? CHANGES : 0);
	row_key_halves(x->key, number + KEY);
	number[ORACLE] = x->oracle;
	number[FROM] = known(x->from);
	number[TO] = known(x->to);
	for (size_t a = 0; a < m; a++) {
		double right = gaps_right(g, x, a);

		number[NUMBERS + a] = known(right);
		number[NUMBERS + m + a] = !isnan(right);
	}
	st = state_write_numbers(o, part, changes ? x->rate : 0, number, NUMBERS + 2 * m, e);
	free(number);
	return st;
}

int gaps_write(const struct gaps *g, const struct names *agent, struct state_out *o, struct err *e)
{
	struct buf list = {0};
	int st = cells_write(&list, agent, e);

	state_out_member(o, &(struct name){list.p, list.n});
	for (size_t i = 0; !st && i < g->n; i++)
		st = write_gap(g, &g->gap[i], agent->n, o, e);
	state_out_member(o, &(struct name){0});
	buf_free(&list);
	return st;
}

bool gaps_is(const struct state_item *i)
{
	return state_is(i, part);
}

/* What is wrong with the numbers of a line of m agents, or NULL. */
static const char *wrong(const double *number, size_t m, double rate)
{
	int flags = number[FLAGS] >= 0 && number[FLAGS] <= ALL_FLAGS ? (int)number[FLAGS] : -1;
	bool sound = flags == number[FLAGS] && number[WEIGHT] > 0 && (flags & CHANGES ? rate > 0 : rate == 0);

	for (size_t a = 0; a < m; a++)
		sound = sound && (number[NUMBERS + m + a] == 0 || number[NUMBERS + m + a] == 1);
	return sound ? NULL : "no row of a policy";
}

/* The line, whose agents have these numbers among all, of which there are n. */
static int take(struct gaps *g, struct state_item *i, const size_t *to, size_t m, size_t n, struct err *e)
{
	struct arena arena = {0};
	double *number = arena_alloc(&arena, NUMBERS + 2 * m, sizeof *number);
	double *right = arena_alloc(&arena, n, sizeof *right);
	struct gap x = {.m = n};
	int st = arena_status(&arena, e), flags;

	if (!st)
		state_numbers(i, number, NUMBERS + 2 * m);
	if (!st && !i->wrong)
		i->wrong = wrong(number, m, i->place);
	if (st || i->wrong)
		goto end;
	flags = (int)number[FLAGS];
	x.rate = flags & CHANGES ? i->place : INFINITY;
	x.weight = number[WEIGHT];
	x.oracle = number[ORACLE];
	x.from = flags & FROM_KNOWN ? number[FROM] : NAN;
	x.to = flags & TO_KNOWN ? number[TO] : NAN;
	x.key = row_key_of_halves(number + KEY, i);
	for (size_t a = 0; a < n; a++)
		right[a] = NAN;
	for (size_t a = 0; a < m; a++)
		right[to[a]] = number[NUMBERS + m + a] ? number[NUMBERS + a] : NAN;
	st = keep(g, &x, right, e);
end:
	arena_free(&arena);
	return st;
}

int gaps_read(struct gaps *g, struct names *agent, struct state_item *i, struct err *e)
{
	struct names list = {0};
	size_t *to = NULL;
	int st = cells_names(&list, i->member, i->member_length, e);

	if (!st && !list.n)
		i->wrong = "no list of agents";
	if (!st && !(to = mem_alloc(list.n, sizeof *to, e)))
		st = ST_SYSTEM;
	for (size_t a = 0; !st && a < list.n; a++)
		st = names_add(agent, list.name[a].s, list.name[a].n, &to[a], e);
	if (!st && !i->wrong)
		st = take(g, i, to, list.n, agent->n, e);
	names_free(&list);
	free(to);
	return st;
}

const struct gap *gaps_in_order(const struct gaps *g, size_t i)
{
	return &g->gap[g->order.row[i].item];
}
