/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/combine_ask.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "combine/asking.h"
#include "combine/vote.h"
#include "math/vec.h"

/* A row may take this many products. */
#define SIZE_MOST 1e7

struct state {
	const struct combine_setting *set;
	struct combine_input in;
	struct arena arena;
	const struct combiner *m; /* NULL: a weighted vote */
	size_t k, n;              /* classes, experts */
	double *p;                /* [k] */
	double *chance;           /* [n][k][k] of a weighted vote on the row */
	struct asking asking;
	size_t *cost_column, *avail_column; /* [n] NAMES_NONE */
	bool *available;                    /* [n] by avail_* */
};

/* The vote's experts are the table's agents after the model. */
static const struct name *expert(const struct state *s, size_t j)
{
	return s->m ? &s->m->experts.name[j] : &s->in.c.agent.name[1 + j];
}

static int allocate(struct state *s, struct err *e)
{
	struct arena *a = &s->arena;

	s->p = arena_alloc(a, s->k, sizeof *s->p);
	s->chance = s->m ? s->m->chance : arena_alloc(a, s->n * s->k * s->k, sizeof *s->chance);
	s->cost_column = arena_alloc(a, s->n, sizeof *s->cost_column);
	s->avail_column = arena_alloc(a, s->n, sizeof *s->avail_column);
	s->available = arena_alloc(a, s->n, sizeof *s->available);
	s->asking = (struct asking){s->k, s->n, s->chance, arena_alloc(a, s->n, sizeof *s->asking.may),
		arena_alloc(a, s->n, sizeof *s->asking.cost), arena_alloc(a, s->set->ask * s->k, sizeof(double))};
	return arena_status(a, e);
}

static int bind_expert(struct state *s, struct table *t, size_t j, struct names *computed, struct err *e)
{
	const struct name *name = expert(s, j);
	int st = combine_name_column(t, ROLE_ESTIMATE, name, computed, e);

	s->cost_column[j] = NAMES_NONE; /* the price of the first is whoever decides' to weigh */
	if (!st && s->set->ask > 1)
		st = roles_find(&t->roles, ROLE_COST, name, &t->header, &s->cost_column[j], e);
	if (!st)
		st = roles_find(&t->roles, ROLE_AVAILABLE, name, &t->header, &s->avail_column[j], e);
	return st || s->m || s->in.c.conf_column[1 + j] != NAMES_NONE ? st : table_no_member(t, ROLE_CONF, name, e);
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	static char model_text[] = "model";
	static const struct name model_name = {model_text, 5};
	struct state *s = state;
	size_t ask = s->set->ask;
	double size;
	int st;

	s->m = s->set->method == COMBINE_WEIGHTED ? NULL : &s->set->m;
	st = combine_input_init(
		&s->in, t, &(struct combine_input_options){s->m, !s->m, false, s->set->renormalize, true}, e);
	if (st)
		return st;
	s->k = s->m ? s->m->classes.n : s->in.c.classes.n;
	s->n = s->m ? s->m->experts.n : s->in.c.nexpert;
	size = asking_size(s->k, s->n, ask);
	if (size > SIZE_MOST)
		return err_set(e, ST_USAGE, "--ask: %g products a row, above %g", size, SIZE_MOST);
	st = allocate(s, e);
	if (!st)
		st = combine_name_column(t, ROLE_ESTIMATE, &model_name, computed, e);
	for (size_t j = 0; !st && j < s->n; j++)
		st = bind_expert(s, t, j, computed, e);
	return st;
}

/* What expert j may answer on the row, by its confidence. */
static int read_chance(struct state *s, size_t j, struct err *e)
{
	const struct cases *c = &s->in.c;

	if (isnan(c->conf[1 + j]))
		return table_cell_missing(c->t, c->conf_column[1 + j], e);
	vote_chance(c->conf[1 + j], s->k, s->chance + j * s->k * s->k);
	return ST_OK;
}

/* Whether expert j may be asked, at what price, and what it may answer. */
static int read_askable(struct state *s, size_t j, struct err *e)
{
	struct table *t = s->in.c.t;
	bool *may = &s->asking.may[j];
	double avail = 1, cost = 0;
	int st = ST_OK;

	if (s->avail_column[j] != NAMES_NONE)
		st = table_number(t, s->avail_column[j], &avail, e);
	s->available[j] = avail != 0 && !isnan(avail);
	*may = *may && s->available[j];
	if (!st && s->cost_column[j] != NAMES_NONE && *may)
		st = table_needed_number(t, s->cost_column[j], &cost, e);
	s->asking.cost[j] = s->set->lambda * cost;
	if (!st && !isfinite(s->asking.cost[j]))
		st = table_bad_cell(t, s->cost_column[j], "too large a cost for this --lambda", e);
	return st || s->m || !*may ? st : read_chance(s, j, e);
}

/* The posterior of what is there, and who has not answered. */
static void combine(struct state *s)
{
	const struct combine_input *in = &s->in;

	if (s->m)
		s->asking.chance = in->own->chance;
	for (size_t j = 0; j < s->n; j++)
		s->asking.may[j] = true;
	for (size_t i = 0; i < in->n; i++)
		if (in->agent[i] && in->answer[i] != NAMES_NONE)
			s->asking.may[s->m ? in->place[in->agent[i]] : in->agent[i] - 1] = false;
	if (s->m)
		combiner_posterior(in->own, in->p, in->said, s->p);
	else if (vote_combine(true, in->answer, in->conf, in->n, s->k, s->p) == NAMES_NONE)
		for (size_t c = 0; c < s->k; c++)
			s->p[c] = 1 / (double)s->k;
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	double now;
	int st = combine_input_next(&s->in, e);

	if (!st)
		combine(s);
	for (size_t j = 0; !st && j < s->n; j++)
		st = read_askable(s, j, e);
	if (st)
		return st;
	now = s->p[vec_argmax(s->p, s->k)];
	extend_row(x, &s->in.c.t->row);
	extend_number(x, now);
	for (size_t j = 0; j < s->n; j++)
		extend_number(x,
			!s->available[j]           ? NAN
				: s->asking.may[j] ? now + asking_gain(&s->asking, s->p, j, s->set->ask)
						   : now);
	return extend_end(x, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	combine_input_free(&s->in);
	arena_free(&s->arena);
}

int combine_ask(const struct combine_setting *set, const struct table_run *run, struct err *e)
{
	const struct state fresh = {.set = set};
	const struct table_task task = {
		.start = start, .row = row, .free = free_state, .fresh = &fresh, .size = sizeof fresh};

	return table_run(&task, run, e);
}
