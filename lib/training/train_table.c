/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/train_table.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "cases/cases_join.h"
#include "network/fit_run.h"
#include "network/fit_work.h"
#include "parallel/peers.h"
#include "table/classes.h"
#include "training/train_stream.h"
#include "training/train_totals.h"

struct reading {
	struct train_columns r;
	struct train_totals all;
	struct train_data *d;
	const struct train_reading *o;
	const struct table_run *run;
	struct places *places; /* of rows that are read again; NULL: they are kept */
	size_t *to;            /* [classes] what they are in the first state, or in that of all processes */
};

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct reading *s = state;
	struct train_columns *r = &s->r;
	int st = train_columns_start(r, t, e);

	(void)computed;
	if (!st && !r->p->cost) {
		r->p->cost = mem_alloc(r->c.nexpert, sizeof *r->p->cost, e);
		st = r->p->cost ? train_costs(&r->o->costs, &r->c.agent, r->p->cost, e) : ST_SYSTEM;
	}
	return st ? st : train_totals_init(&s->all, r, e);
}

static int row(void *state, struct extend *out, struct err *e)
{
	struct reading *s = state;
	int st = s->places ? places_note(s->places, s->r.t, s->all.n, e) : ST_OK;

	(void)out;
	if (!st)
		st = train_columns_row(&s->r, e);
	if (!st)
		st = train_totals_add(&s->all, &s->r, e);
	if (st == ST_END)
		s->all.holes |= s->r.t->rows != s->all.n;
	if (!st && !s->places)
		pile_add(&s->r.rows);
	return st;
}

static struct pile *rows(void *state, size_t *n)
{
	*n = 1;
	return &((struct reading *)state)->r.rows;
}

static int merge(void *state, void *other, struct err *e)
{
	struct reading *s = state, *from = other;
	int st = cases_take_over(&s->r.c, &from->r.c, &from->to, e);

	return st ? st : train_totals_merge(&s->all, &from->all, from->to, e);
}

static int gather(void *state, struct err *e)
{
	struct reading *s = state;
	int st = cases_gather(&s->r.c, &s->to, e);

	if (!st)
		st = train_totals_gather(&s->all, s->to, e);
	return st || !s->places ? st : places_gather(s->places, s->all.before, e);
}

/* The classes of a table that is not open are the same for all. */
static void renumber(void *state)
{
	struct reading *s = state;

	if (s->r.c.open && s->r.classes)
		train_columns_renumber(&s->r, s->to);
}

/* What goes over the rows in another order than the fit does, or over all of them at once, needs all. */
static bool part(void *state, size_t pile, size_t peer, size_t *from, size_t *to)
{
	struct reading *s = state;
	const struct train_reading *o = s->o;

	(void)pile;
	if (s->places || o->whole || train_has_parts(o->parts) || s->r.p->loss->flags & LOSS_STAGED
		|| fit_takes_adam(
			o->method, s->r.p->nhidden, s->all.n, feature_map_width(o->map, s->r.p->features.n, o->mapped)))
		return false;
	fit_needs(s->all.n, peer, from, to);
	return true;
}

static void free_state(void *state)
{
	struct reading *s = state;

	train_columns_free(&s->r);
	train_totals_free(&s->all);
	free(s->to);
}

static void hand_over(struct reading *s)
{
	size_t to;

	*s->d = train_columns_data(&s->r);
	for (size_t i = 0; i < TRAIN_ARRAYS; i++)
		pile_take(&s->r.rows, i);
	s->d->n = s->all.n;
	s->d->total = tally_value(&s->all.weight);
	if (s->d->here != s->d->n)
		fit_needs(s->all.n, peers_me(), &s->d->first, &to);
}

/* The share of the weight that every expert answered; an expert without an answer is refused. */
static int take_answers(struct reading *s, struct err *e)
{
	const struct train_totals *t = &s->all;
	struct head *p = s->r.p;
	bool *answered = mem_alloc(t->nexpert, sizeof *answered, e);
	int st;

	p->setup.share = p->share = mem_alloc(t->nexpert, sizeof *p->share, e);
	st = answered && p->share ? ST_OK : ST_SYSTEM;
	for (size_t j = 0; !st && j < t->nexpert; j++) {
		p->share[j] = tally_value(&t->answered[j]) / tally_value(&t->weight);
		answered[j] = tally_value(&t->answered[j]) > 0;
	}
	if (!st)
		st = cases_check_answered(&s->r.c, answered, e);
	free(answered);
	return st;
}

