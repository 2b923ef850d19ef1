/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "annotated/mixture_table.h"

#include <math.h>
#include <stdlib.h>

#include "annotated/mixture_stream.h"
#include "base/buf.h"
#include "cases/cases_join.h"
#include "network/moments.h"
#include "parallel/peers.h"
#include "table/classes.h"

struct reading {
	struct mixture_columns r;
	struct mixture_totals all;
	struct mixture_data *d;
	const struct table_run *run;
	struct places *places; /* [MIXTURE_KINDS] of rows that are read again; NULL: they are kept */
	size_t *to; /* [classes] what they are in the first state, or in that of all processes; at the end in the model */
};

void mixture_data_free(struct mixture_data *d)
{
	free(d->x);
	free(d->w);
	free(d->fade);
	free(d->y);
	free(d->first);
	free(d->note);
	mixture_stream_free(d->stream);
	*d = (struct mixture_data){0};
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct reading *s = state;
	int st = mixture_columns_start(&s->r, t, e);

	(void)computed;
	return st ? st : mixture_totals_init(&s->all, s->r.c.nexpert, e);
}

static struct pile *piles(void *state, size_t *n)
{
	*n = MIXTURE_KINDS;
	return ((struct reading *)state)->r.pile;
}

static int row(void *state, struct extend *out, struct err *e)
{
	struct reading *s = state;
	enum mixture_kind kind;
	int st = ST_OK;

	(void)out;
	for (int k = 0; !st && s->places && k < MIXTURE_KINDS; k++)
		st = places_note(&s->places[k], s->r.t, s->all.n[k], e);
	if (!st)
		st = mixture_columns_row(&s->r, &kind, e);
	if (!st)
		st = mixture_totals_add(&s->all, &s->r, kind, e);
	if (st == ST_END)
		s->all.holes |= s->r.t->rows != s->all.n[MIXTURE_LABELLED] + s->all.n[MIXTURE_UNLABELLED];
	return st || s->places ? st : mixture_columns_keep(&s->r, kind, e);
}

static int merge(void *state, void *other, struct err *e)
{
	struct reading *s = state, *from = other;
	int st = cases_take_over(&s->r.c, &from->r.c, &from->to, e);

	return st ? st : mixture_totals_merge(&s->all, &from->all, from->to, e);
}

static int gather(void *state, struct err *e)
{
	struct reading *s = state;
	int st = cases_gather(&s->r.c, &s->to, e);

	if (!st)
		st = mixture_totals_gather(&s->all, s->to, e);
	for (int k = 0; !st && s->places && k < MIXTURE_KINDS; k++)
		st = places_gather(&s->places[k], s->all.before[k], e);
	return st;
}

/* The classes of a table that is not open are the same for all. */
static void renumber(void *state)
{
	struct reading *s = state;

	for (int k = 0; s->r.c.open && k < MIXTURE_KINDS; k++)
		mixture_columns_renumber(&s->r, (enum mixture_kind)k, s->to);
}

static bool part(void *state, size_t pile, size_t peer, size_t *from, size_t *to)
{
	struct reading *s = state;

	if (s->places)
		return false;
	mixture_part(s->all.n[pile], peer, from, to);
	return true;
}

static void free_state(void *state)
{
	struct reading *s = state;

	mixture_columns_free(&s->r);
	mixture_totals_free(&s->all);
	free(s->to);
}

/* The classes of an open table: those of the labels, and of the answers, which have been checked to be none beyond those,
 * unless others are wrong. */
static int close_classes(struct reading *s, bool *used, struct err *e)
{
	struct mixture_columns *r = &s->r;
	bool others = r->t->opt->other_answers == OTHER_ANSWERS_WRONG;
	int st;

	mixture_totals_used(&s->all, !others, used, r->c.classes.n);
	free(s->to);
	if (!(s->to = mem_alloc(r->c.classes.n, sizeof *s->to, e)))
		return ST_SYSTEM;
	st = classes_sort(&r->c.classes, used, &r->m->classes, s->to, e);
	for (int k = 0; !st && k < MIXTURE_KINDS; k++)
		mixture_columns_renumber(r, (enum mixture_kind)k, s->to);
	return st;
}

