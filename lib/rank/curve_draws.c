/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/curve_draws.h"

#include <math.h>

/* The model's rows, the experts', and all of them. */
enum { MODEL, EXPERTS, ALL, CELLS };
enum { WEIGHT, KNOWN, RIGHT, WRONG, COST, SUMS };

static void add(struct curve_draws *c, size_t cell, const struct scored_row *r, double sign, double right, double known,
	double cost)
{
	const struct draw_row row = {.key = r->key, .weight = r->weight};
	const double value[SUMS] = {[WEIGHT] = sign,
		[KNOWN] = sign * known,
		[RIGHT] = sign * right,
		[WRONG] = sign * (known - right),
		[COST] = sign * cost};

	draw_sums_add(&c->sums, cell, &row, value);
}

/* Row i, the next one; false after the last, or where reading failed. */
static bool next_row(struct curve_draws *c, size_t i, struct scored_row *r)
{
	if (!c->rows)
		return scored_runs_next_row(&c->runs, r);
	if (i == c->rows->order.n)
		return false;
	*r = scored_row(c->rows, i);
	return true;
}

/* All rows are the model's. */
static int add_rows(struct curve_draws *c, size_t draws, struct err *e)
{
	int st = draw_sums_init(&c->sums, DRAW_WEIGHTS, CELLS, SUMS, false, draws, e);
	struct scored_row r;

	for (size_t i = 0; !st && next_row(c, i, &r); i++)
		add(c, MODEL, &r, 1, r.right, !r.unknown, r.model_cost);
	if (st)
		return st;
	draw_sums_merge_cell(&c->sums, ALL, MODEL);
	return draw_sums_end(&c->sums, e);
}

int curve_draws_start(struct curve_draws *c, const struct scored_rows *rows, size_t draws, struct err *e)
{
	*c = (struct curve_draws){.rows = rows, .cost_unit = rows->cost_unit, .beyond = rows->beyond};
	return add_rows(c, draws, e);
}

int curve_draws_start_runs(struct curve_draws *c, const struct scored_runs *runs, size_t draws, struct err *e)
{
	int st;

	*c = (struct curve_draws){.cost_unit = runs->cost_unit, .beyond = runs->totals.beyond};
	if ((st = scored_runs_again(&c->runs, runs, e)))
		return st;
	scored_runs_rewind(&c->runs);
	st = add_rows(c, draws, e);
	scored_runs_rewind(&c->runs);
	return st ? st : scored_runs_status(&c->runs, e);
}

void curve_draws_free(struct curve_draws *c)
{
	draw_sums_free(&c->sums);
	scored_runs_free(&c->runs);
}

int curve_draws_defer(struct curve_draws *c, size_t at, struct err *e)
{
	struct scored_row r;

	for (; c->at < at && next_row(c, c->at, &r); c->at++) {
		add(c, MODEL, &r, -1, r.right, !r.unknown, r.model_cost);
		add(c, EXPERTS, &r, 1, r.expert_right, r.answered, r.expert_cost);
	}
	return c->at < at ? scored_runs_status(&c->runs, e) : draw_sums_end(&c->sums, e);
}

static double ratio(const struct curve_draws *c, size_t cell, size_t cells, size_t above, size_t below, size_t draw)
{
	struct draw_number a = draw_sums_number(&c->sums, cell, cells, above, draw);
	struct draw_number b = draw_sums_number(&c->sums, cell, cells, below, draw);

	return draw_number_ratio(&a, &b);
}

struct curve_point curve_draws_point(const struct curve_draws *c, size_t draw)
{
	struct draw_number kept = draw_sums_number(&c->sums, MODEL, 1, WEIGHT, draw);
	struct draw_number all = draw_sums_number(&c->sums, ALL, 1, WEIGHT, draw);
	struct draw_number cost = draw_sums_number(&c->sums, MODEL, 2, COST, draw);

	return (struct curve_point){.coverage = draw_number_ratio(&kept, &all),
		.system_accuracy = ratio(c, MODEL, 2, RIGHT, KNOWN, draw),
		.model_accuracy = ratio(c, MODEL, 1, RIGHT, KNOWN, draw),
		.expert_accuracy = ratio(c, EXPERTS, 1, RIGHT, KNOWN, draw),
		.cost = ldexp(draw_number_ratio(&cost, &all), c->cost_unit),
		.risk = c->beyond ? NAN : ratio(c, MODEL, 1, WRONG, KNOWN, draw)};
}
