/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/price_list.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "table/table.h"

void price_list_free(struct price_list *l)
{
	names_free(&l->batch);
	free(l->price);
	*l = (struct price_list){0};
}

const double *price_list_of(const struct price_list *l, const char *batch, size_t n, size_t agents)
{
	size_t i = names_find(&l->batch, batch, n);

	if (i == NAMES_NONE)
		i = names_find(&l->batch, "", 0);
	return i == NAMES_NONE ? NULL : l->price + i * agents;
}

/* The batch of the current row, whose prices are unknown if it is new. */
static int find_batch(struct price_list *l, const struct csv_field *f, size_t m, size_t *batch, struct err *e)
{
	size_t known = l->batch.n;
	int st = names_add(&l->batch, f->p, f->n, batch, e);

	if (!st)
		st = array_reserve(&l->price, &l->cap, l->batch.n * m, sizeof *l->price, e);
	for (size_t a = 0; !st && l->batch.n > known && a < m; a++)
		l->price[*batch * m + a] = NAN;
	return st;
}

/* column: agent, price, batch. */
static int read_line(struct price_list *l, struct table *t, const size_t *column, const struct names *agent,
	bool batches, struct err *e)
{
	static const struct csv_field none = {.p = ""};
	const struct csv_field *f = &t->row.f[column[0]];
	const struct csv_field *b = column[2] == NAMES_NONE ? &none : &t->row.f[column[2]];
	size_t a = names_find(agent, f->p, f->n), batch;
	int st;

	if (!f->n) /* what is said of all agents */
		return ST_OK;
	if (a == NAMES_NONE)
		return table_bad_cell(
			t, column[0], "no such agent; only limits of single agents have prices for a stream", e);
	if (b->n && !batches)
		return table_bad_cell(t, column[2], "prices of a batch need --batch", e);
	st = find_batch(l, b, agent->n, &batch, e);
	if (!st && !isnan(l->price[batch * agent->n + a]))
		return table_bad_cell(t, column[0], "the agent has a price already", e);
	return st ? st : table_needed_number(t, column[1], &l->price[batch * agent->n + a], e);
}

static int check_all(const struct price_list *l, const char *file, const struct names *agent, struct err *e)
{
	char shown[2][ERR_EXCERPT];

	for (size_t i = 0; i < l->batch.n * agent->n; i++) {
		const struct name *b = &l->batch.name[i / agent->n], *a = &agent->name[i % agent->n];

		if (isnan(l->price[i]))
			return err_set(e, ST_DATA, "%s: no price of agent '%s'%s%s", file,
				err_excerpt(shown[0], a->s, a->n), b->n ? " in batch " : "",
				err_excerpt(shown[1], b->s, b->n));
	}
	return l->batch.n ? ST_OK : err_set(e, ST_DATA, "%s: no prices", file);
}

int price_list_read(struct price_list *l, const char *file, const struct names *agent, bool batches, struct err *e)
{
	const struct table_options plain = {0};
	struct strings files = {0};
	struct table t;
	size_t column[3];
	int st = strings_add(&files, file, e);

	*l = (struct price_list){0};
	if (!st)
		st = table_open(&t, &plain, &files, e);
	if (st) {
		free(files.v);
		return st;
	}
	st = table_column(&t, "agent", &column[0], e);
	if (!st)
		st = table_column(&t, "price", &column[1], e);
	column[2] = names_find(&t.header, "batch", 5);
	while (!st && !(st = table_next(&t, e)))
		st = read_line(l, &t, column, agent, batches, e);
	table_close(&t);
	free(files.v);
	return st == ST_END ? check_all(l, file, agent, e) : st;
}
