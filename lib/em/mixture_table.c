/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/mixture_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "csv/pile.h"
#include "decide/arrival.h"
#include "network/moments.h"
#include "real/real.h"
#include "cases/cases.h"
#include "cases/cases_join.h"
#include "table/classes.h"

/* Arrays of a pile of rows; the labels of annotations are numbers of classes, as the rows' are. */
enum { X, Y, W, TIME, NOTES, NOTE, ARRAYS };

enum { LABELLED, UNLABELLED, PILES };

struct reading {
	struct mixture_model *m;
	struct mixture_data *d;
	const struct mixture_reading *o;
	struct table *t;
	struct cases c;
	struct family feature;
	size_t time_column;
	struct pile pile[PILES];
	bool *answered; /* [experts] somewhere */
	size_t *to;     /* [classes] what they are in the first state */
};

void mixture_data_free(struct mixture_data *d)
{
	free(d->x);
	free(d->w);
	free(d->fade);
	free(d->y);
	free(d->first);
	free(d->note);
	*d = (struct mixture_data){0};
}

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

static int bind(struct reading *r, struct err *e)
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
	if (!st && !(r->answered = mem_alloc(r->c.nexpert, sizeof *r->answered, e)))
		st = ST_SYSTEM;
	r->time_column = NAMES_NONE;
	if (!st && r->o->half_life > 0)
		st = r->o->time ? table_column(r->t, r->o->time, &r->time_column, e)
				: table_single(r->t, ROLE_TIME, true, &r->time_column, e);
	return st;
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct reading *r = state;
	int st;

	(void)computed;
	r->t = t;
	st = bind(r, e);
	for (int k = 0; !st && k < PILES; k++)
		if (!(st = pile_init(&r->pile[k], ARRAYS, e))) {
			pile_shape(&r->pile[k], X, sizeof *r->d->x, r->feature.n);
			pile_shape(&r->pile[k], Y, sizeof *r->d->y, 1);
			pile_shape(&r->pile[k], W, sizeof *r->d->w, r->c.weight_column != NAMES_NONE);
			pile_shape(&r->pile[k], TIME, sizeof *r->d->fade, r->time_column != NAMES_NONE);
			pile_shape(&r->pile[k], NOTES, sizeof *r->d->first, 1);
			pile_shape(&r->pile[k], NOTE, sizeof *r->d->note, 0);
		}
	return st;
}

static struct pile *piles(void *state, size_t *n)
{
	*n = PILES;
	return ((struct reading *)state)->pile;
}

/* The current row's annotations, of which there are n. */
static int add_notes(struct reading *r, struct pile *p, size_t n, struct err *e)
{
	struct annotation *note = pile_more(p, NOTE, n, e);

	if (!note)
		return ST_SYSTEM;
	for (size_t j = 0; j < r->c.nexpert; j++) {
		size_t answer = r->c.answer[j];
		bool other = !r->c.open && answer >= r->c.classes.n;

		if (answer != NAMES_NONE)
			*note++ = (struct annotation){(uint32_t)j, other ? ANNOTATION_OTHER : (uint32_t)answer};
	}
	return ST_OK;
}

static int read_time(struct reading *r, double *x, struct err *e)
{
	struct moment m;
	int st = arrival_cell(r->t, r->time_column, &m, e);

	if (!st)
		*x = m.x;
	return st;
}

static int add_row(struct reading *r, struct pile *p, struct err *e)
{
	int st = pile_room(p, e);
	double *x = pile_next(p, X), *w = pile_next(p, W);
	size_t n = 0;

	for (size_t i = 0; !st && i < r->feature.n; i++)
		st = table_needed_number(r->t, r->feature.column[i], &x[i], e);
	if (!st && r->time_column != NAMES_NONE)
		st = read_time(r, pile_next(p, TIME), e);
	if (st)
		return st;
	for (size_t j = 0; j < r->c.nexpert; j++)
		n += r->c.answer[j] != NAMES_NONE;
	*(uint32_t *)pile_next(p, Y) = (uint32_t)r->c.label;
	*(size_t *)pile_next(p, NOTES) = n;
	if (w)
		*w = r->c.weight;
	pile_add(p);
	return n ? add_notes(r, p, n, e) : ST_OK;
}

