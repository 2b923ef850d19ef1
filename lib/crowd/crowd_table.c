/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cases/cases.h"
#include "table/classes.h"

/* A vote as it was read. */
struct ballot {
	size_t item;
	struct vote vote;
};

enum { ITEM, WORKER, LABEL, LONG_COLUMNS };

struct reading {
	struct crowd_table *to;
	const char *columns; /* of a long table */
	enum crowd_prior prior_of;
	struct table *t;
	struct cases c;                  /* of a long one its weight and probabilities */
	size_t column[LONG_COLUMNS];     /* of a long one ... */
	struct names name[LONG_COLUMNS]; /* ... as they turn up */
	struct family feature;
	double *feature_row; /* [features] */
	const double *row;   /* [width] what is the item's own in the current row: probabilities or features */
	size_t width;
	struct ballot *ballot;
	size_t n, cap;
	double *weight; /* [items] of a wide table */
	double *own;    /* [items x width] */
	size_t items, weight_cap, own_cap;
};

void crowd_table_free(struct crowd_table *t)
{
	names_free(&t->classes);
	names_free(&t->workers);
	names_free(&t->features);
	names_free(&t->items);
	names_free(&t->feature_columns);
	votes_free(&t->votes);
}

static int bind_long(struct reading *r, struct err *e)
{
	const char *s = r->columns;
	int st = ST_OK;

	for (int k = 0; !st && k < LONG_COLUMNS; k++) {
		size_t n = strcspn(s, ",");
		char *name;

		if (!n || (s[n] == ',') != (k < LABEL))
			return err_set(e, ST_USAGE, "--long: not three names of columns: '%s'", r->columns);
		if (!(name = mem_copy(s, n, e)))
			return ST_SYSTEM;
		st = table_column(r->t, name, &r->column[k], e);
		free(name);
		s += n + 1;
	}
	return st;
}

static int bind_features(struct reading *r, struct err *e)
{
	int st = table_need(r->t, ROLE_FEATURE, &r->feature, e);

	if (!st)
		st = names_add_list(&r->to->features, r->feature.member.name, r->feature.n, e);
	for (size_t i = 0; !st && i < r->feature.n; i++)
		st = names_add_list(&r->to->feature_columns, &r->t->header.name[r->feature.column[i]], 1, e);
	if (!st && !(r->feature_row = mem_alloc(r->feature.n, sizeof *r->feature_row, e)))
		st = ST_SYSTEM;
	r->row = r->feature_row, r->width = r->feature.n;
	return st;
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct reading *r = state;
	bool given = r->prior_of == CROWD_COLUMNS;
	unsigned need = (r->columns ? 0 : CASES_ANSWER) | (given ? CASES_PROB : 0);
	int st = cases_init(&r->c, t, need, CASES_WEIGHT, false, e);

	(void)computed;
	r->t = t;
	if (!st && r->columns)
		st = bind_long(r, e);
	if (given)
		r->row = r->c.p, r->width = r->c.classes.n;
	return st || r->prior_of != CROWD_FEATURES ? st : bind_features(r, e);
}

static int add_ballot(struct reading *r, size_t item, size_t worker, size_t label, double w, struct err *e)
{
	int st = array_reserve(&r->ballot, &r->cap, r->n + 1, sizeof *r->ballot, e);

	if (!st && (worker >= UINT32_MAX || label >= UINT32_MAX))
		st = err_memory(e);
	if (!st)
		r->ballot[r->n++] = (struct ballot){item, {(uint32_t)worker, (uint32_t)label, w}};
	return st;
}

/* What is the item's own, of features; probabilities have been read. */
static int read_features(struct reading *r, struct err *e)
{
	return table_needed_numbers(r->t, r->feature.column, r->feature.n, r->feature_row, e);
}

/* What the current row has of its own is a new item's. */
static int add_own(struct reading *r, struct err *e)
{
	int st = array_reserve(&r->own, &r->own_cap, (r->items + 1) * r->width, sizeof *r->own, e);

	if (!st && r->width)
		memcpy(&r->own[r->items * r->width], r->row, r->width * sizeof *r->own);
	if (!st)
		r->items++;
	return st;
}

/* The same, unless the item is known: then the row has what its other rows have. */
static int join_own(struct reading *r, size_t item, struct err *e)
{
	const struct family *f = r->feature.n ? &r->feature : &r->c.prob;

	if (item == r->items)
		return add_own(r, e);
	for (size_t i = 0; i < r->width; i++)
		if (r->row[i] != r->own[item * r->width + i])
			return table_bad_cell(
				r->t, f->column[i < f->n ? i : 0], "not what another row of the item has", e);
	return ST_OK;
}

/* Where the item has probabilities, they say which classes there are. */
static int read_label(struct reading *r, size_t *index, struct err *e)
{
	const struct csv_field *f = &r->t->row.f[r->column[LABEL]];
	char words[CLASSES_WORDS];

	if (r->prior_of != CROWD_COLUMNS)
		return names_add(&r->name[LABEL], f->p, f->n, index, e);
	*index = names_find(&r->c.classes, f->p, f->n);
	if (*index != NAMES_NONE)
		return ST_OK;
	return table_bad_cell(r->t, r->column[LABEL], classes_words(words, "class", &r->c.classes, f->p, f->n), e);
}

static int long_row(struct reading *r, struct err *e)
{
	size_t index[LONG_COLUMNS];
	int st = cases_next(&r->c, e);

	if (st || !(r->c.weight > 0))
		return st;
	for (int k = 0; k < LONG_COLUMNS; k++)
		if (table_missing(r->t, r->column[k]))
			return k == LABEL ? ST_OK : table_cell_missing(r->t, r->column[k], e);
	st = read_features(r, e);
	for (int k = 0; !st && k < LABEL; k++) {
		const struct csv_field *f = &r->t->row.f[r->column[k]];

		st = names_add(&r->name[k], f->p, f->n, &index[k], e);
	}
	if (!st)
		st = read_label(r, &index[LABEL], e);
	if (!st)
		st = join_own(r, index[ITEM], e);
	return st ? st : add_ballot(r, index[ITEM], index[WORKER], index[LABEL], r->c.weight, e);
}

