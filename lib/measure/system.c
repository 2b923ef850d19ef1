/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/system.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "inference/interval_columns.h"
#include "rank/scored_draws.h"

int system_rows_open(struct system_rows *s, struct table *t, const struct system_options *opt, struct err *e)
{
	int st;

	s->interval = &opt->interval;
	if (!t)
		return ST_OK;
	st = decision_init(&s->decision, t, 0, false, &opt->decision, e);
	if (!st)
		st = row_keys_open(&s->keys, t, &opt->interval, false, opt->partial, e);
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
	return c->weight > 0 ? row_keys_next(&s->keys, e) : ST_OK;
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
	int st = score_reserve(&x->score, s->agent.n, e);

	return st || !(s->interval->level > 0) ? st : score_draws_reserve(&x->draws, s->agent.n, s->interval->draws, e);
}

void system_sums_free(struct system_sums *x)
{
	score_free(&x->score);
	scored_rows_free(&x->rows);
	score_draws_free(&x->draws);
}

int system_sums_add(struct system_sums *x, const struct system_rows *s, struct err *e)
{
	const struct decision *r = &s->decision;
	const struct cases *c = &r->c;
	const struct score_row row = {.weight = c->weight,
		.agent = r->agent,
		.n = r->n,
		.system = score_answer(r->answer, c->label),
		.alone = s->alone,
		.cost = r->cost};

	score_add(&x->score, &row);
	if (x->draws.draws)
		score_draws_add(&x->draws, &row, s->keys.row);
	if (r->model == NAMES_NONE)
		return ST_OK;
	return scored_rows_add(&x->rows,
		&(struct scored_row){.score = isnan(r->score) ? 1 - c->p[r->model] : r->score,
			.weight = c->weight,
			.right = r->model == c->label,
			.answered = r->help != NAMES_NONE,
			.expert_right = r->help == c->label,
			.key = s->keys.row,
			.outcome_key = s->keys.row},
		e);
}

int system_sums_merge(
	struct system_sums *x, const struct system_rows *s, const struct system_sums *other, struct err *e)
{
	int st = system_sums_fill(x, s, e);

	if (st)
		return st;
	score_merge(&x->score, &other->score);
	if (x->draws.draws)
		score_draws_merge(&x->draws, &other->draws);
	return scored_rows_merge(&x->rows, &other->rows, e);
}

int system_sums_write(const struct system_sums *x, const struct system_rows *s, struct state_out *o, struct err *e)
{
	int st;

	if (s->agent.n)
		state_out_member(o, &s->agent.name[0]);
	st = score_write(&x->score, &s->agent, o, e);
	if (!st)
		st = score_draws_write(&x->draws, &s->agent, o, e);
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
	*taken = !st && (score_read(&x->score, agent, i) || score_draws_read(&x->draws, agent, i));
	return st;
}

int system_sums_check(const struct system_sums *x, struct err *e)
{
	return score_is_sound(&x->score)
		? ST_OK
		: err_set(e, ST_DATA, "the states contradict themselves: they are not of rows");
}

/* The columns of every draw. */
static int draw(struct interval_columns *all, const struct system_sums *x, const struct names *agent,
	enum areas_rule area, struct err *e)
{
	struct scored_draws rows;
	struct score s = {0};
	int st = scored_draws_init(&rows, &x->rows, e);

	if (!st)
		st = score_reserve(&s, agent->n, e);
	for (size_t b = 0; !st && b < all->draws; b++) {
		struct line l = {0};

		score_draws_get(&x->draws, b, &s);
		score_columns(&s, agent, &l);
		areas_sorted_columns(scored_draws_take(&rows, b), area, &l);
		st = l.failed ? err_memory(e) : ST_OK;
		if (!st)
			interval_columns_draw(all, l.cell, b);
		line_free(&l);
	}
	scored_draws_free(&rows);
	score_free(&s);
	return st;
}

static int add_intervals(struct system_sums *x, const struct system_rows *s, enum areas_rule area, const struct line *l,
	struct line *to, struct err *e)
{
	struct interval_columns all;
	int st = score_draws_end(&x->draws, e);

	if (st)
		return st;
	st = interval_columns_init(&all, l->name.n, s->interval->draws, e);
	if (!st)
		st = draw(&all, x, &s->agent, area, e);
	if (!st)
		interval_columns_add(&all, l, s->interval->level, to);
	interval_columns_free(&all);
	return st;
}

int system_sums_columns(
	struct system_sums *x, const struct system_rows *s, enum areas_rule area, struct line *l, struct err *e)
{
	struct line without = {0};
	int st = system_sums_fill(x, s, e);

	if (st)
		return st;
	score_columns(&x->score, &s->agent, x->draws.draws ? &without : l);
	st = areas_columns(&x->rows, area, x->draws.draws ? &without : l, e);
	if (!st && x->draws.draws)
		st = add_intervals(x, s, area, &without, l, e);
	line_free(&without);
	return st;
}
