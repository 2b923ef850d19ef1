/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/router_options.h"

#include <math.h>

bool router_is_fitted(const struct router_options *o)
{
	return !isnan(o->budget) || o->rule == ROUTER_ADAPTIVE;
}

void router_reads(enum router_rule rule, struct route_input_options *input)
{
	input->compares = rule == ROUTER_BEST || rule == ROUTER_SUFFICIENT;
	input->may_lack_conf = rule == ROUTER_ADAPTIVE;
}

/* The members as options say them. */
static int set_members(struct router *r, const struct router_options *o, const struct names *agent, struct err *e)
{
	int st = ST_OK;

	if (o->rule == ROUTER_FRUGAL) {
		st = router_set_all(r, CASCADE_STAGES, "--rule frugal", agent, e);
		frugal_init(&r->frugal, r->m, r->latency);
	}
	if (o->rule == ROUTER_ADAPTIVE) {
		st = router_set_all(r, ADAPTIVE_AGENTS, "--rule adaptive", agent, e);
		adaptive_init(&r->adaptive, r->members);
		r->smoothing = o->smoothing;
		r->bins = o->bins;
	}
	if (!st && o->order)
		st = router_set_order(r, o->order, agent, e);
	if (!st && o->threshold)
		st = router_set_thresholds(r, o->threshold, e);
	return st;
}

/* A stage that goes by defer_* has that column; without thresholds of its own it stops below 0. */
static int check_defers(struct router *r, const struct route_input *p, bool found, struct err *e)
{
	for (size_t k = 0; k + (r->any ? 0 : 1) < r->members; k++) {
		if (!found)
			r->plan.tau[k] = nextafter(0, 1); /* stop iff -defer > 0 */
		if (r->member[k] != NAMES_NONE && p->defer[r->member[k]] == NAMES_NONE)
			return err_at(e, ST_DATA, table_file(p->c.t), 1, 1, "no column 'defer_%.200s' for that stage",
				r->who.name[k].s);
	}
	return ST_OK;
}

int router_open(struct router *r, const struct router_options *o, const struct route_input *p,
	const struct router *found, struct err *e)
{
	int st = router_init(r, o->rule, p->agent.n, found ? found->members : 0, e);

	if (!isnan(o->lambda))
		r->lambda = o->lambda;
	r->exact = o->exact;
	r->latency = p->opt->latency;
	r->cases = &p->c;
	if (!st)
		st = found ? router_adopt(r, found, &p->agent, e) : set_members(r, o, &p->agent, e);
	return st || !p->opt->by_defer ? st : check_defers(r, p, found, e);
}

int router_fit_file(struct router *r, const struct router_options *o, const struct route_input_options *input,
	const struct table_options *table, const char *file, struct err *e)
{
	const struct strings files = {.v = &file, .n = 1};
	struct route_input_options labelled = *input;
	struct route_input in = {0};
	struct table t;
	int st = table_open_whole(&t, table, &files, e);

	if (st)
		return st;
	labelled.label = true;
	st = route_input_init(&in, &t, &labelled, e);
	if (!st)
		st = router_open(r, o, &in, NULL, e);
	while (!st && !(st = route_input_next(&in, e)))
		st = router_learn(r, &in, e);
	if (st == ST_END)
		st = cases_check(&in.c, e);
	if (!st)
		st = router_fit(r, o->budget, e);
	r->cases = NULL; /* its classes end with the table */
	route_input_free(&in);
	table_close(&t);
	return st;
}
