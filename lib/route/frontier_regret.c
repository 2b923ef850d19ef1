/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/frontier_regret.h"

#include <math.h>

#include "route/spending_draws.h"

static void find_constant(struct frontier_report *r)
{
	double best = NAN;

	r->constant = r->m;
	for (size_t a = 0; a < r->m; a++) {
		double accuracy = spending_result(&r->single[a]).accuracy;

		if (r->asked[a] == r->rows && !isnan(accuracy) && !(best >= accuracy)) {
			best = accuracy;
			r->constant = a;
		}
	}
}

/* Adds the row to what a policy loses, or takes it out again.  No constant is no reason to leave anything out. */
static void change(struct frontier_report *r, size_t policy, const struct gap *x, double right, double sign)
{
	double constant = r->constant < r->m ? gaps_right(&r->gaps, x, r->constant) : 0;

	paired_add(&r->lost, policy, &(struct paired_row){x->oracle, x->weight, x->key}, right, constant, sign);
}

int frontier_regret_begin(struct frontier_report *r, struct err *e)
{
	struct gaps *g = &r->gaps;
	int st;

	find_constant(r);
	st = order_sort(&g->order, e);
	for (size_t k = 0; !st && g->n && k < r->m + FRONTIER_POLICIES; k++)
		st = paired_reserve(&r->lost, k, r->level > 0 ? r->draws : 0, e);
	for (g->next = 0; !st && g->next < g->n; g->next++) {
		const struct gap *x = gaps_in_order(g, g->next);

		if (!isinf(x->rate))
			break;
		for (size_t a = 0; a < r->m; a++)
			change(r, a, x, gaps_right(g, x, a), 1);
		change(r, r->m + FRONTIER_ORACLE, x, x->oracle, 1);
		change(r, r->m + FRONTIER_AT, x, x->to, 1);
	}
	return st;
}

void frontier_regret_follow(struct frontier_report *r)
{
	const struct frontier *f = &r->frontier;
	struct gaps *g = &r->gaps;
	double rate = f->next ? -f->order.row[f->next - 1].key : INFINITY;

	for (; g->next < g->n && gaps_in_order(g, g->next)->rate >= rate; g->next++) {
		const struct gap *x = gaps_in_order(g, g->next);

		change(r, r->m + FRONTIER_AT, x, x->from, -1);
		change(r, r->m + FRONTIER_AT, x, x->to, 1);
	}
}

static const struct spending *spending_of(const struct frontier_report *r, size_t policy)
{
	if (policy < r->m)
		return &r->single[policy];
	return policy == r->m + FRONTIER_ORACLE ? &r->oracle : &r->frontier.at;
}

static struct paired_total total(const struct frontier_report *r, size_t policy)
{
	const struct spending *s = spending_of(r, policy);

	return (struct paired_total){s->right, s->scored};
}

static struct paired_total total_of_draw(const struct frontier_report *r, size_t policy, size_t draw)
{
	return policy < r->m ? spending_draws_total(&r->alone[policy], 0, draw)
			     : spending_draws_total(&r->shared, policy - r->m, draw);
}

struct regret frontier_regret(const struct frontier_report *r, size_t policy)
{
	bool any = r->constant < r->m;
	const struct paired_total oracle = total(r, r->m + FRONTIER_ORACLE), own = total(r, policy),
				  constant = any ? total(r, r->constant) : oracle;

	return paired_regret(&oracle, &own, any ? &constant : NULL, paired_lost(&r->lost, policy));
}

struct regret frontier_regret_draw(const struct frontier_report *r, size_t policy, size_t draw)
{
	bool any = r->constant < r->m;
	const struct paired_total oracle = total_of_draw(r, r->m + FRONTIER_ORACLE, draw),
				  own = total_of_draw(r, policy, draw),
				  constant = any ? total_of_draw(r, r->constant, draw) : oracle;
	struct sum lost[PAIRED_SUMS];

	paired_get(&r->lost, policy, draw, lost);
	return paired_regret(&oracle, &own, any ? &constant : NULL, lost);
}
