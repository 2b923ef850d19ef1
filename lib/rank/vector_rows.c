/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/vector_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/unit.h"

void vector_rows_free(struct vector_rows *t)
{
	free(t->v);
	free(t->with);
	*t = (struct vector_rows){0};
}

static int reserve(struct vector_rows *t, size_t more, size_t classes, struct err *e)
{
	t->classes = classes;
	return array_reserve(&t->v, &t->cap, (t->n + more) * (classes + 2), sizeof *t->v, e);
}

int vector_rows_add(struct vector_rows *t, const double *p, const size_t *order, size_t classes, size_t label,
	double weight, struct err *e)
{
	int st = reserve(t, 1, classes, e);
	double *v;

	if (st)
		return st;
	v = t->v + t->n++ * (classes + 2);
	v[classes] = weight;
	for (size_t k = 0; k < classes; k++) {
		v[k] = p[order[k]];
		if (order[k] == label)
			v[classes + 1] = (double)k;
	}
	return ST_OK;
}

int vector_rows_merge(struct vector_rows *t, const struct vector_rows *other, struct err *e)
{
	size_t width = other->classes + 2;
	int st = other->n ? reserve(t, other->n, other->classes, e) : ST_OK;

	if (st || !other->n)
		return st;
	memcpy(t->v + t->n * width, other->v, other->n * width * sizeof *t->v);
	t->n += other->n;
	return ST_OK;
}

int vector_rows_write(const struct vector_rows *t, const struct names *classes, struct state_out *o, struct err *e)
{
	size_t width = t->classes + 2;
	int st = ST_OK;

	for (size_t i = 0; !st && i < t->n; i++)
		st = state_write_numbers(o, "vector", (double)t->classes, t->v + i * width, width, e);
	for (size_t k = 0; !st && k < classes->n; k++) {
		state_out_member(o, &classes->name[k]);
		st = state_write_count(o, "vector_class", 0, t->n, e);
	}
	return st;
}

static int read_class(struct vector_rows *t, struct names *classes, struct state_item *i, struct err *e)
{
	size_t index;
	int st = names_add(classes, i->member, i->member_length, &index, e);

	if (!st)
		st = array_reserve(&t->with, &t->withcap, index + 1, sizeof *t->with, e);
	for (; !st && t->nwith <= index; t->nwith++)
		t->with[t->nwith] = 0;
	if (!st)
		state_add_count(i, &t->with[index]);
	return st;
}

static const char *wrong(const double *v, size_t classes)
{
	for (size_t k = 0; k < classes; k++)
		if (!(v[k] >= 0 && v[k] <= 1))
			return "a probability that is not in [0, 1]";
	if (!(v[classes] > 0))
		return "a weight that is not above 0";
	return v[classes + 1] >= 0 && v[classes + 1] < (double)classes && v[classes + 1] == floor(v[classes + 1])
		? NULL
		: "a label that is no class";
}

/* A state's cell is at least as long as its numbers, which keeps a wrong place from asking for much memory. */
static int read_vector(struct vector_rows *t, struct state_item *i, struct err *e)
{
	double *v;
	int st;

	if (!(i->place >= 1 && i->place <= (double)i->value_length && i->place == floor(i->place))
		|| (t->n && i->place != (double)t->classes)) {
		i->wrong = "of another number of classes";
		return ST_OK;
	}
	st = reserve(t, 1, (size_t)i->place, e);
	if (st)
		return st;
	v = t->v + t->n * (t->classes + 2);
	state_numbers(i, v, t->classes + 2);
	if (!i->wrong)
		i->wrong = wrong(v, t->classes);
	t->n += !i->wrong;
	return ST_OK;
}

int vector_rows_read(struct vector_rows *t, struct names *classes, struct state_item *i, bool *taken, struct err *e)
{
	*taken = state_is(i, "vector") || state_is(i, "vector_class");
	if (!*taken)
		return ST_OK;
	return state_is(i, "vector") ? read_vector(t, i, e) : read_class(t, classes, i, e);
}

bool vector_rows_are_sound(const struct vector_rows *t)
{
	size_t classes = 0;

	for (size_t k = 0; k < t->nwith; k++) {
		if (t->with[k] && t->with[k] != t->n)
			return false;
		classes += t->with[k] > 0;
	}
	return !t->n || classes == t->classes;
}

struct vector {
	const double *v;
	size_t n;
};

static int by_place(const void *a, const void *b)
{
	const struct vector *x = a, *y = b;

	for (size_t k = 0; k < x->n; k++)
		if (x->v[k] != y->v[k])
			return x->v[k] < y->v[k] ? -1 : 1;
	return 0;
}

static int scale_weights(struct vector_rows *t, struct err *e)
{
	size_t width = t->classes + 2;
	double *w = mem_alloc(t->n, sizeof *w, e), unit, most = 0;
	int power, st = w ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < t->n; i++) {
		w[i] = t->v[i * width + t->classes];
		most = fmax(most, w[i]);
	}
	if (!st)
		st = unit_find(w, t->n, &unit, e);
	frexp(most, &power);
	for (size_t i = 0; !st && i < t->n; i++)
		t->v[i * width + t->classes] = unit > 0 ? rint(w[i] / unit) : ldexp(w[i], -power);
	free(w);
	return st;
}

int vector_rows_sort(struct vector_rows *t, struct err *e)
{
	size_t width = t->classes + 2;
	struct vector *row;
	double *v;
	int st = t->n ? scale_weights(t, e) : ST_OK;

	if (st || !t->n)
		return st;
	row = mem_alloc(t->n, sizeof *row, e);
	v = mem_alloc(t->n * width, sizeof *v, e);
	for (size_t i = 0; row && v && i < t->n; i++)
		row[i] = (struct vector){t->v + i * width, width};
	if (row && v)
		qsort(row, t->n, sizeof *row, by_place);
	for (size_t i = 0; row && v && i < t->n; i++)
		memcpy(v + i * width, row[i].v, width * sizeof *v);
	st = row && v ? ST_OK : ST_SYSTEM;
	free(row);
	if (st) {
		free(v);
		return st;
	}
	free(t->v);
	t->v = v;
	t->cap = t->n * width;
	return ST_OK;
}
