/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "summary/groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv/cells.h"
#include "csv/writer.h"
#include "number/num_parse.h"
#include "summary/state.h"

int groups_columns(struct names *by, const char *list, struct err *e)
{
	return cells_columns(by, "group", list, e);
}

int groups_sign(struct buf *signature, const struct names *by, struct err *e)
{
	struct buf list = {0};
	int st = cells_write(&list, by, e);

	if (!st && by->n)
		st = buf_add_char(&list, '\0', e);
	if (!st && by->n)
		st = state_sign(signature, "group", list.p, e);
	buf_free(&list);
	return st;
}

int groups_init(struct groups *g, const struct names *by, struct err *e)
{
	size_t all;

	*g = (struct groups){.by = by};
	return names_add(&g->name, "", 0, &all, e);
}

void groups_free(struct groups *g)
{
	names_free(&g->name);
	free(g->column);
	buf_free(&g->key);
	*g = (struct groups){0};
}

int groups_bind(struct groups *g, const struct table *t, struct err *e)
{
	int st = ST_OK;

	g->t = t;
	g->column = mem_alloc(g->by->n, sizeof *g->column, e);
	if (!g->column)
		return ST_SYSTEM;
	for (size_t i = 0; !st && i < g->by->n; i++)
		st = table_column(t, g->by->name[i].s, &g->column[i], e);
	return st;
}

int groups_next(struct groups *g, struct table *t, struct err *e)
{
	int st = ST_OK;

	g->key.n = 0;
	for (size_t i = 0; !st && i < g->by->n; i++) {
		const struct csv_field *f = &t->row.f[g->column[i]];

		if (table_missing(t, g->column[i]))
			return table_cell_missing(t, g->column[i], e);
		if (i)
			st = buf_add_char(&g->key, ',', e);
		if (!st)
			st = csv_quote(&g->key, f->p, f->n, e);
	}
	return st;
}

size_t groups_find(const struct groups *g)
{
	return names_find(&g->name, g->key.n ? g->key.p : "", g->key.n);
}

int groups_add_name(struct groups *g, const char *s, size_t n, size_t *index, struct err *e)
{
	int st = names_add(&g->name, s, n, index, e);

	return st || g->name.n <= 1 + GROUPS_MOST ? st
						  : err_set(e, ST_DATA, "--group: more than %d groups", GROUPS_MOST);
}

int groups_add(struct groups *g, size_t *index, struct err *e)
{
	char what[80];

	*index = groups_find(g);
	if (*index != NAMES_NONE)
		return ST_OK;
	if (g->name.n <= GROUPS_MOST)
		return groups_add_name(g, g->key.n ? g->key.p : "", g->key.n, index, e);
	snprintf(what, sizeof what, "a group beyond the %d that there may be", GROUPS_MOST);
	return table_bad_cell(g->t, g->column[0], what, e);
}

int groups_row(struct groups *g, struct table *t, bool counts, size_t *group, struct err *e)
{
	int st;

	*group = 0;
	if (!g->by->n)
		return ST_OK;
	st = groups_next(g, t, e);
	return st || !counts ? st : groups_add(g, group, e);
}

int groups_is_name(const struct groups *g, const char *s, size_t n, bool *is, struct err *e)
{
	struct cells r;
	int st;

	*is = !n;
	if (!n || !g->by->n)
		return ST_OK;
	st = cells_read(&r, s, n, is, e);
	if (st || !*is)
		return st;
	*is = r.row.n == g->by->n;
	for (size_t i = 0; i < r.row.n; i++)
		*is = *is && r.row.f[i].n;
	cells_free(&r);
	return ST_OK;
}

int groups_name_error(const struct name *group, int status, const struct err *inner, struct err *e)
{
	char shown[ERR_EXCERPT];
	struct err was = *inner;

	if (status == ST_SYSTEM) {
		*e = was;
		return status;
	}
	return err_set(e, status, "group '%s': %.700s", err_excerpt(shown, group->s, group->n), was.text);
}

/* A group and what it is ordered by. */
struct place {
	size_t number, k;
	struct cells record;
	double *value; /* [k] the cells as numbers, where all groups have numbers there; else NaN */
};

static int by_bytes(const struct csv_field *a, const struct csv_field *b)
{
	int c = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);

	return c ? c : (a->n > b->n) - (a->n < b->n);
}

static int by_cells(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int c = 0;

	for (size_t i = 0; !c && i < x->k; i++) {
		c = (x->value[i] > y->value[i]) - (x->value[i] < y->value[i]);
		if (!c)
			c = by_bytes(&x->record.row.f[i], &y->record.row.f[i]);
	}
	return c;
}

/* The cells of column i as numbers, if they are. */
static void number_column(struct place *p, size_t n, size_t i)
{
	bool numbers = true;

	for (size_t m = 0; m < n; m++) {
		const struct csv_field *f = &p[m].record.row.f[i];

		numbers = !num_parse(f->p, f->n, &p[m].value[i]) && numbers;
	}
	for (size_t m = 0; !numbers && m < n; m++)
		p[m].value[i] = 0;
}

/* [n] the groups but for all rows, the first. */
static int read_places(const struct groups *g, struct place *p, double *value, struct err *e)
{
	size_t k = g->by->n;
	int st = ST_OK;
	bool whole;

	for (size_t m = 1; !st && m < g->name.n; m++) {
		p[m - 1] = (struct place){.number = m, .k = k, .value = value + m * k};
		st = cells_read(&p[m - 1].record, g->name.name[m].s, g->name.name[m].n, &whole, e);
	}
	return st;
}

int groups_order(const struct groups *g, size_t *order, struct err *e)
{
	size_t n = g->name.n - 1, k = g->by->n;
	struct place *p = mem_alloc(n, sizeof *p, e);
	double *value = mem_alloc(g->name.n * k, sizeof *value, e);
	int st = p && value ? read_places(g, p, value, e) : ST_SYSTEM;

	for (size_t i = 0; !st && i < k; i++)
		number_column(p, n, i);
	if (!st)
		qsort(p, n, sizeof *p, by_cells);
	for (size_t m = 0; !st && m < n; m++)
		order[m] = p[m].number;
	order[n] = 0;
	for (size_t m = 0; p && m < n; m++)
		cells_free(&p[m].record);
	free(p);
	free(value);
	return st;
}

void groups_write(struct modelfile_writer *w, const struct names *by, const struct names *group)
{
	modelfile_put_names(w, "by", by);
	modelfile_put_names(w, "group", group);
	modelfile_put_count(w, "bys", by->n);
	modelfile_put_count(w, "groups", group->n);
}

int groups_read(const struct modelfile *f, struct names *by, struct names *group, struct err *e)
{
	int st = modelfile_get_names(f, "by", by, e);

	if (!st)
		st = modelfile_get_names(f, "group", group, e);
	if (!st)
		st = modelfile_check_count(f, "bys", by->n, e);
	if (!st)
		st = modelfile_check_count(f, "groups", group->n, e);
	return st || by->n || !group->n ? st : err_set(e, ST_DATA, "%s: groups without columns", f->name);
}

int groups_bind_names(
	struct groups *g, const struct names *by, const struct names *group, const struct table *t, struct err *e)
{
	size_t index;
	int st = groups_init(g, by, e);

	if (!st)
		st = groups_bind(g, t, e);
	for (size_t i = 0; !st && i < group->n; i++)
		st = groups_add_name(g, group->name[i].s, group->name[i].n, &index, e);
	return st;
}
