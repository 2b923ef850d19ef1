/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/synth_answers.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void synth_answers_free(struct synth_answers *s)
{
	names_free(&s->simulated);
	free(s->v);
	*s = (struct synth_answers){0};
}

/* Adds the computed column of that name, in the place of one of that name. */
static int add(struct synth_answers *s, struct names *computed, const char *name, size_t n, struct synth_column a,
	struct err *e)
{
	size_t index;
	int st = names_add(computed, name, n, &index, e);

	if (!st)
		st = array_reserve(&s->v, &s->cap, computed->n, sizeof *s->v, e);
	if (st)
		return st;
	s->v[index] = a;
	s->n = computed->n;
	return ST_OK;
}

int synth_answers_add_present(struct synth_answers *s, bool all, bool need, struct names *computed, struct err *e)
{
	struct table *t = s->c->t;
	struct family f;
	int st = need ? table_need(t, ROLE_EXPERT, &f, e) : table_family(t, ROLE_EXPERT, &f, e);

	if (st)
		return st;
	for (size_t j = 0; !st && j < f.n; j++) {
		const struct name *m = &f.member.name[j], *column = &t->header.name[f.column[j]];
		struct synth_column a = {.key = synth_expert_expert_key(m->s, m->n, s->seed),
			.column = f.column[j],
			.group = NAMES_NONE,
			.outage = outages_of(s->outages, m->s, m->n)};

		if (!all && a.outage == NAMES_NONE)
			continue;
		st = add(s, computed, column->s, column->n, a, e);
	}
	family_free(&f);
	return st;
}

int synth_answers_add(struct synth_answers *s, const struct synth_expert *x, struct names *computed, struct err *e)
{
	struct table *t = s->c->t;
	struct synth_column a = {.expert = x,
		.key = synth_expert_expert_key(x->name, x->namen, s->seed),
		.column = NAMES_NONE,
		.group = NAMES_NONE,
		.outage = outages_of(s->outages, x->name, x->namen)};
	struct buf column = {0};
	size_t index, before = s->simulated.n;
	int st = names_add(&s->simulated, x->name, x->namen, &index, e);

	if (!st && index < before)
		st = err_set(e, ST_USAGE, "--expert: the name stands twice: '%.200s'", x->name);
	if (!st && x->column)
		st = table_column(t, x->column, &a.group, e);
	if (!st)
		st = roles_column(&t->roles, ROLE_EXPERT, &s->simulated.name[index], &t->header, &column, e);
	if (!st)
		st = add(s, computed, column.p, column.n, a, e);
	buf_free(&column);
	return st;
}

static void answer(const struct synth_answers *s, struct synth_column *a, struct synth_moment m, uint64_t row_key)
{
	const struct synth_expert *x = a->expert;
	const struct table *t = s->c->t;

	a->there = (x || !table_missing(t, a->column)) && (a->outage == NAMES_NONE || !s->outages->out[a->outage]);
	a->hiding = synth_expert_hiding(row_key, a->key);
	if (!x)
		return;
	m.in_group = false;
	if (a->group != NAMES_NONE) {
		const struct csv_field *f = &t->row.f[a->group];

		m.in_group = f->n == x->valuen && !memcmp(f->p, x->value, f->n);
	}
	a->answer = synth_expert_answer(x, s->c->classes.n, s->c->label, &m, row_key, a->key);
}

static void hide(struct synth_answers *s, double rate, bool keep_one)
{
	struct synth_column *last = NULL;
	size_t shown = 0;

	for (size_t k = 0; k < s->n; k++) {
		struct synth_column *a = &s->v[k];

		if (a->there && (!last || a->hiding > last->hiding))
			last = a;
		a->there = a->there && a->hiding >= rate;
		shown += a->there;
	}
	if (keep_one && last && !shown)
		last->there = true;
}

void synth_answers_take(
	struct synth_answers *s, const struct synth_moment *m, uint64_t row_key, double rate, bool keep_one)
{
	for (size_t k = 0; k < s->n; k++)
		answer(s, &s->v[k], *m, row_key);
	hide(s, rate, keep_one);
}

void synth_answers_write(const struct synth_answers *s, struct extend *x)
{
	const struct csv_field *f = s->c->t->row.f;

	for (size_t k = 0; k < s->n; k++) {
		const struct synth_column *a = &s->v[k];

		if (a->expert)
			extend_name(x, a->there ? &s->c->classes.name[a->answer] : NULL);
		else
			extend_text(x, f[a->column].p, a->there ? f[a->column].n : 0);
	}
}