static int row(void *state, struct extend *out, struct err *e)
{
	struct reading *r = state;
	int st = cases_next(&r->c, e);
	bool labelled = r->c.label != NAMES_NONE;

	(void)out;
	if (st)
		return st;
	if (!labelled && r->o->skip_unlabelled) {
		r->t->counts.skipped++;
		return ST_SKIP;
	}
	return r->c.weight > 0 ? add_row(r, &r->pile[labelled ? LABELLED : UNLABELLED], e) : ST_OK;
}

static int merge(void *state, void *other, struct err *e)
{
	struct reading *r = state, *from = other;

	return cases_take_over(&r->c, &from->c, &from->to, e);
}

/* An answer whose class is to be none, NAMES_NONE, becomes ANNOTATION_OTHER.  Rows without a label have no class of their own. */
static void renumber_classes(struct pile *pile, const size_t *to)
{
	uint32_t *y = pile_first(&pile[LABELLED], Y);

	for (size_t i = 0; i < pile[LABELLED].n; i++)
		y[i] = (uint32_t)to[y[i]];
	for (int k = 0; k < PILES; k++) {
		struct annotation *note = pile_first(&pile[k], NOTE);

		for (size_t i = 0; i < pile[k].array[NOTE].n; i++)
			note[i].label = (uint32_t)to[note[i].label];
	}
}

static int gather(void *state, struct err *e)
{
	struct reading *r = state;

	return cases_gather(&r->c, &r->to, e);
}

/* The classes of a table that is not open are the same for all. */
static void renumber(void *state)
{
	struct reading *r = state;

	if (r->c.open)
		renumber_classes(r->pile, r->to);
}

static void free_state(void *state)
{
	struct reading *r = state;

	cases_free(&r->c);
	family_free(&r->feature);
	for (int k = 0; k < PILES; k++)
		pile_free(&r->pile[k]);
	free(r->answered);
	free(r->to);
}

/* The classes of an open table: those of the labels, and of the answers, which have been checked to be none beyond those,
 * unless others are wrong. */
static int close_classes(struct reading *r, struct err *e)
{
	bool others = r->t->opt->other_answers == OTHER_ANSWERS_WRONG;
	size_t n = r->c.classes.n;
	bool *used = mem_alloc(n, sizeof *used, e);
	size_t *to = mem_alloc(n, sizeof *to, e);
	const uint32_t *y = pile_first(&r->pile[LABELLED], Y);
	int st = used && to ? ST_OK : ST_SYSTEM;

	for (int k = 0; !st && !others && k < PILES; k++) {
		const struct annotation *note = pile_first(&r->pile[k], NOTE);

		for (size_t i = 0; i < r->pile[k].array[NOTE].n; i++)
			used[note[i].label] = true;
	}
	for (size_t i = 0; !st && i < r->pile[LABELLED].n; i++)
		used[y[i]] = true;
	if (!st)
		st = classes_sort(&r->c.classes, used, &r->m->classes, to, e);
	if (!st)
		renumber_classes(r->pile, to);
	free(used);
	free(to);
	return st;
}

/* Notes who has answered.  An answer that is no class is a wrong one where there is a label, and says nothing where there is
 * none. */
static void settle_answers(struct reading *r, int k)
{
	struct pile *p = &r->pile[k];
	struct annotation *note = pile_first(p, NOTE);
	size_t *notes = pile_first(p, NOTES), n = 0;

	for (size_t i = 0, at = 0; i < p->n; i++) {
		size_t end = at + notes[i], from = n;

		for (; at < end; at++) {
			if (note[at].label == ANNOTATION_OTHER && k == UNLABELLED)
				continue;
			r->answered[note[at].expert] = true;
			note[n++] = note[at];
		}
		notes[i] = n - from;
	}
	p->array[NOTE].n = n;
}

/* A row's weight halves with every half-life that it is older than the latest row. */
static void fade(double *time, size_t n, double half_life)
{
	double latest = -INFINITY;

	for (size_t i = 0; i < n; i++)
		latest = fmax(latest, time[i]);
	for (size_t i = 0; i < n; i++)
		time[i] = real_exp2((time[i] - latest) / half_life);
}

