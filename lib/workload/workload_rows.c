/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "cases/cases_join.h"
#include "math/order.h"

/* Arrays of the pile: the row's bytes and how many they are, then those of struct workload_rows. */
enum { BYTES, LENGTH, PLACE, VALUE, WEIGHT, ANSWER, READINGS, SCORE, FIXED, CHANGE, MINUTES, MONEY, GROUP, ARRAYS };

int workload_rows_init(struct workload_rows *d, const struct workload_input *r, struct err *e)
{
	int st = pile_init(&d->pile, ARRAYS, e);

	d->m = r->agent.n;
	d->readers = r->readers;
	if (st)
		return st;
	pile_shape(&d->pile, BYTES, 1, 0);
	pile_shape(&d->pile, LENGTH, sizeof *d->rows.end, 1);
	pile_shape(&d->pile, PLACE, sizeof *d->place, 1);
	pile_shape(&d->pile, VALUE, sizeof *d->value, d->m);
	pile_shape(&d->pile, WEIGHT, sizeof *d->weight, 1);
	pile_shape(&d->pile, ANSWER, sizeof *d->answer, r->c.nexpert || r->c.prob.n ? d->m : 0);
	pile_shape(&d->pile, READINGS, sizeof *d->readings, readers_own(&r->readers));
	pile_shape(&d->pile, SCORE, sizeof *d->score, r->readers.score != NAMES_NONE);
	pile_shape(&d->pile, FIXED, sizeof *d->fixed, r->fixed.n ? r->fixed.most : 0);
	pile_shape(&d->pile, CHANGE, sizeof *d->change, r->fixed.n && r->fixed.most > 1);
	pile_shape(&d->pile, MINUTES, sizeof *d->minutes, r->side.minutes ? d->m : 0);
	pile_shape(&d->pile, MONEY, sizeof *d->money, r->side.money ? d->m : 0);
	pile_shape(&d->pile, GROUP, sizeof *d->group, r->side.group != NAMES_NONE);
	return ST_OK;
}

void workload_rows_free(struct workload_rows *d)
{
	pile_free(&d->pile);
	keep_free(&d->rows);
	names_free(&d->batch);
	names_free(&d->group_name);
	free(d->minutes);
	free(d->money);
	free(d->group);
	free(d->group_to);
	free(d->answer);
	free(d->place);
	free(d->value);
	free(d->weight);
	free(d->readings);
	free(d->score);
	free(d->fixed);
	free(d->kept);
	free(d->change);
	free(d->at);
	free(d->first);
	free(d->busy);
	free(d->batch_to);
	free(d->class_to);
	*d = (struct workload_rows){0};
}

/* Gates are summed over the rows: rows with the same numbers are the same.  Else ties are broken by all of the row. */
static uint64_t hash_row(const struct workload_input *r)
{
	const struct csv_row *row = &r->t->row;
	uint64_t h;

	if (r->kind != WORKLOAD_INPUT_GATE)
		return hash_bytes(row->raw, row->rawn, 0);
	h = hash_bytes(&r->c.weight, sizeof r->c.weight, 0);
	return hash_bytes(r->value, r->agent.n * sizeof *r->value, h);
}

/* How many readers the row has, and who they are already, in the pile. */
static void add_readers(struct workload_rows *d, const struct workload_input *r)
{
	uint32_t *fixed = pile_next(&d->pile, FIXED);
	double *change = pile_next(&d->pile, CHANGE);

	if (readers_own(&r->readers))
		*(uint32_t *)pile_next(&d->pile, READINGS) = r->places;
	if (r->readers.score != NAMES_NONE)
		*(double *)pile_next(&d->pile, SCORE) = r->score;
	if (fixed)
		memcpy(fixed, r->fixed.who, r->fixed.most * sizeof *fixed);
	if (change)
		*change = r->fixed.cost;
}

/* What the row has of limits that are no counts, in the pile. */
static int add_side(struct workload_rows *d, const struct workload_input *r, struct err *e)
{
	const struct side_input *side = &r->side;
	size_t group = 0;
	int st = ST_OK;

	if (side->minutes)
		memcpy(pile_next(&d->pile, MINUTES), side->minutes, d->m * sizeof *d->minutes);
	if (side->money)
		memcpy(pile_next(&d->pile, MONEY), side->money, d->m * sizeof *d->money);
	if (side->group == NAMES_NONE)
		return ST_OK;
	st = names_add(&d->group_name, r->t->row.f[side->group].p, r->t->row.f[side->group].n, &group, e);
	*(uint32_t *)pile_next(&d->pile, GROUP) = (uint32_t)group;
	return st;
}

int workload_rows_add(
	struct workload_rows *d, const struct workload_input *r, const char *batch, size_t n, struct err *e)
{
	const struct csv_row *row = &r->t->row;
	struct pile *p = &d->pile;
	uint32_t *answer;
	size_t index;
	char *bytes;
	int st = names_add(&d->batch, batch, n, &index, e);

