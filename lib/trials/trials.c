/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "trials/trials.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compare/measures.h"
#include "inference/draws.h"

/* A file as it is read. */
struct source {
	struct trials *x;
	const struct trials_options *opt;
	struct table t;
	size_t file;           /* its place among the files */
	struct groups trial;   /* its name is that of the row's trial */
	size_t between_column; /* NAMES_NONE */
	size_t *value_column;  /* [values] */
};

static int split(const char *option, const char *list, struct names *columns, struct err *e)
{
	int st = ST_OK;

	for (const char *s = list; !st && *s;) {
		size_t n = strcspn(s, ","), before = columns->n, index;

		st = names_add(columns, s, n, &index, e);
		if (!st && columns->n == before)
			st = err_set(e, ST_USAGE, "--%s: a column twice: '%.*s'", option, (int)(n < 200 ? n : 200), s);
		s += n + (s[n] == ',');
	}
	return st || columns->n ? st : err_set(e, ST_USAGE, "--%s: no column", option);
}

static int open_columns(struct source *s, struct err *e)
{
	const struct names *value = &s->x->value;
	int st = groups_bind(&s->trial, &s->t, e);

	s->between_column = NAMES_NONE;
	if (!st && s->opt->between)
		st = table_column(&s->t, s->opt->between, &s->between_column, e);
	s->value_column = mem_alloc(value->n, sizeof *s->value_column, e);
	if (!st && !s->value_column)
		st = ST_SYSTEM;
	for (size_t v = 0; !st && v < value->n; v++)
		st = table_column(&s->t, value->name[v].s, &s->value_column[v], e);
	return st;
}

/* The system of that name, which may be new. */
static int find_system(struct outcomes *o, const struct trial *t, size_t *system, struct err *e)
{
	size_t before = o->name.n;
	int st = array_reserve(&o->system, &o->system_cap, before + 1, sizeof *o->system, e);

	if (st || (st = names_add(&o->name, t->system.s, t->system.n, system, e)))
		return st;
	if (*system == before)
		o->system[before] = (struct system){.has = 1U << MEASURE_VALUE, .file = t->file};
	return o->system[*system].file == t->file
		? ST_OK
		: err_set(e, ST_DATA, "'%.200s' stands at unlike places among the files of the states", t->system.s);
}

int trials_take(struct outcomes *o, const struct trial *t, uint64_t seed, struct place *first, struct err *e)
{
	struct outcome *x;
	size_t row, system;
	int st = find_system(o, t, &system, e);

	if (!st)
		st = names_add(&o->id, t->key.s, t->key.n, &row, e);
	if (!st)
		st = outcomes_reserve(o, o->id.n, e);
	if (st)
		return st;
	x = &o->system[system].row[row];
	*first = x->place;
	x->place = t->place;
	x->value = t->value;
	o->row[row].weight = 1;
	o->row[row].key = draws_key(t->key.s, t->key.n, seed);
	o->row[row].dropped |= t->dropped;
	return ST_OK;
}

static int take_value(struct source *s, size_t v, struct trial *t, struct err *e)
{
	struct place first;
	char words[100];
	int st = table_needed_number(&s->t, s->value_column[v], &t->value, e);

	t->dropped = st == ST_SKIP;
	if (!st || t->dropped)
		st = trials_take(&s->x->o[v], t, s->opt->seed, &first, e);
	if (st || !first.file)
		return st;
	snprintf(words, sizeof words, "the trial stands twice for its system, first on line %zu", first.line);
	return table_bad_cell(&s->t, s->trial.column[0], words, e);
}

/* The row's system and trial. */
static struct trial trial_of(const struct source *s)
{
	const struct csv_field *f = s->opt->between ? &s->t.row.f[s->between_column] : NULL;
	const char *file = s->t.reader.name;

	return (struct trial){.system = {(char *)(f ? f->p : file), f ? f->n : strlen(file)},
		.key = {s->trial.key.p, s->trial.key.n},
		.file = f ? 0 : s->file,
		.place = {file, s->t.row.line}};
}

static int take_rows(struct source *s, struct err *e)
{
	int st;

	while (!(st = table_next(&s->t, e))) {
		struct trial t;

		st = groups_next(&s->trial, &s->t, e);
		if (st == ST_SKIP)
			continue;
		t = trial_of(s);
		for (size_t v = 0; !st && v < s->x->value.n; v++)
			st = take_value(s, v, &t, e);
		if (st)
			return st;
	}
	return st == ST_END ? ST_OK : st;
}

