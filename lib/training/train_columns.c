/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/train_columns.h"

#include <math.h>
#include <string.h>

#include "number/num_parse.h"
#include "table/part.h"
#include "train/loss_case.h"

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

bool train_has_parts(const struct train_parts *p)
{
	return p->share > 0 || p->folds;
}

/* A label is needed where a classifier is trained, and where answers are compared with it. */
static void asked(const struct train_columns *r, unsigned *need, unsigned *want)
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
static int check_model(const struct train_columns *r, struct err *e)
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

static int bind(struct train_columns *r, struct err *e)
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
	if (!st && train_has_parts(r->parts))
		st = table_single(r->t, ROLE_ID, true, &r->id_column, e);
	if (!st)
		st = names_add_list(&r->p->features, r->feature.member.name, r->feature.n, e);
	if (!st && l->flags & LOSS_EXPERTS)
		st = names_add_list(&r->p->experts, r->c.agent.name + 1, r->c.nexpert, e);
	for (size_t a = 0; !st && a < r->c.agent.n; a++)
		r->row_costs |= r->c.cost_column[a] != NAMES_NONE;
	return st;
}

static int read_part(const struct train_columns *r, uint32_t *part, struct err *e)
{
	const struct csv_field *id = &r->t->row.f[r->id_column];
	const struct train_parts *p = r->parts;

	if (table_missing(r->t, r->id_column))
		return table_cell_missing(r->t, r->id_column, e);
	*part = p->folds ? (uint32_t)parts_fold_of(p->folds, id->p, id->n, p->seed)
			 : parts_is_first(p->share, id->p, id->n, p->seed);
	return ST_OK;
}

static int start_rows(struct train_columns *r, struct err *e)
{
	const struct train_data *d = NULL; /* its types alone */
	size_t ne = r->c.nexpert;
	int st = pile_init(&r->rows, TRAIN_ARRAYS, e);

	if (st)
		return st;
	pile_shape(&r->rows, TRAIN_X, sizeof *d->x, r->feature.n);
	pile_shape(&r->rows, TRAIN_Y, sizeof *d->y, 1);
	pile_shape(&r->rows, TRAIN_E, sizeof *d->e, r->graded ? 0 : ne);
	pile_shape(&r->rows, TRAIN_C0, sizeof *d->c0, r->row_costs ? ne : 0);
	pile_shape(&r->rows, TRAIN_W, sizeof *d->w, r->c.weight_column != NAMES_NONE);
	pile_shape(&r->rows, TRAIN_F, sizeof *d->f, r->classes && r->p->loss->flags & LOSS_FROZEN ? r->c.classes.n : 0);
	pile_shape(&r->rows, TRAIN_Q, sizeof *d->q, r->graded ? 1 + ne : 0);
	pile_shape(&r->rows, TRAIN_PART, sizeof *d->part, train_has_parts(r->parts));
	return ST_OK;
}

int train_columns_start(struct train_columns *r, struct table *t, struct err *e)
{
	int st = loss_check_costs((size_t)(r->p->loss - loss_table), t, e);

	r->t = t;
	if (!st)
		st = bind(r, e);
	return st ? st : start_rows(r, e);
}

static int read_costs(struct train_columns *r, double *c0, struct err *e)
{
	for (size_t j = 0; j < r->c.nexpert; j++) {
		c0[j] = r->c.cost[1 + j] - r->c.cost[0];
		if (c0[j] < 0)
			return table_bad_cell(r->t, cases_cost_column(&r->c, j), "a cost below the model's own", e);
	}
	return ST_OK;
}

/* The row's outcomes: graded ones, or answers. */
static int read_outcomes(struct train_columns *r, struct err *e)
{
	const struct cases *c = &r->c;
	bool frozen = r->p->loss->flags & LOSS_FROZEN;
	int32_t *answer = pile_next(&r->rows, TRAIN_E);
	double *q = pile_next(&r->rows, TRAIN_Q);

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
static bool is_row(const struct train_columns *r)
{
	return r->c.weight > 0 && !(r->graded && r->p->loss->flags & LOSS_FROZEN && isnan(r->c.quality[0]));
}

int train_columns_row(struct train_columns *r, struct err *e)
{
	struct cases *c = &r->c;
	int st = cases_next(c, e);
	double *x, *w, *f;

	if (st || !is_row(r))
		return st ? st : ST_SKIP;
	st = pile_room(&r->rows, e);
	x = pile_next(&r->rows, TRAIN_X);
	if (!st)
		st = table_needed_numbers(r->t, r->feature.column, r->feature.n, x, e);
	if (!st && r->row_costs)
		st = read_costs(r, pile_next(&r->rows, TRAIN_C0), e);
	if (!st)
		st = read_outcomes(r, e);
	if (!st && train_has_parts(r->parts))
		st = read_part(r, pile_next(&r->rows, TRAIN_PART), e);
	if (st)
		return st;
	*(int32_t *)pile_next(&r->rows, TRAIN_Y) = c->label == NAMES_NONE ? 0 : (int32_t)c->label;
	if ((w = pile_next(&r->rows, TRAIN_W)))
		*w = c->weight;
	if ((f = pile_next(&r->rows, TRAIN_F)))
		cases_logits(c, f);
	return ST_OK;
}

struct train_data train_columns_data(const struct train_columns *r)
{
	const struct pile *p = &r->rows;

	return (struct train_data){.n = p->n,
		.here = p->n,
		.x = pile_first(p, TRAIN_X),
		.y = pile_first(p, TRAIN_Y),
		.e = pile_first(p, TRAIN_E),
		.c0 = pile_first(p, TRAIN_C0),
		.w = pile_first(p, TRAIN_W),
		.f = pile_first(p, TRAIN_F),
		.q = pile_first(p, TRAIN_Q),
		.part = pile_first(p, TRAIN_PART)};
}

void train_columns_renumber(struct train_columns *r, const size_t *to)
{
	int32_t *y = pile_first(&r->rows, TRAIN_Y), *answer = pile_first(&r->rows, TRAIN_E);

	for (size_t i = 0; i < r->rows.n; i++)
		y[i] = (int32_t)to[y[i]];
	for (size_t i = 0; i < r->rows.array[TRAIN_E].n; i++)
		if (answer[i] != LOSS_MISSING)
			answer[i] = to[answer[i]] == NAMES_NONE ? LOSS_OTHER : (int32_t)to[answer[i]];
}

void train_columns_free(struct train_columns *r)
{
	cases_free(&r->c);
	family_free(&r->feature);
	pile_free(&r->rows);
}
