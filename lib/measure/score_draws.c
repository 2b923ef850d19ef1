/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/score_draws.h"

#include <stdlib.h>

#include "base/buf.h"

/* The sums of no agent are its tallies and the cost. */
enum { COST = SCORE_OF_AGENT, OF_ALL, OF_AGENT = SCORE_TALLIES - SCORE_OF_AGENT };

int score_draws_reserve(struct score_draws *x, size_t n, size_t draws, struct err *e)
{
	int st = score_reserve(&x->one, n, e);

	if (!st && !x->draws)
		st = draw_sums_init(&x->all, DRAW_WEIGHTS, 1, OF_ALL, false, draws, e);
	if (!st)
		x->draws = draws;
	if (!st)
		st = array_reserve(&x->agent, &x->cap, n, sizeof *x->agent, e);
	for (; !st && x->n < n; x->n += !st)
		st = draw_sums_init(&x->agent[x->n], DRAW_WEIGHTS, 1, OF_AGENT, false, draws, e);
	return st;
}

void score_draws_free(struct score_draws *x)
{
	score_free(&x->one);
	draw_sums_free(&x->all);
	for (size_t a = 0; a < x->n; a++)
		draw_sums_free(&x->agent[a]);
	free(x->agent);
	*x = (struct score_draws){0};
}

/* Takes n tallies of the row, which are empty after; whether any was not.  Sums of outcomes other than 0 and 1 are there if it is
 * graded. */
static bool take(struct tally **tally, size_t n, bool graded, double *value)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		value[i] = graded ? tally_value(tally[i]) : (double)tally[i]->unit;
		any |= value[i] != 0;
		tally[i]->unit = 0;
		if (graded)
			*tally[i] = (struct tally){0};
	}
	return any;
}

void score_draws_add(struct score_draws *x, const struct score_row *r, uint64_t key)
{
	const struct draw_row row = {.key = key, .weight = r->weight};
	struct tally *tally[SCORE_TALLIES];
	struct score_row one = *r;
	bool graded;
	double value[OF_ALL];

	one.weight = 1;
	one.cost = 0;
	score_add(&x->one, &one);
	graded = x->one.n_graded;
	x->one.n_graded = 0;
	for (size_t a = 0; a < x->n; a++) {
		score_tallies(&x->one, a, tally);
		if (take(tally + SCORE_OF_AGENT, OF_AGENT, graded, value))
			draw_sums_add(&x->agent[a], 0, &row, value);
	}
	take(tally, SCORE_OF_AGENT, graded, value);
	value[COST] = r->cost;
	draw_sums_add(&x->all, 0, &row, value);
}

void score_draws_merge(struct score_draws *x, const struct score_draws *other)
{
	draw_sums_merge(&x->all, &other->all);
	for (size_t a = 0; a < other->n; a++)
		draw_sums_merge(&x->agent[a], &other->agent[a]);
}

int score_draws_write(const struct score_draws *x, const struct names *agent, struct state_out *o, struct err *e)
{
	int st = x->draws ? draw_sums_write(&x->all, "drawn", o, e) : ST_OK;

	for (size_t a = 0; !st && a < x->n; a++) {
		state_out_member(o, &agent->name[a]);
		st = draw_sums_write(&x->agent[a], "drawn_agent", o, e);
	}
	return st;
}

bool score_draws_read(struct score_draws *x, size_t agent, struct state_item *i)
{
	return x->draws && (draw_sums_read(&x->all, "drawn", i) || draw_sums_read(&x->agent[agent], "drawn_agent", i));
}

int score_draws_end(struct score_draws *x, struct err *e)
{
	int st = draw_sums_end(&x->all, e);

	for (size_t a = 0; !st && a < x->n; a++)
		st = draw_sums_end(&x->agent[a], e);
	return st;
}

void score_draws_get(const struct score_draws *x, size_t draw, struct score *s)
{
	struct tally *tally[SCORE_TALLIES];

	for (size_t a = 0; a < x->n; a++) {
		score_tallies(s, a, tally);
		for (size_t i = 0; i < OF_AGENT; i++)
			*tally[SCORE_OF_AGENT + i] = (struct tally){0, draw_sums_get(&x->agent[a], 0, i, draw)};
		for (size_t i = 0; !a && i < SCORE_OF_AGENT; i++)
			*tally[i] = (struct tally){0, draw_sums_get(&x->all, 0, i, draw)};
	}
	s->cost = draw_sums_get(&x->all, 0, COST, draw);
}
