/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/set_class.h"

#include <math.h>
#include <string.h>

#include "base/num.h"

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

int set_line_groups(const struct set_limits *l, const struct set_line *line, const struct names *class, size_t *group,
	size_t *n, struct err *e)
{
	struct names key = {0};
	struct buf b = {0};
	int st = ST_OK;

	for (size_t c = 0; !st && c < class->n; c++) {
		bool here;

		group[c] = NAMES_NONE;
		st = set_line_holds(l, line, &class->name[c], &b, &here, e);
		if (!st && here)
			st = names_add(&key, b.p ? b.p : "", b.n, &group[c], e);
	}
	*n = key.n;
	names_free(&key);
	buf_free(&b);
	return st;
}

bool set_line_has(const struct set_limits *l, const struct set_line *line, size_t which, size_t agent)
{
	if (line->set != NAMES_NONE)
		return l->member[line->set * l->agent->n + agent];
	return which == NAMES_NONE || which == agent;
}
