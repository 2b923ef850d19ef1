/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/side_limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "limits/choices.h"
#include "math/sum.h"
#include "number/num_parse.h"

#define CELLS 25000        /* rows times choices of agents that branch and bound can look at (assign/relax) */
#define CELLS_MOST 1000000 /* of which costs are kept */

/* NAME=HI, or *=HI for all agents who have minutes and no limit of their own. */
static int set_minutes(struct side_limits *l, const char *option, const struct names *agent,
	const struct side_input *in, bool star, struct err *e)
{
	const char *value;
	size_t n, a;
	double hi;

	if (!opt_split(option, &n, &value) || num_parse(value, strlen(value), &hi) || !(hi >= 0 && hi <= 1e280))
		return err_set(e, ST_USAGE, "--minutes: not NAME=HI with a number HI >= 0: '%.200s'", option);
	if (star != (n == 1 && *option == '*'))
		return ST_OK;
	for (a = 0; star && a < agent->n; a++)
		if (in->effort[a] != NAMES_NONE && isinf(l->minutes[a]))
			l->minutes[a] = hi;
	if (star)
		return ST_OK;
	a = names_find(agent, option, n);
	if (a == NAMES_NONE)
		return err_set(e, ST_USAGE, "--minutes: no such agent: '%.200s'", option);
	if (in->effort[a] == NAMES_NONE)
		return err_set(
			e, ST_DATA, "--minutes: no column says how many minutes '%.200s' needs", agent->name[a].s);
	if (!isinf(l->minutes[a]))
		return err_set(e, ST_USAGE, "--minutes: '%.200s' has a limit already", agent->name[a].s);
	l->minutes[a] = hi;
	return ST_OK;
}

int side_limits_open(struct side_limits *l, const struct side_options *o, const struct names *agent,
	const struct side_input *in, struct err *e)
{
	int st = ST_OK;

	*l = (struct side_limits){.o = o};
	l->minutes = mem_alloc(agent->n, sizeof *l->minutes, e);
	l->timed = mem_alloc(agent->n, sizeof *l->timed, e);
	if (!l->minutes || !l->timed)
		return ST_SYSTEM;
	for (size_t a = 0; a < agent->n; a++) {
		l->minutes[a] = INFINITY;
		l->timed[a] = in->effort && in->effort[a] != NAMES_NONE;
	}
	for (int star = 0; star < 2; star++)
		for (size_t i = 0; !st && i < o->minutes.n; i++)
			st = set_minutes(l, o->minutes.v[i], agent, in, star, e);
	return st;
}

void side_limits_free(struct side_limits *l)
{
	free(l->minutes);
	free(l->timed);
	*l = (struct side_limits){0};
}

size_t side_limits_lines(const struct side_limits *l, const struct workload_rows *d)
{
	size_t n = d->group_name.n;

	for (size_t a = 0; a < d->m; a++)
		n += !isinf(l->minutes[a]);
	return n + !isinf(l->o->budget) + (l->sets ? l->sets->n : 0);
}

/* While they are solved.  Goods: groups, minutes of every agent, money, minutes of sets and parts of the rows. */
struct work {
	struct side s;
	struct side_use *use;
	struct side_result x;
	struct arena arena;
	struct names name, place; /* of the goods; as messages say them */
	double *limit, *loss, *weight;
	size_t groups;
	size_t *group; /* [groups] those that have rows here, of d->group_name */
	uint32_t *of;  /* [n] the row's, of these */
};

int side_limits_name(
	const struct side_limits *l, enum workload_unit unit, const struct name *who, struct buf *b, struct err *e)
{
	static const struct name everybody = {(char *)"everybody", 9};
	const struct name *of = unit == WORKLOAD_MONEY ? &everybody : who;
	int st = ST_OK;

	b->n = 0;
	if (unit == WORKLOAD_GROUP) {
		st = buf_add_string(b, l->o->group, e);
		if (!st)
			st = buf_add_char(b, '=', e);
	}
	if (!st)
		st = buf_add(b, of->s, of->n, e);
	if (!st)
		st = buf_add_string(b,
			unit == WORKLOAD_MINUTES         ? " (minutes)"
				: unit == WORKLOAD_MONEY ? " (money)"
							 : "",
			e);
	if (!st)
		st = buf_add_char(b, 0, e);
	b->n -= !st;
	return st;
}

