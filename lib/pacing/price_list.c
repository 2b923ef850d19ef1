/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/price_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "table/table.h"

static const struct name whole = {(char *)"", 0};

void price_list_free(struct price_list *l)
{
	names_free(&l->batch);
	names_free(&l->key);
	free(l->price);
	buf_free(&l->text);
	*l = (struct price_list){0};
}

/* The batch's length, the batch, the limit: into l->text. */
static int key_of(struct price_list *l, const struct name *batch, const struct name *limit, struct err *e)
{
	int st;

	l->text.n = 0;
	st = buf_add(&l->text, &batch->n, sizeof batch->n, e);
	if (!st)
		st = buf_add(&l->text, batch->s, batch->n, e);
	return st ? st : buf_add(&l->text, limit->s, limit->n, e);
}

bool price_list_has(const struct price_list *l, const struct name *batch)
{
	return names_find(&l->batch, batch->s, batch->n) != NAMES_NONE || names_find(&l->batch, "", 0) != NAMES_NONE;
}

int price_list_of(
	struct price_list *l, const struct name *batch, const struct name *limit, double *price, struct err *e)
{
	bool own = names_find(&l->batch, batch->s, batch->n) != NAMES_NONE;
	int st = key_of(l, own ? batch : &whole, limit, e);
	size_t i = st ? NAMES_NONE : names_find(&l->key, l->text.p, l->text.n);

	*price = i == NAMES_NONE ? NAN : l->price[i];
	return st;
}

/* Whether the name is one of a limit on an agent, a set or everybody, followed by the rows in brackets. */
static bool of_sets(const struct set_limits *l, const struct name *name)
{
	struct names everybody = {.n = 1, .name = &(struct name){(char *)"everybody", 9}};
	const struct names *list[] = {l->agent, &l->set, &everybody};

	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < list[k]->n; i++) {
			const struct name *who = &list[k]->name[i];

			if (name->n > who->n + 2 && !memcmp(name->s, who->s, who->n)
				&& !memcmp(name->s + who->n, " (", 2))
				return true;
		}
	return false;
}

/* column: agent, price, batch. */
static int read_line(
	struct price_list *l, const struct price_use *use, struct table *t, const size_t *column, struct err *e)
{
	static const struct csv_field none = {.p = ""};
	const struct csv_field *f = &t->row.f[column[0]];
	const struct csv_field *b = column[2] == NAMES_NONE ? &none : &t->row.f[column[2]];
	const struct name who = {(char *)f->p, f->n}, batch = {(char *)b->p, b->n};
	bool needed = names_find(use->needed, f->p, f->n) != NAMES_NONE;
	size_t known = l->key.n, i;
	int st;

	if (!f->n
		|| (use->sets && !needed
			&& table_missing(t, column[1]))) /* all agents; one without limits of its own */
		return ST_OK;
	if (!needed && !(use->sets && of_sets(use->sets, &who)))
		return table_bad_cell(t, column[0], "no limit of this stream has that name", e);
	if (b->n && !use->batches)
		return table_bad_cell(t, column[2], "prices of a batch need --batch", e);
	st = names_add(&l->batch, b->p, b->n, &i, e);
	if (!st)
		st = key_of(l, &batch, &who, e);
	if (!st)
		st = names_add(&l->key, l->text.p, l->text.n, &i, e);
	if (!st && i < known)
		st = table_bad_cell(t, column[0], "there is a price already", e);
	if (!st)
		st = array_reserve(&l->price, &l->cap, l->key.n, sizeof *l->price, e);
	return st ? st : table_needed_number(t, column[1], &l->price[i], e);
}

static int check_all(struct price_list *l, const char *file, const struct price_use *use, struct err *e)
{
	char shown[2][ERR_EXCERPT];
	int st = ST_OK;

	for (size_t i = 0; !st && i < l->batch.n; i++)
		for (size_t k = 0; !st && k < use->needed->n; k++) {
			const struct name *b = &l->batch.name[i], *who = &use->needed->name[k];
			double price;

			st = price_list_of(l, b, who, &price, e);
			if (!st && isnan(price))
				st = err_set(e, ST_DATA, "%s: no price of '%s'%s%s", file,
					err_excerpt(shown[0], who->s, who->n), b->n ? " in batch " : "",
					err_excerpt(shown[1], b->s, b->n));
		}
	return st || l->batch.n ? st : err_set(e, ST_DATA, "%s: no prices", file);
}

int price_list_read(struct price_list *l, const char *file, const struct price_use *use, struct err *e)
{
	struct table t;
	size_t column[3];
	int st = table_open_file(&t, &file, e);

	*l = (struct price_list){0};
	if (st)
		return st;
	st = table_column(&t, "agent", &column[0], e);
	if (!st)
		st = table_column(&t, "price", &column[1], e);
	column[2] = names_find(&t.header, "batch", 5);
	while (!st && !(st = table_next(&t, e)))
		st = read_line(l, use, &t, column, e);
	table_close(&t);
	return st == ST_END ? check_all(l, file, use, e) : st;
}
