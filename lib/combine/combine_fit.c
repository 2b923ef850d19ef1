/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/combine_fit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "cases/cases_join.h"
#include "combine/combine_input.h"
#include "combine/combiner_file.h"
#include "combine/group_fit.h"
#include "combine/stacking.h"
#include "csv/pile.h"
#include "table/classes.h"

/* Arrays of the pile: those of struct combine_data. */
enum { LOGP, ANSWER, Y, W, GROUP, ARRAYS };

struct state {
	const struct combine_fit_setting *set;
	struct combine_input in;
	struct groups groups;
	struct pile rows;
	size_t *to; /* what another state's classes are in the first one */
	struct combiner out;
};

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;
	const struct combine_input_options o = {.label = true, .renormalize = s->set->renormalize};
	int st = combine_input_init(&s->in, t, &o, e);

	(void)computed;
	if (!st)
		st = pile_init(&s->rows, ARRAYS, e);
	if (!st)
		st = groups_bind_names(&s->groups, s->set->by, &(struct names){0}, t, e);
	if (st)
		return st;
	pile_shape(&s->rows, LOGP, sizeof(double), s->in.c.prob.n ? s->in.c.classes.n : 0);
	pile_shape(&s->rows, ANSWER, sizeof(uint32_t), s->in.c.nexpert);
	pile_shape(&s->rows, Y, sizeof(uint32_t), 1);
	pile_shape(&s->rows, W, sizeof(double), 1);
	pile_shape(&s->rows, GROUP, sizeof(size_t), s->set->by->n > 0);
	return ST_OK;
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	struct combine_input *in = &s->in;
	uint32_t *answer;
	double *logp;
	size_t group = 0;
	int st = combine_input_next(in, e);

	(void)x;
	if (!st)
		st = groups_row(&s->groups, in->c.t, in->c.weight > 0, &group, e);
	if (st || !(in->c.weight > 0))
		return st;
	st = pile_room(&s->rows, e);
	if (st)
		return st;
	logp = pile_next(&s->rows, LOGP);
	for (size_t c = 0; in->c.prob.n && c < in->c.classes.n; c++)
		logp[c] = combiner_log(in->c.p[c]);
	answer = pile_next(&s->rows, ANSWER);
	for (size_t j = 0; j < in->c.nexpert; j++)
		answer[j] = UINT32_MAX;
	for (size_t i = 0; i < in->n; i++)
		if (in->agent[i] && in->answer[i] != NAMES_NONE)
			answer[in->agent[i] - 1] = (uint32_t)in->answer[i];
	*(uint32_t *)pile_next(&s->rows, Y) = (uint32_t)in->c.label;
	*(double *)pile_next(&s->rows, W) = in->c.weight;
	if (s->set->by->n)
		*(size_t *)pile_next(&s->rows, GROUP) = group;
	pile_add(&s->rows);
	return ST_OK;
}

static struct pile *piles(void *state, size_t *n)
{
	*n = 1;
	return &((struct state *)state)->rows;
}

static int merge(void *state, void *other, struct err *e)
{
	struct state *from = other;

	return cases_take_over(&((struct state *)state)->in.c, &from->in.c, &from->to, e);
}

static void number_anew(struct state *s, const size_t *to)
{
	uint32_t *y = pile_first(&s->rows, Y), *answer = pile_first(&s->rows, ANSWER);

	for (size_t i = 0; i < s->rows.n; i++)
		y[i] = (uint32_t)to[y[i]];
	for (size_t i = 0; i < s->rows.n * s->in.c.nexpert; i++)
		if (answer[i] != UINT32_MAX)
			answer[i] = (uint32_t)to[answer[i]];
}

static void renumber(void *state)
{
	struct state *s = state;

	if (s->in.c.open)
		number_anew(s, s->to);
}

/* The classes of an open table are its labels, in an order that is not that of the rows. */
static int close_classes(struct state *s, struct err *e)
{
	struct cases *c = &s->in.c;
	bool *used = mem_alloc(c->classes.n, sizeof *used, e);
	size_t *to = mem_alloc(c->classes.n, sizeof *to, e);
	const uint32_t *y = pile_first(&s->rows, Y);
	int st = used && to ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < s->rows.n; i++)
		used[y[i]] = true;
	if (!st)
		st = classes_sort(&c->classes, used, &s->out.classes, to, e);
	if (!st)
		number_anew(s, to);
	free(used);
	free(to);
	return st;
}

static int check_rows(struct state *s, struct err *e)
{
	const uint32_t *answer = pile_first(&s->rows, ANSWER);
	size_t n = s->in.c.nexpert;
	bool *answered = mem_alloc(n, sizeof *answered, e);
	int st = answered ? ST_OK : ST_SYSTEM;

	if (!st && !s->rows.n)
		st = err_set(e, ST_DATA, "no rows (with a weight above 0) to learn from");
	for (size_t i = 0; !st && i < s->rows.n * n; i++)
		answered[i % n] |= answer[i] != UINT32_MAX;
	if (!st)
		st = cases_check_answered(&s->in.c, answered, e);
	free(answered);
	return st;
}

static int fit_numbers(const void *set, struct combiner *m, const struct combine_data *d, struct err *e)
{
	const struct combine_fit_setting *s = set;

	return m->method == COMBINE_CONFUSION ? confusion_fit(m, &s->confusion, d, e)
					      : stacking_fit(m, s->penalty, d, e);
}

static int fit(struct state *s, struct err *e)
{
	const struct combine_data d = {s->rows.n, s->in.c.prob.n ? pile_first(&s->rows, LOGP) : NULL,
		pile_first(&s->rows, ANSWER), pile_first(&s->rows, Y), pile_first(&s->rows, W)};
	struct combiner *m = &s->out;
	int st = names_add_list(&m->experts, s->in.c.agent.name + 1, s->in.c.nexpert, e);

	m->method = s->set->method;
	m->model = d.logp;
	if (!st && m->classes.n < 2)
		st = err_set(e, ST_DATA, "fewer than two classes to learn");
	if (!st)
		st = combiner_alloc(m, e);
	if (st)
		return st;
	st = fit_numbers(s->set, m, &d, e);
	return st || !s->set->by->n ? st
				    : group_fit(m, &s->groups, pile_first(&s->rows, GROUP), &d, fit_numbers, s->set, e);
}

static int finish(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	int st = cases_check(&s->in.c, e);

	(void)x;
	if (!st)
		st = check_rows(s, e);
	if (!st)
		st = s->in.c.open ? close_classes(s, e)
				  : names_add_list(&s->out.classes, s->in.c.classes.name, s->in.c.classes.n, e);
	if (!st)
		st = fit(s, e);
	return st ? st : combiner_write(&s->out, s->set->fd, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	combine_input_free(&s->in);
	pile_free(&s->rows);
	groups_free(&s->groups);
	free(s->to);
	combiner_free(&s->out);
}

int combine_fit_run(const struct combine_fit_setting *set, const struct table_run *run, struct err *e)
{
	const struct state fresh = {.set = set};
	struct table_task task = {start, row, finish, free_state, .piles = piles, .merge = merge, .renumber = renumber,
		.fresh = &fresh, .size = sizeof fresh, .silent = true};

	task.ordered = set->by->n; /* groups are numbered as they turn up */
	return table_run(&task, run, e);
}
