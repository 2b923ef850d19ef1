/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/system.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

int system_rows_open(struct system_rows *s, struct table *t, const struct decision_options *opt, struct err *e)
{
	int st = decision_init(&s->decision, t, 0, false, opt, e);

	if (!st)
		st = names_add_list(&s->agent, s->decision.c.agent.name, s->decision.c.agent.n, e);
	if (st)
		return st;
	s->alone = mem_alloc(s->agent.n, sizeof *s->alone, e);
	return s->alone ? ST_OK : ST_SYSTEM;
}

int system_rows_next(struct system_rows *s, struct err *e)
{
	const struct cases *c = &s->decision.c;
	int st = decision_next(&s->decision, e);

	if (st)
		return st;
	s->alone[0] = score_answer(s->decision.model, c->label);
	for (size_t j = 0; j < c->nexpert; j++)
		s->alone[1 + j] = score_answer(c->answer[j], c->label);
	return ST_OK;
}

void system_rows_free(struct system_rows *s)
{
	decision_free(&s->decision);
	names_free(&s->agent);
	free(s->alone);
	*s = (struct system_rows){0};
}

int system_sums_fill(struct system_sums *x, const struct system_rows *s, struct err *e)
{
	return score_reserve(&x->score, s->agent.n, e);
}

void system_sums_free(struct system_sums *x)
{
	score_free(&x->score);
	scored_rows_free(&x->rows);
}

int system_sums_add(struct system_sums *x, const struct system_rows *s, struct err *e)
{
	const struct decision *r = &s->decision;
	const struct cases *c = &r->c;

	score_add(&x->score,
		&(struct score_row){.weight = c->weight,
			.agent = r->agent,
			.n = r->n,
			.system = score_answer(r->answer, c->label),
			.alone = s->alone,
			.cost = r->cost});
	if (r->model == NAMES_NONE)
		return ST_OK;
	return scored_rows_add(&x->rows,
		&(struct scored_row){.score = isnan(r->score) ? 1 - c->p[r->model] : r->score,
			.weight = c->weight,
			.right = r->model == c->label,
			.answered = r->help != NAMES_NONE,
			.expert_right = r->help == c->label},
		e);
}

int system_sums_merge(
	struct system_sums *x, const struct system_rows *s, const struct system_sums *other, struct err *e)
{
	int st = system_sums_fill(x, s, e);

	if (st)
		return st;
	score_merge(&x->score, &other->score);
	return scored_rows_merge(&x->rows, &other->rows, e);
}

int system_sums_write(const struct system_sums *x, const struct system_rows *s, struct state_out *o, struct err *e)
{
	int st;

	if (s->agent.n)
		state_out_member(o, &s->agent.name[0]);
	st = score_write(&x->score, &s->agent, o, e);
	state_out_member(o, &(struct name){0});
	return st ? st : scored_rows_write(&x->rows, o, e);
}

int system_sums_read(struct system_sums *x, struct system_rows *s, struct state_item *i, bool *taken, struct err *e)
{
	size_t agent;
	int st = scored_rows_read(&x->rows, i, taken, e);

	if (st || *taken)
		return st;
	st = names_add(&s->agent, i->member, i->member_length, &agent, e);
	if (!st)
		st = system_sums_fill(x, s, e);
	*taken = !st && score_read(&x->score, agent, i);
	return st;
}

int system_sums_check(const struct system_sums *x, struct err *e)
{
	return score_is_sound(&x->score)
		? ST_OK
		: err_set(e, ST_DATA, "the states contradict themselves: they are not of rows");
}

int system_sums_columns(
	struct system_sums *x, const struct system_rows *s, enum areas_rule area, struct line *l, struct err *e)
{
	int st = system_sums_fill(x, s, e);

	if (st)
		return st;
	score_columns(&x->score, &s->agent, l);
	return areas_columns(&x->rows, area, l, e);
}
