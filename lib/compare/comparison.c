/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compare/paired_test.h"
#include "csv/line.h"

/* A row of the table. */
struct entry {
	size_t group;            /* 0: all rows */
	const struct name *name; /* of the measure; NULL: its own */
	struct pair pair;
	struct pair_result result;
};

struct comparison {
	const struct outcomes *o; /* the ones at hand */
	const struct name *name;  /* of their only measure; NULL: the measures have names */
	const struct comparison_options *opt;
	struct entry *entry; /* [n] */
	size_t n, cap;
	size_t *row; /* of the group at hand */
	size_t rows;
};

static int add_entry(struct comparison *c, size_t group, size_t a, size_t b, enum measure_kind kind, struct err *e)
{
	int st = array_reserve(&c->entry, &c->cap, c->n + 1, sizeof *c->entry, e);
	struct entry *x;

	if (st)
		return st;
	x = &c->entry[c->n++];
	*x = (struct entry){
		.group = group, .name = c->name, .pair = {c->o, &c->opt->pair, c->row, c->rows, a, b, kind}};
	return pair_compare(&x->pair, &x->result, e);
}

static int refuse(const struct comparison *c, size_t a, size_t b, const char *what, struct err *e)
{
	char x[ERR_EXCERPT], y[ERR_EXCERPT];

	err_excerpt(x, c->o->name.name[a].s, c->o->name.name[a].n);
	err_excerpt(y, c->o->name.name[b].s, c->o->name.name[b].n);
	return err_set(e, ST_DATA, "'%s' and '%s' have no columns for %s", x, y, what);
}

static int add_pair(struct comparison *c, size_t group, size_t a, size_t b, struct err *e)
{
	unsigned both = c->o->system[a].has & c->o->system[b].has, asked = c->opt->measures;
	int st = ST_OK;

	if (!c->opt->asked && !(both & asked))
		return refuse(c, a, b, "any measure", e);
	for (enum measure_kind k = 0; !st && k < MEASURES; k++)
		if (both & asked & 1U << k)
			st = add_entry(c, group, a, b, k, e);
		else if (c->opt->asked && asked & 1U << k)
			st = refuse(c, a, b, measure_of(k)->name, e);
	return st;
}

static int add_group(struct comparison *c, size_t group, struct err *e)
{
	size_t systems = c->o->name.n;
	int st = ST_OK;

	c->rows = 0;
	for (size_t i = 0; i < c->o->n; i++)
		if (!group || outcomes_row(c->o, i)->group == group)
			c->row[c->rows++] = i;
	for (size_t a = 0; !st && a < systems; a++)
		for (size_t b = a + 1; !st && b < systems; b++)
			st = add_pair(c, group, a, b, e);
	return st;
}

/* The groups in their order; the last is all rows. */
static int add_groups(struct comparison *c, struct err *e)
{
	const struct groups *g = &c->o->groups;
	size_t *order = mem_alloc(g->name.n, sizeof *order, e);
	int st = order ? groups_order(g, order, e) : ST_SYSTEM;

	for (size_t i = 0; !st && i < g->name.n; i++)
		st = add_group(c, order[i], e);
	free(order);
	return st;
}

/* All columns of an entry; a NULL entry gives the header. */
enum { MOST_COLUMNS = 20 };

static struct name word(const char *s)
{
	return (struct name){(char *)s, s ? strlen(s) : 0};
}

struct cells {
	struct name measure, test;
	struct column c[MOST_COLUMNS];
	size_t n;
};

static void add_cell(struct cells *x, struct column c)
{
	x->c[x->n++] = c;
}

static void cells(struct cells *x, const struct entry *t, double adjusted)
{
	const struct pair_result *r = &t->result;
	const struct pair_options *opt = t->pair.opt;
	const struct names *system = &t->pair.o->name;

	x->n = 0;
	x->measure = t->name ? *t->name : word(measure_of(t->pair.kind)->name);
	x->test = word(r->test);
	const struct column all[] = {{"a", COLUMN_TEXT, .text = &system->name[t->pair.a]},
		{"b", COLUMN_TEXT, .text = &system->name[t->pair.b]}, {"measure", COLUMN_TEXT, .text = &x->measure},
		{"n", COLUMN_COUNT, .count = r->n}, {"value_a", .value = r->a}, {"value_b", .value = r->b},
		{"difference", .value = r->difference}, {"difference_lo", .value = r->lo},
		{"difference_hi", .value = r->hi}, {"test", COLUMN_TEXT, .text = r->test ? &x->test : NULL},
		{"p_value", .value = r->p}, {"p_holm", .value = adjusted}, {"only_a", COLUMN_COUNT, .count = r->only_a},
		{"only_b", COLUMN_COUNT, .count = r->only_b}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		add_cell(x, all[i]);
	if (!isnan(opt->margin)) {
		add_cell(x, (struct column){"margin", .value = opt->margin});
		add_cell(x, (struct column){"p_margin", .value = r->p_margin});
	}
	if (!isnan(opt->detect))
		add_cell(x, (struct column){"rows_needed", .value = r->rows});
}

static int write_entries(
	const struct comparison *c, const double *adjusted, const struct report_options *report, int fd, struct err *e)
{
	struct cells x;
	struct report r;
	int st;

	cells(&x, &c->entry[0], NAN);
	st = report_open_columns(&r, report, x.c, x.n, fd, e);
	if (st)
		return st;
	for (size_t i = 0; !st && i < c->n; i++) {
		r.group = c->entry[i].pair.o->groups.name.name[c->entry[i].group];
		cells(&x, &c->entry[i], adjusted[i]);
		st = report_columns(&r, x.c, x.n, e);
	}
	return report_close(&r, st, e);
}

static int adjust_and_write(const struct comparison *c, const struct report_options *report, int fd, struct err *e)
{
	double *p = mem_alloc(2 * c->n, sizeof *p, e), *adjusted = p ? p + c->n : NULL;
	int st = p ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < c->n; i++)
		p[i] = c->entry[i].result.p;
	if (!st)
		st = holm(p, c->n, adjusted, e);
	if (!st)
		st = write_entries(c, adjusted, report, fd, e);
	free(p);
	return st;
}

static int add_outcomes(struct comparison *c, const struct outcomes *o, const struct name *name, struct err *e)
{
	int st;

	c->o = o;
	c->name = name;
	c->row = mem_alloc(o->n, sizeof *c->row, e);
	st = c->row ? add_groups(c, e) : ST_SYSTEM;
	free(c->row);
	return st;
}

int comparison_report(const struct outcomes *o, size_t tables, const struct names *names,
	const struct comparison_options *opt, const struct report_options *report, int fd, struct err *e)
{
	struct comparison c = {.opt = opt};
	int st = ST_OK;

	for (size_t i = 0; !st && i < tables; i++)
		st = add_outcomes(&c, &o[i], names ? &names->name[i] : NULL, e);
	if (!st)
		st = adjust_and_write(&c, report, fd, e);
	free(c.entry);
	return st;
}