/* Of good j. */
static enum workload_unit unit_of(const struct work *k, const struct workload_rows *d, size_t j)
{
	return j < k->groups ? WORKLOAD_GROUP : j == k->groups + d->m ? WORKLOAD_MONEY : WORKLOAD_MINUTES;
}

static int name_goods(struct work *k, const struct side_limits *l, const struct workload_rows *d,
	const struct names *agent, struct err *e)
{
	struct buf b = {0};
	int st = ST_OK;

	for (size_t j = 0; !st && j <= k->groups + d->m; j++) {
		enum workload_unit unit = unit_of(k, d, j);

		st = side_limits_name(l, unit,
			unit == WORKLOAD_GROUP ? &d->group_name.name[k->group[j]] : &agent->name[j - k->groups], &b, e);
		if (!st)
			st = names_add_list(&k->name, &(struct name){b.p, b.n}, 1, e);
	}
	buf_free(&b);
	if (!st)
		st = names_add_list(&k->place, k->name.name, k->name.n, e);
	if (!st && l->sets)
		st = names_add_list(&k->name, l->sets->name.name, l->sets->n, e);
	return st || !l->sets ? st : names_add_list(&k->place, l->sets->place.name, l->sets->n, e);
}

/* The groups that have rows, and their weights; of every row and agent its part of the group's mean loss. */
static void set_groups(struct work *k, const struct assign *p, const struct workload_rows *d, size_t first)
{
	size_t all = d->group_name.n, *to = arena_alloc_none(&k->arena, all);
	struct sum *sum = arena_alloc(&k->arena, all, sizeof *sum);

	k->weight = arena_alloc(&k->arena, all, sizeof *k->weight);
	k->group = arena_alloc(&k->arena, all, sizeof *k->group);
	k->of = arena_alloc(&k->arena, p->n, sizeof *k->of);
	k->loss = arena_alloc(&k->arena, all ? p->n * p->m : 0, sizeof *k->loss);
	if (k->arena.failed || !all)
		return;
	for (size_t i = 0; i < p->n; i++)
		to[d->group[first + i]] = 0;
	for (size_t g = 0; g < all; g++)
		if (to[g] != NAMES_NONE) {
			to[g] = k->groups;
			k->group[k->groups++] = g;
		}
	for (size_t i = 0; i < p->n; i++) {
		k->of[i] = (uint32_t)to[d->group[first + i]];
		sum_add(&sum[k->of[i]], d->weight[first + i]);
	}
	for (size_t g = 0; g < k->groups; g++)
		k->weight[g] = sum_value(&sum[g]);
	for (size_t c = 0; c < p->n * p->m; c++)
		k->loss[c] = p->cost[c] / k->weight[k->of[c / p->m]];
}

/* What answers use up, from number `at` of rows times agents on. */
static void set_uses(struct work *k, const struct side_limits *l, const struct workload_rows *d, size_t at)
{
	size_t money = k->groups + d->m, n = 0;

	if (k->groups)
		k->use[n++] = (struct side_use){.amount = k->loss, .of = k->of};
	if (d->minutes)
		k->use[n++] = (struct side_use){.amount = d->minutes + at, .by_agent = true, .first = k->groups};
	if (d->money)
		k->use[n++] = (struct side_use){.amount = d->money + at, .first = money};
	if (l->sets && l->sets->n)
		k->use[n++] = (struct side_use){
			.amount = d->minutes + at, .from = l->sets->from, .good = l->sets->limit, .first = money + 1};
	k->s.uses = n;
}

static int prepare(struct work *k, const struct side_limits *l, const struct assign *p, const struct workload_rows *d,
	size_t first, struct err *e)
{
	size_t m = d->m, groups, goods, sets = l->sets ? l->sets->n : 0;
	struct side *s = &k->s;

	set_groups(k, p, d, first);
	groups = k->groups;
	goods = groups + m + 1 + sets;
	k->use = arena_alloc(&k->arena, 4, sizeof *k->use);
	k->limit = arena_alloc(&k->arena, goods, sizeof *k->limit);
	k->x.used = arena_alloc(&k->arena, goods, sizeof *k->x.used);
	k->x.price = arena_alloc(&k->arena, goods, sizeof *k->x.price);
	if (arena_status(&k->arena, e))
		return ST_SYSTEM;
	*s = (struct side){.k = goods, .limit = k->limit, .name = &k->place, .use = k->use, .progress = l->progress};
	for (size_t j = 0; j <= groups + m; j++)
		k->limit[j] = j < groups ? INFINITY : j < groups + m ? l->minutes[j - groups] : l->o->budget;
	for (size_t j = 0; j < sets; j++)
		k->limit[groups + m + 1 + j] = l->sets->hi[j];
	set_uses(k, l, d, first * m);
	return name_goods(k, l, d, p->agent, e);
}

