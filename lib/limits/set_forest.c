/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/set_forest.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "limits/set_class.h"

void set_forest_free(struct set_forest *f)
{
	for (size_t k = 0; k < f->n; k++)
		free(f->set[k].leaf);
	free(f->set);
	free(f->limit);
	free(f->sorted);
	free(f->sorted_price);
	names_free(&f->name);
	names_free(&f->forest.name);
	laminar_free(&f->laminar);
	*f = (struct set_forest){0};
}

/* A limit on the agents of the line, or on one of them, in the classes of a group. */
static int add(struct set_forest *f, const struct set_limits *l, const struct set_line *line, size_t agent,
	const size_t *class, size_t classes, size_t rows, const struct name *name, struct err *e)
{
	size_t m = l->agent->n, all = rows * m, index, n = 0;
	double lo = line->limit.lo * (line->limit.lo_share ? (double)rows : 1);
	double hi = line->limit.hi * (line->limit.hi_share ? (double)rows : 1);
	int st = names_add(&f->name, name->s, name->n, &index, e);

	if (!st && index < f->n)
		return err_at(e, ST_DATA, l->file, line->line, 1, "line %zu is about '%.300s', too",
			f->limit[index].line->line, name->s);
	if (!st)
		st = array_reserve(&f->set, &f->cap, f->n + 1, sizeof *f->set, e);
	if (!st)
		st = array_reserve(&f->limit, &f->limit_cap, f->n + 1, sizeof *f->limit, e);
	if (st)
		return st;
	f->set[f->n] = (struct laminar_set){mem_alloc(classes * m, sizeof(size_t), e), 0};
	if (!f->set[f->n].leaf)
		return ST_SYSTEM;
	for (size_t i = 0; i < classes; i++)
		for (size_t a = 0; a < m; a++)
			if (set_line_has(l, line, agent, a))
				f->set[f->n].leaf[n++] = class[i] * m + a;
	f->set[f->n].n = n;
	f->limit[f->n] = (struct set_limit){.price = line->price, .line = line};
	limit_counts(lo, hi, all > (size_t)lo + 1 ? all : (size_t)lo + 1, &f->limit[f->n].lo, &f->limit[f->n].hi);
	f->n++;
	return ST_OK;
}

/* Limits of the line for a group of classes. */
static int add_group(struct set_forest *f, const struct set_limits *l, const struct set_line *line,
	const struct names *class, const size_t *in, size_t n, size_t rows, struct err *e)
{
	bool every = line->agent == SET_EVERY;
	struct buf b = {0};
	int st = ST_OK;

	for (size_t a = 0; !st && a < (every ? l->agent->n : 1); a++) {
		size_t agent = every ? a : line->agent;

		st = set_line_name(l, line, agent, &class->name[in[0]], &b, e);
		if (!st)
			st = add(f, l, line, agent, in, n, rows, &(struct name){b.p, b.n}, e);
	}
	buf_free(&b);
	return st;
}

static int no_rows(const struct set_limits *l, const struct set_line *line, struct err *e)
{
	if (!(line->limit.lo > 0) || line->limit.lo_share)
		return ST_OK;
	return err_at(e, ST_NUMERIC, l->file, line->line, 1,
		"the limits clash: a lower limit %.17g, but there are no such rows", line->limit.lo);
}

static int add_line(struct set_forest *f, const struct set_limits *l, const struct set_line *line,
	const struct names *class, const size_t *rows, struct err *e)
{
	struct set_groups group;
	int st = set_line_groups(l, line, class, &group, e);

	if (!st && !group.n)
		st = no_rows(l, line, e);
	for (size_t g = 0; !st && g < group.n; g++) {
		size_t all = 0;

		for (size_t i = group.from[g]; i < group.from[g + 1]; i++)
			all += rows[group.class[i]];
		st = add_group(
			f, l, line, class, group.class + group.from[g], group.from[g + 1] - group.from[g], all, e);
	}
	set_groups_free(&group);
	return st;
}

/* Limits in the order of the forest. */
static int sort(struct set_forest *f, const struct set_limits *l, struct err *e)
{
	struct buf b = {0};
	int st = ST_OK;

	f->sorted = mem_alloc(2 * f->n, sizeof *f->sorted, e);
	f->sorted_price = mem_alloc(f->n, sizeof *f->sorted_price, e);
	if (!f->sorted || !f->sorted_price)
		return ST_SYSTEM;
	f->forest = (struct forest){.n = f->n,
		.first = f->laminar.first,
		.up = f->laminar.up,
		.lo = f->sorted,
		.hi = f->sorted + f->n,
		.price = f->sorted_price};
	for (size_t k = 0; !st && k < f->n; k++) {
		size_t s = f->laminar.order[k];

		f->forest.lo[k] = f->limit[s].lo;
		f->forest.hi[k] = f->limit[s].hi;
		f->forest.price[k] = f->limit[s].price;
		st = set_line_place(l, f->limit[s].line, &f->name.name[s], &b, e);
		if (!st)
			st = names_add_list(&f->forest.name, &(struct name){b.p, b.n}, 1, e);
	}
	buf_free(&b);
	return st;
}

int set_forest_init(
	struct set_forest *f, const struct set_limits *l, const struct names *class, const size_t *rows, struct err *e)
{
	const size_t *crossing = f->laminar.crossing;
	int st = ST_OK;

	*f = (struct set_forest){0};
	for (size_t i = 0; !st && i < l->n; i++)
		if (l->line[i].limit.set)
			st = add_line(f, l, &l->line[i], class, rows, e);
	if (!st)
		st = laminar_init(&f->laminar, f->set, f->n, class->n * l->agent->n, e);
	if (!st && crossing[0] < f->n)
		return err_set(e, ST_NUMERIC,
			"%s: the limits of '%.200s' (line %zu) and '%.200s' (line %zu) cross: they have rows in common, and "
			"neither holds the other; only limits that nest are solved",
			l->file, f->name.name[crossing[0]].s, f->limit[crossing[0]].line->line,
			f->name.name[crossing[1]].s, f->limit[crossing[1]].line->line);
	return st ? st : sort(f, l, e);
}