static int check_rows(const struct reading *r, struct err *e)
{
	if (!r->pile[LABELLED].n)
		return err_set(e, ST_DATA, "no rows with a label (and a weight above 0) to learn from");
	if (r->m->classes.n < 2)
		return err_set(e, ST_DATA, "fewer than two classes to learn");
	return cases_check_answered(&r->c, r->answered, e);
}

/* The rows with a label must not all have faded away beside later ones without. */
static int check_fade(const struct mixture_rows *d, struct err *e)
{
	for (size_t i = 0; i < d->nlabelled; i++)
		if (!d->fade || d->fade[i] > 0)
			return ST_OK;
	return err_set(
		e, ST_DATA, "every row with a label is more than a thousand half-lives older than the latest row");
}

/* Puts the rows without a label behind those with one. */
static int join_piles(struct reading *r, struct err *e)
{
	struct pile *p[PILES];
	int st = ST_OK;

	for (size_t k = 0; !st && k < PILES; k++) {
		p[k] = &r->pile[k];
		st = pile_mark(p[k], k, e);
	}
	return st ? st : piles_join(p, PILES, e);
}

/* Hands the rows over. */
static int hand_over(struct reading *r, struct err *e)
{
	struct mixture_data *d = r->d;
	struct pile *p = &r->pile[LABELLED];
	size_t nlabelled = p->n;
	const size_t *notes;
	int st = join_piles(r, e);

	if (st)
		return st;
	notes = pile_first(p, NOTES);
	d->first = mem_alloc(p->n + 1, sizeof *d->first, e);
	for (size_t i = 0; d->first && i < p->n; i++)
		d->first[i + 1] = d->first[i] + notes[i];
	d->x = pile_take(p, X), d->w = pile_take(p, W), d->y = pile_take(p, Y);
	d->fade = pile_take(p, TIME), d->note = pile_take(p, NOTE);
	if (!d->first)
		return ST_SYSTEM;
	if (d->fade)
		fade(d->fade, p->n, r->o->half_life);
	d->rows = (struct mixture_rows){p->n, nlabelled, d->x, d->y, d->w, d->first, d->note, d->fade};
	return check_fade(&d->rows, e);
}

static int finish(void *state, struct extend *x, struct err *e)
{
	struct reading *r = state;
	int st = cases_check(&r->c, e);

	(void)x;
	if (st)
		return st;
	st = r->c.open ? close_classes(r, e) : names_add_list(&r->m->classes, r->c.classes.name, r->c.classes.n, e);
	for (int k = 0; !st && k < PILES; k++)
		settle_answers(r, k);
	if (!st)
		st = check_rows(r, e);
	return st ? st : hand_over(r, e);
}

int mixture_table_read(struct mixture_model *m, struct mixture_data *d, const struct table_run *table,
	const struct mixture_reading *o, struct err *e)
{
	const struct reading fresh = {.m = m, .d = d, .o = o};
	const struct table_task task = {.start = start,
		.row = row,
		.finish = finish,
		.free = free_state,
		.piles = piles,
		.merge = merge,
		.renumber = renumber,
		.gather = gather,
		.fresh = &fresh,
		.size = sizeof fresh,
		.silent = true};
	int st;

	*d = (struct mixture_data){0};
	st = table_run(&task, table, e);
	if (st)
		mixture_data_free(d);
	return st;
}

int mixture_table_start(struct mixture_model *m, struct mixture_data *d, enum feature_map_kind map, size_t mapped,
	double smoothing, size_t seed, size_t jobs, struct err *e)
{
	struct rng r;
	int st = feature_map_init(&m->map, map, m->features.n, mapped, e);

	if (st || (st = rng_init(&r, seed, e)))
		return st;
	st = moments_fit_map(&m->map, &d->x, d->w, d->rows.n, jobs, &m->features, &r, e);
	d->rows.x = d->x;
	if (!st)
		st = mixture_init(&m->m, m->map.nout, m->hidden, m->nhidden, m->activation, m->classes.n, m->experts.n,
			smoothing, &r, e);
	rng_free(&r);
	return st;
}