static int write_lines(const struct work *k, const struct workload_rows *d, size_t line, const double *fair,
	struct workload_batch *b, struct err *e)
{
	size_t groups = k->groups;
	int st = ST_OK;

	for (size_t j = 0; !st && j < k->s.k; j++) {
		bool group = j < groups;

		if (!group && isinf(k->limit[j]))
			continue;
		b->unit[line] = unit_of(k, d, j);
		b->lo[line] = NAN;
		b->hi[line] = group ? NAN : k->limit[j];
		b->count[line] = group ? 0 : k->x.used[j];
		for (size_t i = 0; group && i < b->rows; i++)
			b->count[line] += k->of[i] == j;
		b->share[line] = b->count[line] / (group ? (double)b->rows : k->limit[j]);
		b->price[line] = group ? fair[j] : k->x.price[j];
		b->mean[line++] = group ? k->x.used[j] : NAN;
		st = names_add_list(&b->limit, &k->name.name[j], 1, e);
	}
	return st;
}

/* Under rules about sets that overlap, and small tables of several agents a row, by choices of agents. */
static int solve(
	const struct side_limits *l, struct work *k, const struct assign *p, struct assign_result *r, struct err *e)
{
	bool overlap = l->in_row->overlap;

	if (overlap && !choices_fit(p, CELLS_MOST))
		return err_set(e, ST_NUMERIC,
			"--in-row: sets with agents in common need a choice of agents for every row; there are more "
			"than %d, or limits with a price",
			CELLS_MOST);
	if (overlap || (p->most > 1 && choices_fit(p, CELLS)))
		return choices_solve(p, &k->s, l->in_row, r, &k->x, e);
	return side_solve(p, &k->s, r, &k->x, e);
}

/* The least mean loss of the worst group; then no group's may be larger, and the total is minimised.  fair [groups]: its
 * prices. */
static int solve_worst(const struct side_limits *l, struct work *k, const struct assign *p, size_t groups,
	struct assign_result *r, double *fair, double *bound, struct err *e)
{
	struct err own = {0};
	int st;

	k->s.worst = groups;
	st = solve(l, k, p, r, e);
	if (st)
		return st;
	*bound = k->x.bound;
	memcpy(fair, k->x.price, groups * sizeof *fair);
	k->s.worst = 0;
	for (size_t g = 0; g < groups; g++)
		k->limit[g] = k->x.worst;
	st = solve(l, k, p, r, &own);
	if (st == ST_SYSTEM)
		*e = own;
	return st == ST_NUMERIC ? ST_OK : st; /* what the first one has found stays */
}

int side_limits_solve(const struct side_limits *l, const struct assign *p, const struct workload_rows *d, size_t first,
	size_t line, struct assign_result *r, struct workload_batch *b, struct err *e)
{
	struct work k = {0};
	double *fair = arena_alloc(&k.arena, d->group_name.n, sizeof *fair), bound = 0, worst = -INFINITY;
	int st;

	if (!side_asked(l->o) && !(l->sets && l->sets->n) && !l->in_row->overlap) {
		arena_free(&k.arena);
		return assign_solve(p, r, e);
	}
	st = prepare(&k, l, p, d, first, e);
	if (!st)
		st = k.groups ? solve_worst(l, &k, p, k.groups, r, fair, &bound, e) : solve(l, &k, p, r, e);
	b->rows = p->n;
	if (!st)
		st = write_lines(&k, d, line, fair, b, e);
	for (size_t g = 0; !st && g < k.groups; g++)
		worst = fmax(worst, k.x.used[g]);
	if (!st && k.groups) {
		r->bound = bound;
		r->gap = worst > bound ? (worst - bound) / fabs(worst) : 0;
	}
	names_free(&k.name);
	names_free(&k.place);
	arena_free(&k.arena);
	return st;
}
