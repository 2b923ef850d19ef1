/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/train_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "csv/pile.h"
#include "math/sum.h"
#include "cases/cases.h"
#include "cases/cases_join.h"
#include "table/classes.h"
#include "table/part.h"
#include "train/loss_options.h"

/* Arrays of the pile: those of struct train_data. */
enum { X, Y, E, C0, W, F, Q, PART, ARRAYS };

struct reading {
	struct head *p;
	struct train_data *d;
	const struct loss_options *o;
	const struct train_parts *parts;
	size_t id_column; /* where there are parts */
	struct table *t;
	struct cases c;
	struct family feature;
	bool row_costs; /* cost_* are read */
	bool graded;    /* outcomes are */
	bool classes;   /* there are some: the head has a classifier, or is of a frozen one */
	struct quality_scale scale;
	struct pile rows;
	size_t *to; /* [classes] what they are in the first state */
};

int train_costs(const struct strings *costs, const struct names *agents, double *cost, struct err *e)
{
	for (size_t i = 0; i < costs->n; i++) {
		const char *option = costs->v[i], *value = option;
		size_t n = 0, agent = 0;
		bool named = opt_split(option, &n, &value);
		double c;

		if (num_parse(value, strlen(value), &c) || c < 0)
			return err_set(e, ST_USAGE, "--cost: not C or NAME=C with C at least 0: '%.200s'", option);
		if (named && (agent = names_find(agents, option, n)) - 1 >= agents->n - 1)
			return err_set(e, ST_USAGE, "--cost: no such expert: '%.200s'", option);
		for (size_t a = 1; a < agents->n; a++)
			if (!named || a == agent)
				cost[a - 1] = c;
	}
	return ST_OK;
}

static bool has_parts(const struct reading *r)
{
	return r->parts->share > 0 || r->parts->folds;
}

/* A label is needed where a classifier is trained, and where answers are compared with it. */
static void asked(const struct reading *r, unsigned *need, unsigned *want)
{
	const struct loss *l = r->p->loss;
	bool frozen = l->flags & LOSS_FROZEN, optional = r->graded && loss_without_classes(l, &r->p->setup);

	*need = r->graded ? CASES_QUALITY : CASES_LABEL;
	*want = CASES_WEIGHT;
	if (l->flags & LOSS_EXPERTS)
		*(r->graded ? want : need) |= CASES_ANSWER;
	if (r->graded && !frozen)
		*(optional ? want : need) |= CASES_LABEL | CASES_TRUTH;
	if (r->graded && r->p->setup.tight)
		*want |= CASES_BINARY;
	if (l->flags & LOSS_COST && !r->o->costs.n)
		*want |= CASES_COST | CASES_UNPRICED;
	if (frozen) {
		*(optional ? want : need) |= CASES_PROB;
		*want |= CASES_LOGIT;
	}
}

/* The model's quality is what a frozen classifier is judged by, and nothing else may seem to be. */
static int check_model(const struct reading *r, struct err *e)
{
	const struct cases *c = &r->c;
	bool there = c->quality_column[0] != NAMES_NONE;

	if (r->graded && r->p->loss->flags & LOSS_FROZEN && !there)
		return table_no_member(r->t, c->losses ? ROLE_LOSS : ROLE_QUALITY, &c->agent.name[0], e);
	if (r->graded && !r->classes && !(r->p->loss->flags & LOSS_FROZEN) && there)
		return err_at(e, ST_DATA, table_file(r->t), 1, 1,
			"column '%.200s', but without a label no classifier is trained: as the quality of an expert it "
			"needs another name",
			c->t->header.name[c->quality_column[0]].s);
	return ST_OK;
}

