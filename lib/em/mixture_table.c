/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/mixture_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "real/real.h"
#include "table/cases.h"
#include "table/classes.h"

/* Rows as they are read: those with a label, and those without. */
struct pile {
	size_t n, nnote;
	double *x, *w, *time;
	uint32_t *y;
	size_t *end; /* [n] where the row's annotations end */
	struct annotation *note;
	size_t xcap, wcap, timecap, ycap, endcap, notecap;
};

struct reading {
	struct mixture_model *m;
	struct table *t;
	const struct mixture_reading *o;
	struct cases c;
	struct family feature;
	size_t time_column;
	struct pile pile[2]; /* labelled, unlabelled */
	bool *answered;      /* [experts] somewhere */
};

static void pile_free(struct pile *p)
{
	free(p->x);
	free(p->w);
	free(p->time);
	free(p->y);
	free(p->end);
	free(p->note);
}

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

static int bind(struct reading *r, struct err *e)
{
	int st = cases_init(&r->c, r->t, CASES_ANSWER | CASES_LABEL | CASES_UNLABELLED, CASES_WEIGHT, false, e);

	if (!st)
		st = table_need(r->t, ROLE_FEATURE, &r->feature, e);
	if (!st)
		st = names_add_list(&r->m->features, r->feature.member.name, r->feature.n, e);
	if (!st)
		st = names_add_list(&r->m->experts, r->c.agent.name + 1, r->c.nexpert, e);
	if (!st && !(r->answered = mem_alloc(r->c.nexpert, sizeof *r->answered, e)))
		st = ST_SYSTEM;
	r->time_column = NAMES_NONE;
	if (!st && r->o->time)
		st = table_column(r->t, r->o->time, &r->time_column, e);
	return st;
}

/* Room for one row more. */
static int reserve(struct reading *r, struct pile *p, struct err *e)
{
	size_t n = p->n + 1;
	int st = array_reserve(&p->x, &p->xcap, n * r->feature.n, sizeof *p->x, e);

	if (!st)
		st = array_reserve(&p->y, &p->ycap, n, sizeof *p->y, e);
	if (!st)
		st = array_reserve(&p->end, &p->endcap, n, sizeof *p->end, e);
	if (!st)
		st = array_reserve(&p->note, &p->notecap, p->nnote + r->c.nexpert, sizeof *p->note, e);
	if (!st && r->c.weight_column != NAMES_NONE)
		st = array_reserve(&p->w, &p->wcap, n, sizeof *p->w, e);
	if (!st && r->o->time)
		st = array_reserve(&p->time, &p->timecap, n, sizeof *p->time, e);
	return st;
}

static int add_row(struct reading *r, struct err *e)
{
	size_t label = r->c.label;
	struct pile *p = &r->pile[label == NAMES_NONE];
	int st;

	if (label == NAMES_NONE && r->o->skip_unlabelled) {
		r->t->counts.skipped++;
		return ST_SKIP;
	}
	if (!(r->c.weight > 0))
		return ST_OK;
	st = reserve(r, p, e);
	for (size_t i = 0; !st && i < r->feature.n; i++)
		st = table_needed_number(r->t, r->feature.column[i], &p->x[p->n * r->feature.n + i], e);
	if (!st && r->o->time)
		st = table_needed_number(r->t, r->time_column, &p->time[p->n], e);
	if (st)
		return st;
	p->y[p->n] = (uint32_t)label;
	if (p->w)
		p->w[p->n] = r->c.weight;
	for (size_t j = 0; j < r->c.nexpert; j++)
		if (r->c.answer[j] != NAMES_NONE)
			p->note[p->nnote++] = (struct annotation){(uint32_t)j, (uint32_t)r->c.answer[j]};
	p->end[p->n++] = p->nnote;
	return ST_OK;
}

/* The annotations of the pile by the classes' numbers, which are to [names] or, where that is NULL, as they were read.  An
 * answer that is no class is a wrong one where there is a label, and says nothing where there is none. */
static void settle_answers(struct reading *r, struct pile *p, const size_t *to)
{
	bool labelled = p == &r->pile[0];
	size_t n = 0;

	for (size_t i = 0, at = 0; i < p->n; i++) {
		for (; at < p->end[i]; at++) {
			struct annotation t = p->note[at];
			size_t class = to ? to[t.label] : t.label;
			bool other = class == NAMES_NONE || class >= r->m->classes.n;

			if (other && !labelled)
				continue;
			p->note[n++] = (struct annotation){t.expert, other ? ANNOTATION_OTHER : (uint32_t) class};
			r->answered[t.expert] = true;
		}
		p->end[i] = n;
	}
	p->nnote = n;
}

/* The classes of an open table: those of the labels, and of the answers, which have been checked to be none beyond those,
 * unless others are wrong. */
