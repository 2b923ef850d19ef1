/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "router/router_score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int router_score_reserve(struct router_score *s, const struct router_rows *r, struct err *e)
{
	const struct interval_options *o = &r->opt->interval;
	int st = array_reserve(&s->agent, &s->agent_cap, r->agent.n, sizeof *s->agent, e);

	if (!st && o->level > 0 && !s->drawn.draws)
		st = draw_sums_init(&s->drawn, DRAW_WEIGHTS, 1, ROUTER_SUMS, false, o->draws, e);
	for (; !st && s->agents < r->agent.n; s->agents++) {
		struct router_agent *agent = &s->agent[s->agents];

		*agent = (struct router_agent){0};
		if (o->level > 0)
			st = draw_sums_init(&agent->drawn, DRAW_WEIGHTS, 1, ROUTER_AGENT_SUMS, false, o->draws, e);
	}
	return st;
}

void router_score_free(struct router_score *s)
{
	for (size_t k = 0; k < s->agents; k++)
		draw_sums_free(&s->agent[k].drawn);
	draw_sums_free(&s->drawn);
	free(s->agent);
	free(s->ranked);
}

/* Of the agents of the largest quality, or of those that are right, the cheapest; NAMES_NONE where none is known, or right. */
static size_t best_agent(const struct router_rows *r, bool right)
{
	size_t best = NAMES_NONE;

	for (size_t a = 0; a < r->c.agent.n; a++) {
		double q = r->quality[a];

		if (isnan(q) || (right && q != 1))
			continue;
		if (best == NAMES_NONE || q > r->quality[best]
			|| (q == r->quality[best] && r->c.cost[a] < r->c.cost[best]))
			best = a;
	}
	return best;
}

/* What the row adds to the sums with weight 1. */
static void decision_sums(const struct router_rows *r, double v[ROUTER_SUMS])
{
	double q = r->quality[r->chosen];
	size_t cheapest = best_agent(r, true);

	v[ROUTER_PAID] = r->paid;
	if (isnan(q))
		return;
	v[ROUTER_KNOWN] = 1;
	v[ROUTER_QUALITY] = q;
	v[ROUTER_BEST] = r->quality[best_agent(r, false)];
	if (r->constant != NAMES_NONE && !isnan(r->quality[r->constant])) {
		v[ROUTER_COMPARED] = 1;
		v[ROUTER_ABOVE] = q;
		v[ROUTER_CONSTANT] = r->quality[r->constant];
	}
	if (cheapest == NAMES_NONE)
		return;
	v[ROUTER_SOLVABLE] = 1;
	v[ROUTER_CHEAPEST] = r->c.cost[cheapest];
	v[ROUTER_SPENT] = q == 1 ? r->paid : 0;
	v[ROUTER_SOLVED] = q == 1 && r->c.cost[r->chosen] <= r->c.cost[cheapest];
}

static void add_sums(struct sum *sum, struct draw_sums *drawn, const double *v, size_t n, const struct router_rows *r)
{
	for (size_t k = 0; k < n; k++)
		sum_add_product(&sum[k], r->c.weight, v[k]);
	if (drawn->draws)
		draw_sums_add(drawn, 0, &(struct draw_row){.key = r->keys.row, .weight = r->c.weight}, v);
}

int router_score_add_ranked(struct router_score *s, const struct ranked_row *row, struct err *e)
{
	int st = array_reserve(&s->ranked, &s->cap, s->n + 1, sizeof *s->ranked, e);

	if (!st)
		s->ranked[s->n++] = *row;
	return st;
}

static int add_ranked(struct router_score *s, const struct router_rows *r, struct err *e)
{
	const size_t *pair = r->pair;

	if (isnan(r->score) || pair[0] == NAMES_NONE || isnan(r->quality[pair[0]]) || isnan(r->quality[pair[1]]))
		return ST_OK;
	return router_score_add_ranked(s,
		&(struct ranked_row){r->score, r->c.weight, {r->quality[pair[0]], r->quality[pair[1]]},
			{r->c.cost[pair[0]], r->c.cost[pair[1]]}, r->keys.row},
		e);
}

int router_score_add(struct router_score *s, const struct router_rows *r, struct err *e)
{
	double v[ROUTER_SUMS] = {[ROUTER_WEIGHT] = 1};
	bool beyond = false;

	for (size_t j = 0; j < s->agents; j++) {
		bool known = !isnan(r->quality[j]);
		const double of_agent[ROUTER_AGENT_SUMS] = {r->chosen == j, known, known ? r->quality[j] : 0};

		beyond |= known && (r->quality[j] < 0 || r->quality[j] > 1);
		if (known || r->chosen == j)
			add_sums(s->agent[j].sum, &s->agent[j].drawn, of_agent, ROUTER_AGENT_SUMS, r);
	}
	if (r->chosen != NAMES_NONE)
		decision_sums(r, v);
	add_sums(s->sum, &s->drawn, v, ROUTER_SUMS, r);
	s->rows++;
	s->beyond += beyond;
	s->decided += r->chosen != NAMES_NONE;
	s->unscored += r->chosen != NAMES_NONE && isnan(r->quality[r->chosen]);
	return add_ranked(s, r, e);
}

int router_score_merge(struct router_score *s, const struct router_rows *r, const struct router_score *o, struct err *e)
{
	int st = router_score_reserve(s, r, e); /* the agents are those of the table, or of the states so far */

	if (!st)
		st = array_reserve(&s->ranked, &s->cap, s->n + o->n, sizeof *s->ranked, e);
	if (st)
		return st;
	for (size_t k = 0; k < ROUTER_SUMS; k++)
		sum_merge(&s->sum[k], &o->sum[k]);
	if (s->drawn.draws && o->drawn.draws)
		draw_sums_merge(&s->drawn, &o->drawn);
	for (size_t j = 0; j < o->agents; j++) {
		for (size_t k = 0; k < ROUTER_AGENT_SUMS; k++)
			sum_merge(&s->agent[j].sum[k], &o->agent[j].sum[k]);
		if (s->drawn.draws)
			draw_sums_merge(&s->agent[j].drawn, &o->agent[j].drawn);
	}
	s->rows += o->rows;
	s->unscored += o->unscored;
	s->decided += o->decided;
	s->beyond += o->beyond;
	if (o->n)
		memcpy(s->ranked + s->n, o->ranked, o->n * sizeof *s->ranked);
	s->n += o->n;
	return ST_OK;
}