static int bind(struct reading *r, struct err *e)
{
	const struct loss *l = r->p->loss;
	unsigned need, want;
	int st = loss_find_graded((size_t)(l - loss_table), r->o, r->t, &r->graded, &r->scale, e);

	asked(r, &need, &want);
	if (!st)
		st = cases_init(&r->c, r->t, need, want, false, e);
	r->classes = !r->graded || (l->flags & LOSS_FROZEN ? r->c.prob.n > 0 : r->c.label_column != NAMES_NONE);
	if (!st)
		st = check_model(r, e);
	if (!st)
		st = table_need(r->t, ROLE_FEATURE, &r->feature, e);
	if (!st && has_parts(r))
		st = table_single(r->t, ROLE_ID, true, &r->id_column, e);
	if (!st)
		st = names_add_list(&r->p->features, r->feature.member.name, r->feature.n, e);
	if (!st && l->flags & LOSS_EXPERTS)
		st = names_add_list(&r->p->experts, r->c.agent.name + 1, r->c.nexpert, e);
	for (size_t a = 0; !st && a < r->c.agent.n; a++)
		r->row_costs |= r->c.cost_column[a] != NAMES_NONE;
	return st;
}

static int read_part(const struct reading *r, uint32_t *part, struct err *e)
{
	const struct csv_field *id = &r->t->row.f[r->id_column];
	const struct train_parts *p = r->parts;

	if (table_missing(r->t, r->id_column))
		return table_cell_missing(r->t, r->id_column, e);
	*part = p->folds ? (uint32_t)parts_fold_of(p->folds, id->p, id->n, p->seed)
			 : parts_is_first(p->share, id->p, id->n, p->seed);
	return ST_OK;
}

static int start_rows(struct reading *r, struct err *e)
{
	const struct train_data *d = r->d;
	size_t ne = r->c.nexpert;
	int st = pile_init(&r->rows, ARRAYS, e);

	if (st)
		return st;
	pile_shape(&r->rows, X, sizeof *d->x, r->feature.n);
	pile_shape(&r->rows, Y, sizeof *d->y, 1);
	pile_shape(&r->rows, E, sizeof *d->e, r->graded ? 0 : ne);
	pile_shape(&r->rows, C0, sizeof *d->c0, r->row_costs ? ne : 0);
	pile_shape(&r->rows, W, sizeof *d->w, r->c.weight_column != NAMES_NONE);
	pile_shape(&r->rows, F, sizeof *d->f, r->classes && r->p->loss->flags & LOSS_FROZEN ? r->c.classes.n : 0);
	pile_shape(&r->rows, Q, sizeof *d->q, r->graded ? 1 + ne : 0);
	pile_shape(&r->rows, PART, sizeof *d->part, has_parts(r));
	return ST_OK;
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct reading *r = state;
	struct head *p = r->p;
	int st;

	(void)computed;
	r->t = t;
	st = loss_check_costs((size_t)(p->loss - loss_table), t, e);
	if (!st)
		st = bind(r, e);
	if (!st && !p->cost) {
		p->cost = mem_alloc(r->c.nexpert, sizeof *p->cost, e);
		st = p->cost ? train_costs(&r->o->costs, &r->c.agent, p->cost, e) : ST_SYSTEM;
	}
	return st ? st : start_rows(r, e);
}

static int read_costs(struct reading *r, double *c0, struct err *e)
{
	for (size_t j = 0; j < r->c.nexpert; j++) {
		c0[j] = r->c.cost[1 + j] - r->c.cost[0];
		if (c0[j] < 0)
			return table_bad_cell(r->t, cases_cost_column(&r->c, j), "a cost below the model's own", e);
	}
	return ST_OK;
}

/* The row's outcomes: graded ones, or answers. */
static int read_outcomes(struct reading *r, struct err *e)
{
	const struct cases *c = &r->c;
	bool frozen = r->p->loss->flags & LOSS_FROZEN;
	int32_t *answer = pile_next(&r->rows, E);
	double *q = pile_next(&r->rows, Q);

	for (size_t j = 0; !r->graded && j < c->nexpert; j++)
		answer[j] = c->open && c->answer[j] != NAMES_NONE ? (int32_t)c->answer[j]
								  : loss_answer(c->answer[j], c->classes.n);
	if (!r->graded)
		return ST_OK;
	memcpy(q, c->quality, (1 + c->nexpert) * sizeof *q);
	if (!frozen)
		q[0] = NAN; /* of another classifier than the one that is trained */
	return r->o->scale ? quality_scale_check(&r->scale, c, frozen, e) : ST_OK;
}

