/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/outcomes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/unit.h"

void outcomes_free(struct outcomes *o)
{
	for (size_t s = 0; o->system && s < o->name.n; s++) {
		free(o->system[s].row);
		names_free(&o->system[s].classes);
		class_uses_free(&o->system[s].uses);
	}
	free(o->system);
	free(o->row);
	free(o->order);
	names_free(&o->name);
	names_free(&o->id);
	names_free(&o->label);
	names_free(&o->cluster);
	groups_free(&o->groups);
	*o = (struct outcomes){0};
}

/* An array with room for n, of which all that is new is zero. */
static int reserve(void *array, size_t *cap, size_t n, size_t size, struct err *e)
{
	size_t had = *cap;
	int st = array_reserve(array, cap, n, size, e);

	if (!st)
		memset(*(char **)array + had * size, 0, (*cap - had) * size);
	return st;
}

int outcomes_reserve(struct outcomes *o, size_t n, struct err *e)
{
	int st = reserve(&o->row, &o->cap, n, sizeof *o->row, e);

	for (size_t s = 0; !st && s < o->name.n; s++)
		st = reserve(&o->system[s].row, &o->system[s].cap, n, sizeof *o->system[s].row, e);
	return st;
}

static int refuse_missing(const struct outcomes *o, size_t system, size_t row, struct err *e)
{
	const struct place *p = &o->system[0].row[row].place;
	const struct name *s = &o->name.name[system];
	char id[ERR_EXCERPT], name[ERR_EXCERPT];

	err_excerpt(id, o->id.name[row].s, o->id.name[row].n);
	err_excerpt(name, s->s, s->n);
	return err_at(e, ST_DATA, p->file, p->line, 1, "the id has no row in '%s': '%s'", name, id);
}

static int check_complete(const struct outcomes *o, struct err *e)
{
	for (size_t i = 0; i < o->id.n; i++)
		for (size_t s = 1; s < o->name.n; s++)
			if (!o->system[s].row[i].place.file)
				return refuse_missing(o, s, i, e);
	return ST_OK;
}

static int by_bytes(const void *a, const void *b, void *names)
{
	const struct names *id = names;
	const struct name *x = &id->name[*(const size_t *)a], *y = &id->name[*(const size_t *)b];
	int order = memcmp(x->s, y->s, x->n < y->n ? x->n : y->n);

	return order ? order : (x->n > y->n) - (x->n < y->n);
}

int outcomes_scale(struct outcomes *o, struct err *e)
{
	double *weight = mem_alloc(o->n, sizeof *weight, e), unit = 0, most = 0;
	int st = weight ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < o->n; i++) {
		weight[i] = outcomes_row(o, i)->weight;
		most = fmax(most, weight[i]);
	}
	if (!st && o->n)
		st = unit_find(weight, o->n, &unit, e);
	o->whole = unit > 0;
	for (size_t i = 0; !st && i < o->n; i++)
		o->row[o->order[i]].weight = o->whole ? rint(weight[i] / unit) : weight[i] / most;
	free(weight);
	return st;
}

int outcomes_join(struct outcomes *o, struct err *e)
{
	int st = check_complete(o, e);

	if (st)
		return st;
	o->order = mem_alloc(o->id.n, sizeof *o->order, e);
	if (!o->order)
		return ST_SYSTEM;
	for (size_t i = 0; i < o->id.n; i++)
		if (o->row[i].weight > 0 && !o->row[i].dropped)
			o->order[o->n++] = i;
	qsort_r(o->order, o->n, sizeof *o->order, by_bytes, &o->id);
	return ST_OK;
}