/* The rows with a label must not all have faded away beside later ones without. */
static int check_rows(const struct reading *s, const bool *used, struct err *e)
{
	const struct mixture_totals *t = &s->all;
	const struct mixture_columns *r = &s->r;
	bool *answered;
	int st;

	if (!t->n[MIXTURE_LABELLED])
		return err_set(e, ST_DATA, "no rows with a label (and a weight above 0) to learn from");
	if (r->m->classes.n < 2)
		return err_set(e, ST_DATA, "fewer than two classes to learn");
	answered = mem_alloc(t->nexpert, sizeof *answered, e);
	if (!answered)
		return ST_SYSTEM;
	mixture_totals_answered(t, r->c.open ? used : NULL, answered);
	st = cases_check_answered(&r->c, answered, e);
	free(answered);
	if (!st && r->time_column != NAMES_NONE
		&& !(mixture_fade(t->latest[MIXTURE_LABELLED],
			     fmax(t->latest[MIXTURE_LABELLED], t->latest[MIXTURE_UNLABELLED]), r->o->half_life)
			> 0))
		st = err_set(e, ST_DATA,
			"every row with a label is more than a thousand half-lives older than the latest row");
	return st;
}

/* Puts the rows without a label behind those with one. */
static int join_piles(struct reading *s, struct err *e)
{
	struct pile *p[MIXTURE_KINDS];
	int st = ST_OK;

	for (size_t k = 0; !st && k < MIXTURE_KINDS; k++) {
		p[k] = &s->r.pile[k];
		st = pile_mark(p[k], k, e);
	}
	return st ? st : piles_join(p, MIXTURE_KINDS, e);
}

/* Hands the rows in memory over. */
static int hand_over(struct reading *s, struct err *e)
{
	struct mixture_data *d = s->d;
	struct pile *p = &s->r.pile[MIXTURE_LABELLED];
	size_t nlabelled = p->n;
	const size_t *notes;
	int st = join_piles(s, e);

	if (st)
		return st;
	notes = pile_first(p, MIXTURE_NOTES);
	d->first = mem_alloc(p->n + 1, sizeof *d->first, e);
	for (size_t i = 0; d->first && i < p->n; i++)
		d->first[i + 1] = d->first[i] + notes[i];
	d->x = pile_take(p, MIXTURE_X), d->w = pile_take(p, MIXTURE_W), d->y = pile_take(p, MIXTURE_Y);
	d->fade = pile_take(p, MIXTURE_TIME), d->note = pile_take(p, MIXTURE_NOTE);
	for (size_t i = 0; d->fade && i < p->n; i++)
		d->fade[i] = mixture_fade(d->fade[i],
			fmax(s->all.latest[MIXTURE_LABELLED], s->all.latest[MIXTURE_UNLABELLED]), s->r.o->half_life);
	d->rows = (struct mixture_rows){p->n, nlabelled, d->x, d->y, d->w, d->first, d->note, d->fade};
	return d->first ? ST_OK : ST_SYSTEM;
}

static int settle(struct reading *s, bool *used, struct err *e)
{
	struct mixture_columns *r = &s->r;
	int st = r->c.open ? close_classes(s, used, e)
			   : names_add_list(&r->m->classes, r->c.classes.name, r->c.classes.n, e);

	for (int k = 0; !st && k < MIXTURE_KINDS; k++)
		mixture_columns_settle(r, (enum mixture_kind)k);
	if (!st)
		st = check_rows(s, used, e);
	if (!st && s->places)
		st = mixture_stream_new(&s->d->stream, r, &s->all, s->places, r->c.open ? s->to : NULL, s->run, e);
	else if (!st)
		st = hand_over(s, e);
	return st;
}

static int finish(void *state, struct extend *x, struct err *e)
{
	struct reading *s = state;
	struct mixture_data *d = s->d;
	bool *used = mem_alloc(s->r.c.classes.n, sizeof *used, e);
	int st = used ? cases_check(&s->r.c, e) : ST_SYSTEM;

	(void)x;
	if (!st)
		st = settle(s, used, e);
	free(used);
	d->total = tally_value(&s->all.weight);
	for (int k = 0; k < MIXTURE_KINDS; k++)
		d->rows.all[k] = s->all.n[k];
	d->rows.read = d->stream ? mixture_stream_read : NULL;
	d->rows.read_ctx = d->stream;
	return st;
}

