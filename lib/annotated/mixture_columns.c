/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "annotated/mixture_columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "decide/arrival.h"
#include "real/real.h"

/* An annotation is a class, whose probability the mixture learns; what an answer was worth says nothing of which class it was. */
static int refuse_qualities(const struct table *t, struct err *e)
{
	static const enum role role[] = {ROLE_QUALITY, ROLE_LOSS};
	int st = ST_OK;

	for (int i = 0; !st && i < 2; i++) {
		struct family f;
		char shown[ERR_EXCERPT];

		st = table_family(t, role[i], &f, e);
		if (!st && f.n)
			st = err_at(e, ST_DATA, table_file(t), 1, 1,
				"column '%s' says what an answer was worth, but the mixture is one of classes, and that does "
				"not tell which class it was: --columns %s= has it learn from labels and answers, and l2d-train "
				"takes qualities",
				err_excerpt(shown, t->header.name[f.column[0]].s, t->header.name[f.column[0]].n),
				role_name(role[i]));
		family_free(&f);
	}
	return st;
}

static int bind(struct mixture_columns *r, struct err *e)
{
	int st = refuse_qualities(r->t, e);

	if (!st)
		st = cases_init(&r->c, r->t, CASES_ANSWER | CASES_LABEL | CASES_UNLABELLED, CASES_WEIGHT, false, e);
	if (!st)
		st = table_need(r->t, ROLE_FEATURE, &r->feature, e);
	if (!st)
		st = names_add_list(&r->m->features, r->feature.member.name, r->feature.n, e);
	if (!st)
		st = names_add_list(&r->m->experts, r->c.agent.name + 1, r->c.nexpert, e);
	if (!st && !(r->note = mem_alloc(r->c.nexpert, sizeof *r->note, e)))
		st = ST_SYSTEM;
	r->time_column = NAMES_NONE;
	if (!st && r->o->half_life > 0)
		st = r->o->time ? table_column(r->t, r->o->time, &r->time_column, e)
				: table_single(r->t, ROLE_TIME, true, &r->time_column, e);
	return st;
}

static int start_pile(const struct mixture_columns *r, struct pile *p, struct err *e)
{
	const struct mixture_rows *d = NULL; /* its types alone */
	int st = pile_init(p, MIXTURE_ARRAYS, e);

	if (st)
		return st;
	pile_shape(p, MIXTURE_X, sizeof *d->x, r->feature.n);
	pile_shape(p, MIXTURE_Y, sizeof *d->y, 1);
	pile_shape(p, MIXTURE_W, sizeof *d->w, r->c.weight_column != NAMES_NONE);
	pile_shape(p, MIXTURE_TIME, sizeof *d->fade, r->time_column != NAMES_NONE);
	pile_shape(p, MIXTURE_NOTES, sizeof *d->first, 1);
	pile_shape(p, MIXTURE_NOTE, sizeof *d->note, 0);
	pile_count(p, MIXTURE_NOTE, MIXTURE_NOTES);
	return ST_OK;
}

int mixture_columns_start(struct mixture_columns *r, struct table *t, struct err *e)
{
	int st;

	r->t = t;
	st = bind(r, e);
	for (int k = 0; !st && k < MIXTURE_KINDS; k++)
		st = start_pile(r, &r->pile[k], e);
	return st;
}

void mixture_columns_free(struct mixture_columns *r)
{
	cases_free(&r->c);
	family_free(&r->feature);
	for (int k = 0; k < MIXTURE_KINDS; k++)
		pile_free(&r->pile[k]);
	free(r->note);
}

static void read_notes(struct mixture_columns *r)
{
	r->n = 0;
	for (size_t j = 0; j < r->c.nexpert; j++) {
		size_t answer = r->c.answer[j];
		bool other = !r->c.open && answer >= r->c.classes.n;

		if (answer != NAMES_NONE)
			r->note[r->n++] = (struct annotation){(uint32_t)j, other ? ANNOTATION_OTHER : (uint32_t)answer};
	}
}

static int read_time(struct mixture_columns *r, double *x, struct err *e)
{
	struct moment m;
	int st = arrival_cell(r->t, r->time_column, &m, e);

	if (!st)
		*x = m.x;
	return st;
}

static int read_row(struct mixture_columns *r, struct pile *p, struct err *e)
{
	int st = pile_room(p, e);
	double *x = pile_next(p, MIXTURE_X), *w = pile_next(p, MIXTURE_W);

	if (!st)
		st = table_needed_numbers(r->t, r->feature.column, r->feature.n, x, e);
	if (!st && r->time_column != NAMES_NONE)
		st = read_time(r, pile_next(p, MIXTURE_TIME), e);
	if (st)
		return st;
	read_notes(r);
	*(uint32_t *)pile_next(p, MIXTURE_Y) = (uint32_t)r->c.label;
	*(size_t *)pile_next(p, MIXTURE_NOTES) = r->n;
	if (w)
		*w = r->c.weight;
	return ST_OK;
}

int mixture_columns_row(struct mixture_columns *r, enum mixture_kind *kind, struct err *e)
{
	int st = cases_next(&r->c, e);

	*kind = r->c.label != NAMES_NONE ? MIXTURE_LABELLED : MIXTURE_UNLABELLED;
	if (st)
		return st;
	if (*kind == MIXTURE_UNLABELLED && r->o->skip_unlabelled) {
		r->t->counts.skipped++;
		return ST_SKIP;
	}
	return r->c.weight > 0 ? read_row(r, &r->pile[*kind], e) : ST_SKIP;
}

int mixture_columns_keep(struct mixture_columns *r, enum mixture_kind kind, struct err *e)
{
	struct pile *p = &r->pile[kind];
	struct annotation *note;

	pile_add(p);
	if (!r->n)
		return ST_OK;
	if (!(note = pile_more(p, MIXTURE_NOTE, r->n, e)))
		return ST_SYSTEM;
	memcpy(note, r->note, r->n * sizeof *note);
	return ST_OK;
}

void mixture_columns_renumber(struct mixture_columns *r, enum mixture_kind kind, const size_t *to)
{
	struct pile *p = &r->pile[kind];
	uint32_t *y = pile_first(p, MIXTURE_Y);
	struct annotation *note = pile_first(p, MIXTURE_NOTE);

	for (size_t i = 0; kind == MIXTURE_LABELLED && i < p->n; i++)
		y[i] = (uint32_t)to[y[i]];
	/* NAMES_NONE becomes ANNOTATION_OTHER. */
	for (size_t i = 0; i < p->array[MIXTURE_NOTE].n; i++)
		note[i].label = (uint32_t)to[note[i].label];
}

void mixture_columns_settle(struct mixture_columns *r, enum mixture_kind kind)
{
	struct pile *p = &r->pile[kind];
	struct annotation *note = pile_first(p, MIXTURE_NOTE);
	size_t *notes = pile_first(p, MIXTURE_NOTES), n = 0;

	if (kind == MIXTURE_LABELLED)
		return;
	for (size_t i = 0, at = 0; i < p->n; i++) {
		size_t end = at + notes[i], from = n;

		for (; at < end; at++)
			if (note[at].label != ANNOTATION_OTHER)
				note[n++] = note[at];
		notes[i] = n - from;
	}
	p->array[MIXTURE_NOTE].n = n;
}

double mixture_fade(double time, double latest, double half_life)
{
	return real_exp2((time - latest) / half_life);
}