	if (!st)
		st = pile_room(p, e);
	if (st || !(bytes = pile_more(p, BYTES, row->rawn, e)))
		return st ? st : ST_SYSTEM;
	memcpy(bytes, row->raw, row->rawn);
	*(size_t *)pile_next(p, LENGTH) = row->rawn;
	*(struct workload_place *)pile_next(p, PLACE) =
		(struct workload_place){index, !(r->c.weight > 0), hash_row(r), 0};
	memcpy(pile_next(p, VALUE), r->value, d->m * sizeof *d->value);
	*(double *)pile_next(p, WEIGHT) = r->c.weight;
	if ((answer = pile_next(p, ANSWER)))
		memcpy(answer, r->answer, d->m * sizeof *answer);
	add_readers(d, r);
	st = add_side(d, r, e);
	pile_add(p);
	return st;
}

/* The numbers that the names of another input's rows have here. */
static int take_names(struct names *names, const struct names *other, size_t **to, struct err *e)
{
	int st = ST_OK;

	if (!(*to = mem_alloc(other->n, sizeof **to, e)))
		return ST_SYSTEM;
	for (size_t k = 0; !st && k < other->n; k++)
		st = names_add(names, other->name[k].s, other->name[k].n, &(*to)[k], e);
	return st;
}

int workload_rows_merge(struct workload_rows *d, struct workload_input *r, struct workload_rows *other,
	const struct workload_input *other_input, struct err *e)
{
	int st = cases_take_over(&r->c, &other_input->c, &other->class_to, e);

	if (!st)
		st = take_names(&d->batch, &other->batch, &other->batch_to, e);
	return st ? st : take_names(&d->group_name, &other->group_name, &other->group_to, e);
}

void workload_rows_renumber(struct workload_rows *d)
{
	struct workload_place *place = pile_first(&d->pile, PLACE);
	uint32_t *answer = pile_first(&d->pile, ANSWER), *group = pile_first(&d->pile, GROUP);

	for (size_t i = 0; i < d->pile.n; i++)
		place[i].batch = d->batch_to[place[i].batch];
	for (size_t i = 0; i < d->pile.array[GROUP].n; i++)
		group[i] = (uint32_t)d->group_to[group[i]];
	for (size_t i = 0; i < d->pile.array[ANSWER].n; i++)
		if (answer[i] != UINT32_MAX)
			answer[i] = (uint32_t)d->class_to[answer[i]];
}

/* What has been read, by its names. */
static void take_pile(struct workload_rows *d)
{
	struct pile *p = &d->pile;
	size_t bytes = p->array[BYTES].n, *length = pile_take(p, LENGTH);

	d->n = p->n;
	d->place = pile_take(p, PLACE);
	d->value = pile_take(p, VALUE);
	d->weight = pile_take(p, WEIGHT);
	d->answer = pile_take(p, ANSWER);
	d->readings = pile_take(p, READINGS);
	d->score = pile_take(p, SCORE);
	d->fixed = pile_take(p, FIXED);
	d->change = pile_take(p, CHANGE);
	d->minutes = pile_take(p, MINUTES);
	d->money = pile_take(p, MONEY);
	d->group = pile_take(p, GROUP);
	for (size_t i = 0; i < d->n; i++) {
		d->place[i].row = i;
		length[i] += i ? length[i - 1] : 0;
	}
	d->rows = (struct keep){.bytes = {pile_take(p, BYTES), bytes, bytes}, .end = length, .n = d->n, .cap = d->n};
}

static int by_name(const void *a, const void *b)
{
	const struct name *x = *(const struct name *const *)a, *y = *(const struct name *const *)b;
	int c = memcmp(x->s, y->s, x->n < y->n ? x->n : y->n);

	return c ? c : (x->n > y->n) - (x->n < y->n);
}

/* Names by name, so that not even they tell of the rows' order; *rank [n]: where each is now. */
static int sort_names(struct names *names, size_t **rank, struct err *e)
{
	size_t n = names->n;
	const struct name **name = mem_alloc(n, sizeof *name, e);
	struct names sorted = {0};
	int st = (*rank = mem_alloc(n, sizeof **rank, e)) && name ? ST_OK : ST_SYSTEM;

	for (size_t b = 0; !st && b < n; b++)
		name[b] = &names->name[b];
	if (!st && n)
		qsort(name, n, sizeof *name, by_name);
	for (size_t k = 0; !st && k < n; k++) {
		size_t index;

		(*rank)[name[k] - names->name] = k;
		st = names_add(&sorted, name[k]->s, name[k]->n, &index, e);
	}
	free(name);
	if (st) {
		names_free(&sorted);
		return st;
	}
	names_free(names);
	*names = sorted;
	return ST_OK;
}