int mixture_table_read(struct mixture_model *m, struct mixture_data *d, const struct table_run *run,
	const struct mixture_reading *o, struct err *e)
{
	struct places places[MIXTURE_KINDS] = {0};
	const struct reading fresh = {.r = {.m = m, .o = o}, .d = d, .run = run, .places = o->stream ? places : NULL};
	const struct table_task task = {.start = start,
		.row = row,
		.finish = finish,
		.free = free_state,
		.piles = piles,
		.merge = merge,
		.renumber = renumber,
		.gather = gather,
		.part = part,
		.fresh = &fresh,
		.size = sizeof fresh,
		.silent = true};
	struct table_run once = *run;
	int st = ST_OK;

	*d = (struct mixture_data){0};
	for (int k = 0; o->stream && !st && k < MIXTURE_KINDS; k++)
		st = places_init(&places[k], run->files, e);
	st = o->stream ? peers_agree(st, e) : st;
	/* The first pass numbers the rows, by one thread. */
	if (o->stream)
		once.jobs = "1";
	if (!st)
		st = table_run(&task, &once, e);
	for (int k = 0; k < MIXTURE_KINDS; k++)
		places_free(&places[k]);
	return st;
}

/* The features of a kind, for moments_take. */
struct kind_rows {
	struct mixture_data *d;
	enum mixture_kind kind;
};

static int read_plain(
	void *ctx, size_t thread, size_t first, size_t stride, size_t n, struct rows_read *rows, struct err *e)
{
	const struct kind_rows *k = ctx;
	const struct mixture_rows *d = NULL;
	int st = k->d->rows.read(k->d->rows.read_ctx, thread, k->kind, first, n, &d, e);

	(void)stride; /* 1: all rows count */
	*rows = (struct rows_read){.x = d->x, .w = d->w};
	return st;
}

static int fit_map(struct mixture_model *m, struct mixture_data *d, size_t jobs, struct rng *r, struct err *e)
{
	struct kind_rows kind[MIXTURE_KINDS];
	struct moment_rows rows[MIXTURE_KINDS];
	int st;

	for (int k = 0; k < MIXTURE_KINDS; k++) {
		size_t at = mixture_rows_block(&d->rows, (enum mixture_kind)k).at;

		kind[k] = (struct kind_rows){d, (enum mixture_kind)k};
		rows[k] = (struct moment_rows){.x = d->x ? d->x + at * m->map.nin : NULL,
			.w = d->w ? d->w + at : NULL,
			.n = d->rows.all[k],
			.total = d->total,
			.read = d->stream ? read_plain : NULL,
			.read_ctx = &kind[k]};
		mixture_rows_own(&d->rows, (enum mixture_kind)k, &rows[k].first);
	}
	st = moments_take(&m->map, rows, MIXTURE_KINDS, jobs, &m->features, e);
	if (st)
		return st;
	feature_map_draw(&m->map, r);
	if (d->stream)
		mixture_stream_map(d->stream, &m->map);
	return d->stream ? ST_OK : feature_map_rows(&m->map, &d->x, d->rows.n, jobs, e);
}

int mixture_table_start(struct mixture_model *m, struct mixture_data *d, enum feature_map_kind map, size_t mapped,
	double smoothing, size_t seed, size_t jobs, struct err *e)
{
	struct rng r;
	int st = feature_map_init(&m->map, map, m->features.n, mapped, e);

	if (st || (st = rng_init(&r, seed, e)))
		return st;
	st = fit_map(m, d, jobs, &r, e);
	d->rows.x = d->x;
	if (!st)
		st = mixture_init(&m->m, m->map.nout, m->hidden, m->nhidden, m->activation, m->classes.n, m->experts.n,
			smoothing, &r, e);
	rng_free(&r);
	return st;
}
