/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/combine_columns.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "combine/asking.h"
#include "combine/vote.h"
#include "math/vec.h"

/* A row of --ask may take this many products. */
#define SIZE_MOST 1e7

struct state {
	const struct combine_setting *set;
	struct combine_input in;
	double *p; /* [classes] */
	size_t k;  /* classes; 0: they are not known beforehand, and answer alone is written */
	/* --ask */
	struct asking asking;
	size_t *cost_column, *avail_column; /* [experts] NAMES_NONE */
	bool *available;                    /* [experts] by avail_* */
};

static bool fitted(const struct state *s)
{
	return s->set->method >= COMBINE_CONFUSION;
}

/* Adds the name of the role's column for the member. */
static int name_column(
	const struct table *t, enum role role, const struct name *member, struct names *computed, struct err *e)
{
	struct buf name = {0};
	size_t index;
	int st = roles_column(&t->roles, role, member, &t->header, &name, e);

	if (!st)
		st = names_add(computed, name.p, name.n, &index, e);
	buf_free(&name);
	return st;
}

static int find_column(const struct table *t, enum role role, const struct name *member, size_t *column, struct err *e)
{
	return roles_find(&t->roles, role, member, &t->header, column, e);
}

static char model_text[] = "model";
static const struct name model_name = {model_text, 5};

static int start_asking(struct state *s, struct table *t, struct names *computed, struct err *e)
{
	const struct combiner *m = &s->set->m;
	size_t n = m->experts.n;
	int st = name_column(t, ROLE_ESTIMATE, &model_name, computed, e);

	s->asking.m = m;
	s->asking.may = mem_alloc(n, sizeof *s->asking.may, e);
	s->asking.cost = mem_alloc(n, sizeof *s->asking.cost, e);
	s->asking.room = mem_alloc(s->set->ask * s->k, sizeof *s->asking.room, e);
	s->cost_column = mem_alloc(n, sizeof *s->cost_column, e);
	s->avail_column = mem_alloc(n, sizeof *s->avail_column, e);
	s->available = mem_alloc(n, sizeof *s->available, e);
	if (!s->asking.may || !s->asking.cost || !s->asking.room || !s->cost_column || !s->avail_column
		|| !s->available)
		return ST_SYSTEM;
	if (!st && asking_size(m, s->set->ask) > SIZE_MOST)
		st = err_set(e, ST_USAGE, "--ask: %g products a row, above %g", asking_size(m, s->set->ask),
			(double)SIZE_MOST);
	for (size_t j = 0; !st && j < n; j++) {
		st = name_column(t, ROLE_ESTIMATE, &m->experts.name[j], computed, e);
		s->cost_column[j] = NAMES_NONE; /* the price of the first is whoever decides' to weigh */
		if (!st && s->set->ask > 1)
			st = find_column(t, ROLE_COST, &m->experts.name[j], &s->cost_column[j], e);
		if (!st)
			st = find_column(t, ROLE_AVAILABLE, &m->experts.name[j], &s->avail_column[j], e);
	}
	return st;
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;
	const struct combine_input_options o = {
		fitted(s) ? &s->set->m : NULL, s->set->method == COMBINE_WEIGHTED, false, s->set->renormalize};
	const struct names *classes;
	int st = combine_input_init(&s->in, t, &o, e);

	if (st)
		return st;
	classes = fitted(s) ? &s->set->m.classes : &s->in.c.classes;
	s->k = fitted(s) || s->in.c.prob.n ? classes->n : 0;
	s->p = mem_alloc(s->k, sizeof *s->p, e);
	if (!s->p)
		return ST_SYSTEM;
	if (s->set->ask)
		return start_asking(s, t, computed, e);
	for (size_t c = 0; !st && c < s->k; c++)
		st = name_column(t, ROLE_PROB, &classes->name[c], computed, e);
	return st ? st : name_column(t, ROLE_ANSWER, NULL, computed, e);
}

/* The most frequent answer where the classes are not known beforehand. */
static size_t plain_majority(const struct combine_input *in)
{
	return readings_combine(in->answer, in->conf, in->n);
}

static int combine_row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	struct combine_input *in = &s->in;
	const struct name *answer = NULL;
	size_t best;
	int st = combine_input_next(in, e);

	if (st)
		return st;
	if (fitted(s)) {
		combiner_posterior(&s->set->m, in->p, in->said, s->p);
		answer = &s->set->m.classes.name[vec_argmax(s->p, s->k)];
	} else {
		for (size_t c = 0; c < s->k; c++)
			s->p[c] = in->c.p[c];
		best = s->k ? vote_combine(s->set->method == COMBINE_WEIGHTED, in->answer, in->conf, in->n, s->k, s->p)
			    : plain_majority(in);
		answer = best == NAMES_NONE ? NULL : cases_class_name(&in->c, best);
	}
	for (size_t c = 0; c < s->k; c++)
		extend_number(x, s->p[c]);
	extend_name(x, answer);
	return extend_row(x, e);
}

/* Who may still be asked, and at what price. */
static int read_askable(struct state *s, struct err *e)
{
	struct table *t = s->in.c.t;
	int st = ST_OK;

	for (size_t j = 0; !st && j < s->set->m.experts.n; j++) {
		double avail = 1, cost = 0;

		if (s->avail_column[j] != NAMES_NONE)
			st = table_number(t, s->avail_column[j], &avail, e);
		s->available[j] = avail != 0 && !isnan(avail);
		s->asking.may[j] = s->available[j] && s->in.said[j] == NAMES_NONE;
		if (!st && s->cost_column[j] != NAMES_NONE && s->asking.may[j])
			st = table_needed_number(t, s->cost_column[j], &cost, e);
		s->asking.cost[j] = s->set->lambda * cost;
		if (!st && !isfinite(s->asking.cost[j]))
			st = table_bad_cell(t, s->cost_column[j], "too large a cost for this --lambda", e);
	}
	return st;
}

static int ask_row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	double now;
	int st = combine_input_next(&s->in, e);

	if (!st)
		st = read_askable(s, e);
	if (st)
		return st;
	combiner_posterior(&s->set->m, s->in.p, s->in.said, s->p);
	now = s->p[vec_argmax(s->p, s->k)];
	extend_number(x, now);
	for (size_t j = 0; j < s->set->m.experts.n; j++)
		extend_number(x,
			!s->available[j]           ? NAN
				: s->asking.may[j] ? now + asking_gain(&s->asking, s->p, j, s->set->ask)
						   : now);
	return extend_row(x, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	combine_input_free(&s->in);
	free(s->p);
	free(s->asking.may);
	free(s->asking.cost);
	free(s->asking.room);
	free(s->cost_column);
	free(s->avail_column);
	free(s->available);
}

int combine_run(const struct combine_setting *set, const struct table_run *run, struct err *e)
{
	const struct state fresh = {.set = set};
	struct table_task task = {.start = start,
		.row = set->ask ? ask_row : combine_row,
		.free = free_state,
		.fresh = &fresh,
		.size = sizeof fresh};

	return table_run(&task, run, e);
}