/* A row of no weight, or of which nobody knows whether deferring it was right, is none. */
static bool is_row(const struct reading *r)
{
	return r->c.weight > 0 && !(r->graded && r->p->loss->flags & LOSS_FROZEN && isnan(r->c.quality[0]));
}

static int row(void *state, struct extend *out, struct err *e)
{
	struct reading *r = state;
	struct cases *c = &r->c;
	int st = cases_next(c, e);
	double *x, *w, *f;

	(void)out;
	if (st || !is_row(r))
		return st;
	st = pile_room(&r->rows, e);
	x = pile_next(&r->rows, X);
	for (size_t k = 0; !st && k < r->feature.n; k++)
		st = table_needed_number(r->t, r->feature.column[k], &x[k], e);
	if (!st && r->row_costs)
		st = read_costs(r, pile_next(&r->rows, C0), e);
	if (!st)
		st = read_outcomes(r, e);
	if (!st && has_parts(r))
		st = read_part(r, pile_next(&r->rows, PART), e);
	if (st)
		return st;
	*(int32_t *)pile_next(&r->rows, Y) = c->label == NAMES_NONE ? 0 : (int32_t)c->label;
	if ((w = pile_next(&r->rows, W)))
		*w = c->weight;
	if ((f = pile_next(&r->rows, F)))
		cases_logits(c, f);
	pile_add(&r->rows);
	return ST_OK;
}

static struct pile *rows(void *state, size_t *n)
{
	*n = 1;
	return &((struct reading *)state)->rows;
}

static int merge(void *state, void *other, struct err *e)
{
	struct reading *r = state, *from = other;

	return cases_take_over(&r->c, &from->c, &from->to, e);
}

/* Labels, and answers that are not LOSS_MISSING; `to` may be NAMES_NONE. */
static void renumber_classes(int32_t *y, size_t n, int32_t *answer, size_t nanswer, const size_t *to)
{
	for (size_t i = 0; i < n; i++)
		y[i] = (int32_t)to[y[i]];
	for (size_t i = 0; i < nanswer; i++)
		if (answer[i] != LOSS_MISSING)
			answer[i] = to[answer[i]] == NAMES_NONE ? LOSS_OTHER : (int32_t)to[answer[i]];
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
	struct pile *p = &r->rows;

	if (r->c.open && r->classes)
		renumber_classes(pile_first(p, Y), p->n, pile_first(p, E), p->array[E].n, r->to);
}

static void free_state(void *state)
{
	struct reading *r = state;

	cases_free(&r->c);
	family_free(&r->feature);
	pile_free(&r->rows);
	free(r->to);
}

static void hand_over(struct reading *r)
{
	*r->d = (struct train_data){.n = r->rows.n,
		.x = pile_take(&r->rows, X),
		.y = pile_take(&r->rows, Y),
		.e = pile_take(&r->rows, E),
		.c0 = pile_take(&r->rows, C0),
		.w = pile_take(&r->rows, W),
		.f = pile_take(&r->rows, F),
		.q = pile_take(&r->rows, Q),
		.part = pile_take(&r->rows, PART)};
}

/* The share of the weight that every expert answered; an expert without an answer is refused. */
static int sum_answers(struct reading *r, struct err *e)
{
	const struct train_data *d = r->d;
	size_t ne = r->c.nexpert;
	bool *answered = mem_alloc(ne, sizeof *answered, e);
	struct sum all = {0}, some;
	int st = ST_OK;

	r->p->setup.share = r->p->share = mem_alloc(ne, sizeof *r->p->share, e);
	if (!answered || !r->p->share)
		st = ST_SYSTEM;
	for (size_t i = 0; i < d->n; i++)
		sum_add(&all, d->w ? d->w[i] : 1);
	for (size_t j = 0; !st && j < ne; j++) {
		some = (struct sum){0};
		for (size_t i = 0; i < d->n; i++)
			if (d->q ? !isnan(d->q[i * (1 + ne) + 1 + j]) : d->e[i * ne + j] != LOSS_MISSING)
				sum_add(&some, d->w ? d->w[i] : 1);
		r->p->share[j] = sum_value(&some) / sum_value(&all);
		answered[j] = sum_value(&some) > 0;
	}
	if (!st)
		st = cases_check_answered(&r->c, answered, e);
	free(answered);
	return st;
}