static int sort_batches(struct workload_rows *d, struct err *e)
{
	size_t *rank = NULL, *group_rank = NULL;
	int st = sort_names(&d->batch, &rank, e);

	if (!st)
		st = sort_names(&d->group_name, &group_rank, e);
	for (size_t i = 0; !st && i < d->n; i++)
		d->place[i].batch = rank[d->place[i].batch];
	for (size_t i = 0; !st && d->group && i < d->n; i++)
		d->group[i] = (uint32_t)group_rank[d->group[i]];
	free(rank);
	free(group_rank);
	return st;
}

static int by_hash(const void *a, const void *b)
{
	const struct workload_place *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* *x, the address of an array, in sorted order, size bytes a row; NULL stays NULL. */
static int gather(const struct workload_rows *d, void *x, size_t size, struct err *e)
{
	char *from, *sorted;

	memcpy(&from, x, sizeof from);
	if (!from)
		return ST_OK;
	if (!(sorted = mem_alloc(d->n, size, e)))
		return ST_SYSTEM;
	for (size_t i = 0; i < d->n; i++)
		memcpy(sorted + i * size, from + d->place[i].row * size, size);
	free(from);
	memcpy(x, &sorted, sizeof sorted);
	return ST_OK;
}

/* The places by hash and row, into sorted [n]: a double holds the first bits of the hash; the others hardly ever decide. */
static int sort_hashes(const struct workload_rows *d, size_t jobs, struct workload_place *sorted, struct err *e)
{
	struct order o = {.jobs = jobs};
	int st = array_reserve(&o.row, &o.cap, d->n, sizeof *o.row, e);

	for (size_t i = 0; !st && i < d->n; i++)
		st = order_add(&o, (double)(d->place[i].hash >> 11), i, e);
	if (!st)
		st = order_sort(&o, e);
	for (size_t i = 0, end; !st && i < d->n; i = end) {
		end = order_block_end(&o, i);
		for (size_t j = i; j < end; j++)
			sorted[j] = d->place[o.row[j].item];
		if (end - i > 1)
			qsort(sorted + i, end - i, sizeof *sorted, by_hash);
	}
	order_free(&o);
	return st;
}

/* The batch that the row is decided in. */
static size_t batch_of(const struct workload_rows *d, const struct workload_place *place)
{
	return d->joint ? 0 : place->batch;
}

/* The sorted places into those of d, by batch, those of weight 0 last in each, and else as they are. */
static int divide_batches(struct workload_rows *d, const struct workload_place *sorted, struct err *e)
{
	size_t parts = d->joint ? 1 : d->batch.n, *at = mem_alloc(2 * parts + 1, sizeof *at, e);

	if (!at)
		return ST_SYSTEM;
	for (size_t i = 0; i < d->n; i++)
		at[2 * batch_of(d, &sorted[i]) + sorted[i].idle + 1]++;
	for (size_t k = 0; k < 2 * parts; k++)
		at[k + 1] += at[k];
	for (size_t i = 0; i < d->n; i++)
		d->place[at[2 * batch_of(d, &sorted[i]) + sorted[i].idle]++] = sorted[i];
	free(at);
	return ST_OK;
}

static int sort_places(struct workload_rows *d, size_t jobs, struct err *e)
{
	struct workload_place *sorted = mem_alloc(d->n, sizeof *sorted, e);
	int st = sorted ? sort_hashes(d, jobs, sorted, e) : ST_SYSTEM;

	if (!st)
		st = divide_batches(d, sorted, e);
	free(sorted);
	return st;
}

static int gather_all(struct workload_rows *d, struct err *e)
{
	size_t cells = d->m * sizeof *d->value, most = d->readers.most;
	const struct {
		void *x;
		size_t size;
	} array[] = {{&d->value, cells}, {&d->weight, sizeof *d->weight}, {&d->readings, sizeof *d->readings},
		{&d->fixed, most * sizeof *d->fixed}, {&d->change, sizeof *d->change}, {&d->minutes, cells},
		{&d->money, cells}, {&d->group, sizeof *d->group}, {&d->score, sizeof *d->score}};
	int st = ST_OK;

	for (size_t k = 0; !st && k < sizeof array / sizeof *array; k++)
		st = gather(d, array[k].x, array[k].size, e);
	return st;
}

int workload_rows_sort(struct workload_rows *d, size_t jobs, struct err *e)
{
	int st;

	take_pile(d);
	st = sort_batches(d, e);
	if (!st)
		st = sort_places(d, jobs, e);
	if (st)
		return st;
	d->at = mem_alloc(d->n, sizeof *d->at, e);
	d->first = mem_alloc(d->batch.n + 2, sizeof *d->first, e);
	d->busy = mem_alloc(d->batch.n + 1, sizeof *d->busy, e);
	if (!d->at || !d->first || !d->busy)
		return ST_SYSTEM;
	for (size_t i = 0; i < d->n; i++) {
		size_t b = batch_of(d, &d->place[i]);

		d->at[d->place[i].row] = i;
		d->first[b + 1] = i + 1;
		d->busy[b] += !d->place[i].idle;
	}
	return gather_all(d, e);
}
