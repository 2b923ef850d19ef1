/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/combine_columns.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "combine/vote.h"
#include "math/vec.h"

struct state {
	const struct combine_setting *set;
	struct combine_input in;
	double *p; /* [classes] */
	size_t k;  /* classes; 0: they are not known beforehand, and answer alone is written */
};

static bool fitted(const struct state *s)
{
	return s->set->method >= COMBINE_CONFUSION;
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
	for (size_t c = 0; !st && c < s->k; c++)
		st = combine_name_column(t, ROLE_PROB, &classes->name[c], computed, e);
	return st ? st : combine_name_column(t, ROLE_ANSWER, NULL, computed, e);
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
		combiner_posterior(in->own, in->p, in->said, s->p);
		answer = &s->set->m.classes.name[vec_argmax(s->p, s->k)];
	} else {
		for (size_t c = 0; c < s->k; c++)
			s->p[c] = in->c.p[c];
		best = s->k ? vote_combine(s->set->method == COMBINE_WEIGHTED, in->answer, in->conf, in->n, s->k, s->p)
			    : plain_majority(in);
		answer = best == NAMES_NONE ? NULL : cases_class_name(&in->c, best);
	}
	extend_row(x, &in->c.t->row);
	for (size_t c = 0; c < s->k; c++)
		extend_number(x, s->p[c]);
	extend_name(x, answer);
	return extend_end(x, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	combine_input_free(&s->in);
	free(s->p);
}

int combine_run(const struct combine_setting *set, const struct table_run *run, struct err *e)
{
	const struct state fresh = {.set = set};
	struct table_task task = {
		.start = start, .row = combine_row, .free = free_state, .fresh = &fresh, .size = sizeof fresh};

	return table_run(&task, run, e);
}