/* Renumbers the classes of an open table: those of the labels, sorted. */
static int close_classes(struct reading *s, struct err *e)
{
	struct train_columns *r = &s->r;
	size_t nc = r->c.classes.n;
	bool *used = mem_alloc(nc, sizeof *used, e);
	int st = used ? ST_OK : ST_SYSTEM;

	free(s->to);
	if (!(s->to = mem_alloc(nc, sizeof *s->to, e)))
		st = ST_SYSTEM;
	for (size_t k = 0; !st && k < s->all.nused; k++)
		used[k] = s->all.used[k];
	if (!st)
		st = classes_sort(&r->c.classes, used, &r->p->classes, s->to, e);
	if (!st)
		train_columns_renumber(r, s->to);
	free(used);
	return st;
}

/* Costs that are the same in every row are fixed. */
static void fix_costs(struct reading *s)
{
	const struct train_totals *t = &s->all;
	struct head *p = s->r.p;

	if (!t->priced || !t->n)
		return;
	for (size_t j = 0; j < t->nexpert; j++)
		p->cost[j] = isnan(t->cost[j]) ? 0 : t->cost[j];
	quality_scale_costs(&p->scale, p->cost, t->nexpert);
	if (t->mixed) {
		free(p->cost);
		p->cost = NULL;
	} else {
		free(s->d->c0);
		s->d->c0 = NULL;
	}
}

/* Qualities and prices to the head's scale. */
static int scale_outcomes(struct reading *s, struct err *e)
{
	struct train_data *d = s->d;
	struct quality_scale *scale = &s->r.p->scale;
	size_t ne = s->all.nexpert;
	int st = ST_OK;

	*scale = s->r.scale;
	if (s->r.graded && !s->r.o->scale)
		st = quality_scale_find(scale, s->all.lo, s->all.hi, e);
	quality_scale_apply(scale, d->q, d->q ? d->here * (1 + ne) : 0);
	quality_scale_costs(scale, d->c0, d->c0 ? d->here * ne : 0);
	quality_scale_costs(scale, s->r.p->cost, ne);
	return st;
}

static int finish(void *state, struct extend *x, struct err *e)
{
	struct reading *s = state;
	struct train_columns *r = &s->r;
	int st = cases_check(&r->c, e);

	(void)x;
	if (!st && r->classes)
		st = r->c.open ? close_classes(s, e)
			       : names_add_list(&r->p->classes, r->c.classes.name, r->c.classes.n, e);
	if (st)
		return st;
	hand_over(s);
	if (!s->all.n)
		st = err_set(e, ST_DATA, "no rows to train on");
	if (!st && r->classes && r->p->classes.n < 2)
		st = err_set(e, ST_DATA, "fewer than two classes to train on");
	if (!st)
		st = scale_outcomes(s, e);
	fix_costs(s);
	if (!st && r->p->loss->flags & LOSS_EXPERTS)
		st = take_answers(s, e);
	if (st || !s->places)
		return st;
	return train_stream_new(
		&s->d->stream, r, &s->all, s->places, r->c.open && r->classes ? s->to : NULL, s->run, s->o->jobs, e);
}

int train_read(
	struct head *p, struct train_data *d, const struct table_run *run, const struct train_reading *o, struct err *e)
{
	struct places places = {0};
	const struct reading fresh = {.r = {.p = p, .o = o->loss, .parts = o->parts},
		.d = d,
		.o = o,
		.run = run,
		.places = o->stream ? &places : NULL};
	const struct table_task task = {.start = start,
		.row = row,
		.finish = finish,
		.free = free_state,
		.piles = rows,
		.merge = merge,
		.renumber = renumber,
		.gather = gather,
		.part = part,
		.fresh = &fresh,
		.size = sizeof fresh,
		.silent = true};
	struct table_run once = *run;
	int st = o->stream ? peers_agree(places_init(&places, run->files, e), e) : ST_OK;

	/* The first pass numbers the rows, by one thread. */
	if (o->stream)
		once.jobs = "1";
	if (!st)
		st = table_run(&task, &once, e);
	places_free(&places);
	return st;
}
