/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/routing.h"

#include <math.h>

#include "decide/best_agent.h"
#include "table/record.h"

int routing_open(struct routing *s, struct table *t, const struct router_options *o,
	const struct route_input_options *with, const struct explore_options *explore, struct err *e)
{
	int st;

	s->t = t;
	s->opt = *with;
	st = route_input_init(&s->in, t, &s->opt, e);
	if (!st)
		st = explore_open(&s->explore, t, explore, e);
	if (st)
		return st;
	s->may = arena_alloc(&s->in.arena, s->in.agent.n, sizeof *s->may);
	st = arena_status(&s->in.arena, e);
	return st ? st : router_open(&s->router, o, &s->in, e);
}

void routing_free(void *routing)
{
	struct routing *s = routing;

	router_free(&s->router);
	route_input_free(&s->in);
	route_rows_free(&s->rows);
}

int routing_name(const struct routing *s, struct names *computed, struct err *e)
{
	static const char *const name[] = {"agent", "answer", "paid", NULL}, *const propensity[] = {"propensity", NULL};
	bool explored = explores(&s->explore);
	int st = record_check(s->t, RECORD_PAID | (explored ? RECORD_PROPENSITY : 0), e);

	if (!st)
		st = names_add_words(computed, name, e);
	return st || !explored ? st : names_add_words(computed, propensity, e);
}

/* Rows that were held have lost their place, and are shown. */
static int nobody(const struct routing *s, const struct csv_row *row, struct err *e)
{
	char shown[ERR_EXCERPT];

	if (row->line)
		return err_at(e, ST_NUMERIC, table_file(s->t), row->line, 1, ROUTER_NOBODY);
	return err_set(e, ST_NUMERIC, "%.400s: %s: '%s'", table_file(s->t), ROUTER_NOBODY,
		err_excerpt(shown, row->raw, row->rawn));
}

/* Whoever is explored is asked alone. */
static int write_row(struct routing *s, const struct route_row *r, const struct explored *explored,
	const struct csv_row *row, struct extend *x, struct err *e)
{
	double paid, propensity = 1;
	size_t a = router_choose(&s->router, r, &paid);

	if (a == s->in.agent.n)
		return nobody(s, row, e);
	if (explores(&s->explore))
		propensity = explore_settle(&s->explore, explored, &a);
	if (explored->agent != AGENT_NONE)
		paid = r->cost[a];
	if (r->answer[a] == UINT32_MAX)
		s->t->counts.unanswered += route_input_answers(&s->in, a);
	extend_name(x, &s->in.agent.name[a]);
	extend_name(x, r->answer[a] == UINT32_MAX ? NULL : cases_class_name(&s->in.c, r->answer[a]));
	extend_number(x, paid);
	if (explores(&s->explore))
		extend_number(x, propensity);
	return extend_kept_row(x, row, e);
}

static int explore(struct routing *s, const struct route_row *r, struct explored *explored, struct err *e)
{
	for (size_t a = 0; a < s->in.agent.n; a++)
		s->may[a] = !isnan(r->score[a]) && r->latency[a] <= s->opt.latency;
	return explore_next(&s->explore, s->t, s->may, s->in.agent.n, explored, e);
}

int routing_decide(void *routing, struct extend *x, struct err *e)
{
	struct routing *s = routing;
	int st = route_input_next(&s->in, e);
	struct route_row r = route_input_row(&s->in);
	struct explored explored;

	if (!st)
		st = explore(s, &r, &explored, e);
	return st ? st : write_row(s, &r, &explored, &s->t->row, x, e);
}

int routing_hold(void *routing, struct extend *x, struct err *e)
{
	struct routing *s = routing;
	int st = route_input_next(&s->in, e);
	struct route_row r = route_input_row(&s->in);
	struct explored explored;

	(void)x;
	if (!st)
		st = explore(s, &r, &explored, e);
	if (!st)
		st = router_learn(&s->router, &s->in, e);
	return st ? st : route_rows_add(&s->rows, &s->in, &explored, e);
}

int routing_decide_held(struct routing *s, double budget, struct extend *x, struct err *e)
{
	struct route_row r;
	struct csv_row row;
	int st = cases_check(&s->in.c, e);

	if (!st && s->rows.keep.n)
		st = router_fit(&s->router, budget, e);
	for (size_t i = 0; !st && i < s->rows.keep.n; i++) {
		st = route_rows_get(&s->rows, i, &r, &row, e);
		if (!st)
			st = write_row(s, &r, &s->rows.explored[i], &row, x, e);
	}
	return st;
}