/* Renumbers the classes of an open table: those of the labels, sorted. */
static int close_classes(struct reading *r, struct err *e)
{
	struct train_data *d = r->d;
	size_t nc = r->c.classes.n;
	bool *used = mem_alloc(nc, sizeof *used, e);
	size_t *to = mem_alloc(nc, sizeof *to, e);
	int st = used && to ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < d->n; i++)
		used[d->y[i]] = true;
	if (!st)
		st = classes_sort(&r->c.classes, used, &r->p->classes, to, e);
	if (!st)
		renumber_classes(d->y, d->n, d->e, d->e ? d->n * r->c.nexpert : 0, to);
	free(used);
	free(to);
	return st;
}

/* Costs that are the same in every row are fixed. */
static void fix_costs(struct reading *r)
{
	struct train_data *d = r->d;
	size_t ne = r->c.nexpert;
	bool fixed = true;

	if (!d->c0 || !d->n)
		return;
	for (size_t j = 0; j < ne; j++) {
		double known = NAN; /* an expert who was not asked may have no price */

		for (size_t i = j; i < d->n * ne; i += ne) {
			fixed = fixed && (isnan(known) || isnan(d->c0[i]) || d->c0[i] == known);
			known = isnan(d->c0[i]) ? known : d->c0[i];
		}
		r->p->cost[j] = isnan(known) ? 0 : known;
	}
	if (fixed) {
		free(d->c0);
		d->c0 = NULL;
		return;
	}
	free(r->p->cost);
	r->p->cost = NULL;
}

/* Qualities and prices to the head's scale. */
static int scale_outcomes(struct reading *r, struct err *e)
{
	struct train_data *d = r->d;
	struct quality_scale *s = &r->p->scale;
	size_t ne = r->c.nexpert, n = d->q ? d->n * (1 + ne) : 0;
	int st = ST_OK;

	*s = r->scale;
	if (d->q && !r->o->scale)
		st = quality_scale_find(s, d->q, n, e);
	quality_scale_apply(s, d->q, n);
	quality_scale_costs(s, d->c0, d->c0 ? d->n * ne : 0);
	quality_scale_costs(s, r->p->cost, ne);
	return st;
}

static int finish(void *state, struct extend *x, struct err *e)
{
	struct reading *r = state;
	int st = cases_check(&r->c, e);

	(void)x;
	if (st)
		return st;
	hand_over(r);
	st = !r->classes    ? ST_OK
		: r->c.open ? close_classes(r, e)
			    : names_add_list(&r->p->classes, r->c.classes.name, r->c.classes.n, e);
	if (!st && !r->d->n)
		st = err_set(e, ST_DATA, "no rows to train on");
	if (!st && r->classes && r->p->classes.n < 2)
		st = err_set(e, ST_DATA, "fewer than two classes to train on");
	if (!st)
		st = scale_outcomes(r, e);
	fix_costs(r);
	return st || !(r->p->loss->flags & LOSS_EXPERTS) ? st : sum_answers(r, e);
}

int train_read(struct head *p, struct train_data *d, const struct table_run *table, const struct loss_options *o,
	const struct train_parts *parts, struct err *e)
{
	const struct reading fresh = {.p = p, .d = d, .o = o, .parts = parts};
	const struct table_task task = {.start = start,
		.row = row,
		.finish = finish,
		.free = free_state,
		.piles = rows,
		.merge = merge,
		.renumber = renumber,
		.gather = gather,
		.fresh = &fresh,
		.size = sizeof fresh,
		.silent = true};

	return table_run(&task, table, e);
}
