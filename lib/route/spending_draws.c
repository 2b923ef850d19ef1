/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/spending_draws.h"

#include <math.h>

enum { WEIGHT, COST, CONF, RIGHT, SCORED, SUMS };

int spending_draws_init(struct draw_sums *s, size_t policies, size_t draws, struct err *e)
{
	return draw_sums_init(s, DRAW_WEIGHTS, policies, SUMS, false, draws, e);
}

void spending_draws_add(
	struct draw_sums *s, size_t policy, const struct outcome *o, double weight, uint64_t key, int sign)
{
	const struct draw_row row = {.key = key, .weight = weight};
	bool scored = !isnan(o->right);
	const double value[SUMS] = {[WEIGHT] = sign,
		[COST] = sign * o->cost,
		[CONF] = sign * o->conf,
		[RIGHT] = scored ? sign * o->right : 0,
		[SCORED] = scored ? sign : 0};

	draw_sums_add(s, policy, &row, value);
}

static double ratio(const struct draw_sums *s, size_t policy, size_t above, size_t below, size_t draw)
{
	struct draw_number a = draw_sums_number(s, policy, 1, above, draw);
	struct draw_number b = draw_sums_number(s, policy, 1, below, draw);

	return draw_number_ratio(&a, &b);
}

struct paired_total spending_draws_total(const struct draw_sums *s, size_t policy, size_t draw)
{
	return (struct paired_total){draw_sums_get(s, policy, RIGHT, draw), draw_sums_get(s, policy, SCORED, draw)};
}

struct spending_result spending_draws_get(const struct draw_sums *s, size_t policy, size_t draw)
{
	return (struct spending_result){.cost = ratio(s, policy, COST, WEIGHT, draw),
		.conf = ratio(s, policy, CONF, WEIGHT, draw),
		.accuracy = ratio(s, policy, RIGHT, SCORED, draw)};
}
