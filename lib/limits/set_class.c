/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/set_class.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "number/num_print.h"

/* The k-th cell of a class. */
static struct name class_cell(const struct name *class, size_t k)
{
	char *p = class->s;
	size_t n;

	for (;; k--) {
		memcpy(&n, p, sizeof n);
		p += sizeof n;
		if (!k)
			return (struct name){.s = p, .n = n};
		p += n;
	}
}

static bool star(const struct name *cell)
{
	return cell->n == 1 && *cell->s == '*';
}

int set_line_holds(const struct set_limits *l, const struct set_line *line, const struct name *class, struct buf *key,
	bool *holds, struct err *e)
{
	int st = ST_OK;

	key->n = 0;
	*holds = false;
	for (size_t k = 0; !st && k < l->column.n; k++) {
		const struct name *want = &line->cell.name[line->of_column[k]];
		struct name cell = class_cell(class, k);

		if (star(want)) {
			st = buf_add(key, (const char *)&cell.n, sizeof cell.n, e);
			if (!st)
				st = buf_add(key, cell.s, cell.n, e);
		} else if (want->n && names_order(want, &cell)) {
			return ST_OK;
		}
	}
	*holds = !st;
	return st;
}

/* " (day=tue site=x)", or " (all rows)". */
static int name_rows(
	const struct set_limits *l, const struct set_line *line, const struct name *class, struct buf *b, struct err *e)
{
	int st = ST_OK, places = 0;

	for (size_t k = 0; !st && k < l->column.n; k++) {
		const struct name *want = &line->cell.name[line->of_column[k]];
		struct name cell = class ? class_cell(class, k) : *want;

		if (!want->n)
			continue;
		st = buf_add_string(b, places++ ? " " : " (", e);
		if (!st)
			st = buf_add(b, l->column.name[k].s, l->column.name[k].n, e);
		if (!st)
			st = buf_add_char(b, '=', e);
		if (!st)
			st = buf_add(b, cell.s, cell.n, e);
	}
	return st ? st : places ? buf_add_char(b, ')', e) : buf_add_string(b, " (all rows)", e);
}

int set_line_name(const struct set_limits *l, const struct set_line *line, size_t agent, const struct name *class,
	struct buf *b, struct err *e)
{
	const struct name *who = line->set != NAMES_NONE ? &l->set.name[line->set]
		: agent != NAMES_NONE                    ? &l->agent->name[agent]
							 : &(struct name){(char *)"everybody", 9};
	char price[NUM_LENGTH + 1];
	int st;

	b->n = 0;
	st = buf_add(b, who->s, who->n, e);
	if (!st)
		st = name_rows(l, line, class, b, e);
	if (!st && !isinf(line->price)) {
		st = buf_add_string(b, " at ", e);
		if (!st)
			st = buf_add(b, price, num_print(price, line->price, 0), e);
	}
	if (!st)
		st = buf_add_char(b, 0, e);
	b->n -= !st;
	return st;
}

int set_line_place(
	const struct set_limits *l, const struct set_line *line, const struct name *name, struct buf *b, struct err *e)
{
	char number[NUM_LENGTH + 1];
	int st;

	b->n = 0;
	st = buf_add(b, name->s, name->n, e);
	number[num_print(number, (double)line->line, NUM_DIGITS)] = 0;
	for (const char *const *part = (const char *const[]){" [", l->file, ":", number, "]", NULL}; !st && *part;
		part++)
		st = buf_add_string(b, *part, e);
	if (!st)
		st = buf_add_char(b, 0, e);
	b->n -= !st;
	return st;
}

/* Of the classes' groups [n], NAMES_NONE where a class is in none. */
static int sort_groups(struct set_groups *g, const size_t *group, size_t n, struct err *e)
{
	g->from = mem_alloc(g->n + 2, sizeof *g->from, e);
	g->class = mem_alloc(n, sizeof *g->class, e);
	if (!g->from || !g->class)
		return ST_SYSTEM;
	for (size_t c = 0; c < n; c++)
		if (group[c] != NAMES_NONE)
			g->from[group[c] + 2]++;
	for (size_t k = 2; k <= g->n; k++)
		g->from[k] += g->from[k - 1];
	for (size_t c = 0; c < n;
		c++) /* from[k + 1] is where the next class of group k goes, in the end where it ends */
		if (group[c] != NAMES_NONE)
			g->class[g->from[group[c] + 1]++] = c;
	return ST_OK;
}

int set_line_groups(const struct set_limits *l, const struct set_line *line, const struct names *class,
	struct set_groups *g, struct err *e)
{
	size_t *group = mem_alloc(class->n, sizeof *group, e);
	struct names key = {0};
	struct buf b = {0};
	int st = group ? ST_OK : ST_SYSTEM;

	*g = (struct set_groups){0};
	for (size_t c = 0; !st && c < class->n; c++) {
		bool here;

		group[c] = NAMES_NONE;
		st = set_line_holds(l, line, &class->name[c], &b, &here, e);
		if (!st && here)
			st = names_add(&key, b.p ? b.p : "", b.n, &group[c], e);
	}
	g->n = key.n;
	names_free(&key);
	buf_free(&b);
	if (!st)
		st = sort_groups(g, group, class->n, e);
	free(group);
	return st;
}

void set_groups_free(struct set_groups *g)
{
	free(g->from);
	free(g->class);
	*g = (struct set_groups){0};
}

bool set_line_has(const struct set_limits *l, const struct set_line *line, size_t which, size_t agent)
{
	if (line->set != NAMES_NONE)
		return l->member[line->set * l->agent->n + agent];
	return which == NAMES_NONE || which == agent;
}
