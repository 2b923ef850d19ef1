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

int curve_draws_start(struct curve_draws *c, const struct scored_rows *rows, size_t draws, struct err *e)
{
	int st;

	*c = (struct curve_draws){.rows = rows};
	st = draw_sums_init(&c->sums, DRAW_WEIGHTS, CELLS, SUMS, false, draws, e);
	for (size_t i = 0; !st && i < rows->order.n; i++) {
		struct scored_row r = scored_row(rows, i);

		add(c, MODEL, &r, 1, r.right, !r.unknown, r.model_cost);
	}
	if (st)
		return st;
	draw_sums_merge_cell(&c->sums, ALL, MODEL);
	return draw_sums_end(&c->sums, e);
}

void curve_draws_free(struct curve_draws *c)
{
	draw_sums_free(&c->sums);
}

int curve_draws_defer(struct curve_draws *c, size_t at, struct err *e)
{
	for (; c->at < at; c->at++) {
		struct scored_row r = scored_row(c->rows, c->at);

		add(c, MODEL, &r, -1, r.right, !r.unknown, r.model_cost);
		add(c, EXPERTS, &r, 1, r.expert_right, r.answered, r.expert_cost);
	}
	return draw_sums_end(&c->sums, e);
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
		.cost = ldexp(draw_number_ratio(&cost, &all), c->rows->cost_unit),
		.risk = c->rows->beyond ? NAN : ratio(c, MODEL, 1, WRONG, KNOWN, draw)};
}