static int add_item(struct reading *r, struct err *e)
{
	int st = array_reserve(&r->weight, &r->weight_cap, r->items + 1, sizeof *r->weight, e);

	if (!st)
		r->weight[r->items] = r->c.weight;
	return st ? st : add_own(r, e);
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct reading *r = state;
	size_t n = 0;
	int st;

	(void)x;
	if (r->columns)
		return long_row(r, e);
	st = cases_next(&r->c, e);
	if (st || !(r->c.weight > 0))
		return st;
	for (size_t j = 0; j < r->c.nexpert; j++)
		n += r->c.answer[j] != NAMES_NONE;
	if (!n || (st = read_features(r, e)))
		return st;
	for (size_t j = 0; !st && j < r->c.nexpert; j++)
		if (r->c.answer[j] != NAMES_NONE)
			st = add_ballot(r, r->items, j, r->c.answer[j], 1, e);
	return st ? st : add_item(r, e);
}

/* Names in their order, of those that votes are of; the votes' numbers follow. */
static int sort_names(struct reading *r, const struct names *from, bool workers, struct names *sorted, struct err *e)
{
	bool *used = mem_alloc(from->n, sizeof *used, e);
	size_t *to = mem_alloc(from->n, sizeof *to, e);
	int st = used && to ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < r->n; i++)
		used[workers ? r->ballot[i].vote.worker : r->ballot[i].vote.label] = true;
	if (!st)
		st = classes_sort(from, used, sorted, to, e);
	for (size_t i = 0; !st && i < r->n; i++) {
		struct vote *v = &r->ballot[i].vote;

		*(workers ? &v->worker : &v->label) = (uint32_t)to[workers ? v->worker : v->label];
	}
	free(used);
	free(to);
	return st;
}

static int name_all(struct reading *r, struct err *e)
{
	struct names experts = {0};
	int st;

	r->to->items = r->name[ITEM];
	r->name[ITEM] = (struct names){0};
	/* Probabilities are in the order of their classes. */
	if (r->c.classes.n && !r->c.open)
		st = names_add_list(&r->to->classes, r->c.classes.name, r->c.classes.n, e);
	else
		st = sort_names(r, r->columns ? &r->name[LABEL] : &r->c.classes, false, &r->to->classes, e);
	if (!st && !r->columns)
		st = names_add_list(&experts, r->c.agent.name + 1, r->c.nexpert, e);
	if (!st)
		st = sort_names(r, r->columns ? &r->name[WORKER] : &experts, true, &r->to->workers, e);
	names_free(&experts);
	return st;
}

/* Puts the votes behind each other item by item. */
static int hand_over(struct reading *r, struct err *e)
{
	struct votes *v = &r->to->votes;
	size_t at = 0;

	v->n = r->items, v->nclass = r->to->classes.n, v->nworker = r->to->workers.n;
	v->nfeature = r->feature.n;
	v->item = mem_alloc(v->n, sizeof *v->item, e);
	v->vote = mem_alloc(r->n, sizeof *v->vote, e);
	if (r->width) {
		*(r->feature.n ? &v->x : &v->prior) = r->own;
		r->own = NULL;
	}
	if (!v->item || !v->vote)
		return ST_SYSTEM;
	for (size_t i = 0; i < r->n; i++)
		v->item[r->ballot[i].item].n++;
	for (size_t i = 0; i < v->n; i++) {
		v->item[i].vote = &v->vote[at];
		v->item[i].w = r->columns ? 1 : r->weight[i];
		v->item[i].prior = v->prior ? &v->prior[i * v->nclass] : NULL;
		v->item[i].x = v->x ? &v->x[i * v->nfeature] : NULL;
		at += v->item[i].n;
		v->item[i].n = 0;
	}
	for (size_t i = 0; i < r->n; i++) {
		struct crowd_item *item = &v->item[r->ballot[i].item];

		v->vote[item->vote - v->vote + (ptrdiff_t)item->n++] = r->ballot[i].vote;
	}
	return votes_patterns(v, e);
}

static int finish(void *state, struct extend *x, struct err *e)
{
	struct reading *r = state;
	int st;

	(void)x;
	if (!r->n)
		return err_at(e, ST_DATA, table_file(r->t), 1, 1, "no votes (of a weight above 0) to learn from");
	st = name_all(r, e);
	if (!st && r->to->classes.n < 2)
		st = err_at(e, ST_DATA, table_file(r->t), 1, 1, "all votes are for one class: nothing to learn");
	return st ? st : hand_over(r, e);
}

static void free_state(void *state)
{
	struct reading *r = state;

	cases_free(&r->c);
	for (int k = 0; k < LONG_COLUMNS; k++)
		names_free(&r->name[k]);
	free(r->ballot);
	free(r->weight);
	free(r->own);
	free(r->feature_row);
	family_free(&r->feature);
}

int crowd_table_read(
	struct crowd_table *t, const struct table_run *run, const char *columns, enum crowd_prior prior, struct err *e)
{
	const struct reading fresh = {.to = t, .columns = columns, .prior_of = prior};
	const struct table_task task = {.start = start,
		.row = row,
		.finish = finish,
		.free = free_state,
		.fresh = &fresh,
		.size = sizeof fresh,
		.silent = true,
		.ordered = true};

	*t = (struct crowd_table){0};
	return table_run(&task, run, e);
}