static int read_file(struct source *s, const char *file, struct table_counts *counts, struct err *e)
{
	struct strings files = {.v = &file, .n = 1};
	int st = table_open(&s->t, s->opt->table, &files, e);

	if (st)
		return st;
	st = groups_init(&s->trial, &s->x->by, e);
	if (!st)
		st = open_columns(s, e);
	if (!st)
		st = take_rows(s, e);
	table_add_counts(counts, &s->t.counts);
	groups_free(&s->trial);
	free(s->value_column);
	s->value_column = NULL;
	table_close(&s->t);
	return st;
}

/* A system lacks a trial that another one has: whichever it is. */
static int check_complete(const struct outcomes *o, struct err *e)
{
	char id[ERR_EXCERPT], name[ERR_EXCERPT];

	for (size_t i = 0; i < o->id.n; i++)
		for (size_t s = 0; s < o->name.n; s++)
			if (!o->system[s].row[i].place.file)
				return err_set(e, ST_DATA, "'%s' has no row of the trial '%s'",
					err_excerpt(name, o->name.name[s].s, o->name.name[s].n),
					err_excerpt(id, o->id.name[i].s, o->id.name[i].n));
	return ST_OK;
}

/* By the places of files, those of a column by their bytes. */
static int by_name(const void *a, const void *b, void *outcomes)
{
	const struct outcomes *o = outcomes;
	size_t i = *(const size_t *)a, k = *(const size_t *)b, f = o->system[i].file, g = o->system[k].file;

	return f == g ? names_order(&o->name.name[i], &o->name.name[k]) : f < g ? -1 : 1;
}

/* The order of rows is not to number the systems. */
static int sort_systems(struct outcomes *o, struct err *e)
{
	size_t n = o->name.n, *at = mem_alloc(n, sizeof *at, e), index;
	struct system *sorted = mem_alloc(n, sizeof *sorted, e);
	struct names name = {0};
	int st = at && sorted ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < n; i++)
		at[i] = i;
	if (!st)
		qsort_r(at, n, sizeof *at, by_name, o);
	for (size_t i = 0; !st && i < n; i++)
		st = names_add(&name, o->name.name[at[i]].s, o->name.name[at[i]].n, &index, e);
	for (size_t i = 0; !st && i < n; i++)
		sorted[i] = o->system[at[i]];
	if (!st) {
		memcpy(o->system, sorted, n * sizeof *sorted);
		names_free(&o->name);
		o->name = name;
	} else {
		names_free(&name);
	}
	free(at);
	free(sorted);
	return st;
}

static int join(struct outcomes *o, const struct trials *x, struct err *e)
{
	int st = o->name.n < 2 ? err_set(e, ST_DATA, "one system: there is nothing to compare it with") : ST_OK;

	if (!st)
		st = sort_systems(o, e);
	if (!st)
		st = groups_init(&o->groups, &x->all, e);
	if (!st)
		st = check_complete(o, e);
	if (!st)
		st = outcomes_join(o, e);
	return st ? st : outcomes_scale(o, e);
}

int trials_open(struct trials *x, const struct trials_options *opt, struct err *e)
{
	int st = split("paired-by", opt->paired_by, &x->by, e);

	if (!st)
		st = split("values", opt->values, &x->value, e);
	if (!st && !(x->o = mem_alloc(x->value.n, sizeof *x->o, e)))
		st = ST_SYSTEM;
	return st;
}

int trials_join(struct trials *x, struct err *e)
{
	int st = ST_OK;

	for (size_t v = 0; !st && v < x->value.n; v++)
		st = join(&x->o[v], x, e);
	return st;
}

int trials_read(struct trials *x, const struct trials_options *opt, const struct strings *files,
	struct table_counts *counts, struct err *e)
{
	struct source s = {.x = x, .opt = opt};
	int st = trials_open(x, opt, e);

	*counts = (struct table_counts){0};
	for (; !st && s.file < (files->n ? files->n : 1); s.file++)
		st = read_file(&s, files->n ? files->v[s.file] : "-", counts, e);
	return st || opt->partial ? st : trials_join(x, e);
}

void trials_free(struct trials *x)
{
	for (size_t v = 0; x->o && v < x->value.n; v++)
		outcomes_free(&x->o[v]);
	free(x->o);
	names_free(&x->value);
	names_free(&x->by);
	names_free(&x->all);
	*x = (struct trials){0};
}