static int close_classes(struct reading *r, struct err *e)
{
	bool others = r->t->opt->other_answers == OTHER_ANSWERS_WRONG;
	size_t n = r->c.classes.n;
	bool *used = mem_alloc(n, sizeof *used, e);
	size_t *to = mem_alloc(n, sizeof *to, e);
	int st = used && to ? ST_OK : ST_SYSTEM;

	for (int k = 0; !st && !others && k < 2; k++)
		for (size_t i = 0; i < r->pile[k].nnote; i++)
			used[r->pile[k].note[i].label] = true;
	for (size_t i = 0; !st && i < r->pile[0].n; i++)
		used[r->pile[0].y[i]] = true;
	if (!st)
		st = classes_sort(&r->c.classes, used, &r->m->classes, to, e);
	for (int k = 0; !st && k < 2; k++)
		settle_answers(r, &r->pile[k], to);
	for (size_t i = 0; !st && i < r->pile[0].n; i++)
		r->pile[0].y[i] = (uint32_t)to[r->pile[0].y[i]];
	free(used);
	free(to);
	return st;
}

/* Appends the second array to the first, whose room is enlarged; NULL stays NULL. */
static int join(void *array, const void *more, size_t n, size_t nmore, size_t size, struct err *e)
{
	char **to = array;
	size_t cap = n;
	int st;

	if (!*to && !more)
		return ST_OK;
	st = array_reserve(array, &cap, n + nmore, size, e);
	if (!st && nmore)
		memcpy(*to + n * size, more, nmore * size);
	return st;
}

/* Puts the rows without a label behind those with one. */
static int join_piles(struct reading *r, struct err *e)
{
	struct pile *a = &r->pile[0], *b = &r->pile[1];
	int st = join(&a->x, b->x, a->n * r->feature.n, b->n * r->feature.n, sizeof *a->x, e);

	for (size_t i = 0; i < b->n; i++)
		b->end[i] += a->nnote;
	if (!st)
		st = join(&a->w, b->w, a->n, b->n, sizeof *a->w, e);
	if (!st)
		st = join(&a->time, b->time, a->n, b->n, sizeof *a->time, e);
	if (!st)
		st = join(&a->end, b->end, a->n, b->n, sizeof *a->end, e);
	return st ? st : join(&a->note, b->note, a->nnote, b->nnote, sizeof *a->note, e);
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
	if (!r->pile[0].n)
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

/* Hands the rows over. */
static int finish(struct reading *r, struct mixture_data *d, struct err *e)
{
	struct pile *p = &r->pile[0];
	size_t n = p->n + r->pile[1].n;
	int st = join_piles(r, e);

	if (st)
		return st;
	if (p->time)
		fade(p->time, n, r->o->half_life);
	d->first = mem_alloc(n + 1, sizeof *d->first, e);
	if (!d->first)
		return ST_SYSTEM;
	memcpy(d->first + 1, p->end, n * sizeof *p->end);
	d->x = p->x, d->w = p->w, d->fade = p->time, d->y = p->y, d->note = p->note;
	p->x = p->w = p->time = NULL, p->y = NULL, p->note = NULL;
	d->rows = (struct mixture_rows){n, p->n, d->x, d->y, d->w, d->first, d->note, d->fade};
	return check_fade(&d->rows, e);
}

static int read_rows(struct reading *r, struct mixture_data *d, struct err *e)
{
	int st = bind(r, e);

	while ((!st || st == ST_SKIP) && !(st = cases_next(&r->c, e)))
		st = add_row(r, e);
	if (st != ST_END)
		return st;
	if ((st = cases_check(&r->c, e)))
		return st;
	st = r->c.open ? close_classes(r, e) : names_add_list(&r->m->classes, r->c.classes.name, r->c.classes.n, e);
	for (int k = 0; !st && !r->c.open && k < 2; k++)
		settle_answers(r, &r->pile[k], NULL);
	if (!st)
		st = check_rows(r, e);
	return st ? st : finish(r, d, e);
}

int mixture_table_read(struct mixture_model *m, struct mixture_data *d, struct table *t,
	const struct mixture_reading *o, struct err *e)
{
	struct reading r = {.m = m, .t = t, .o = o};
	int st;

	*d = (struct mixture_data){0};
	st = read_rows(&r, d, e);
	if (st)
		mixture_data_free(d);
	cases_free(&r.c);
	family_free(&r.feature);
	free(r.answered);
	pile_free(&r.pile[0]);
	pile_free(&r.pile[1]);
	return st;
}

static int map_features(struct mixture_model *m, struct mixture_data *d, struct rng *r, struct err *e)
{
	int st = feature_map_fit(&m->map, &d->x, d->w, d->rows.n, true, &m->features, r, e);

	d->rows.x = d->x;
	return st;
}

int mixture_table_start(struct mixture_model *m, struct mixture_data *d, enum feature_map_kind map, size_t mapped,
	double smoothing, size_t seed, struct err *e)
{
	struct rng r;
	int st = feature_map_init(&m->map, map, m->features.n, mapped, e);

	if (st || (st = rng_init(&r, seed, e)))
		return st;
	st = map_features(m, d, &r, e);
	if (!st)
		st = mixture_init(&m->m, m->map.nout, m->hidden, m->nhidden, m->activation, m->classes.n, m->experts.n,
			smoothing, &r, e);
	rng_free(&r);
	return st;
}
