/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/router_options.h"

#include <math.h>

int router_open(struct router *r, const struct router_options *o, const struct route_input *p, struct err *e)
{
	int st = router_init(r, o->rule, p->agent.n, e);

	if (!isnan(o->lambda))
		r->lambda = o->lambda;
	r->exact = o->exact;
	r->latency = p->opt->latency;
	r->cases = &p->c;
	if (!st && o->rule == ROUTER_FRUGAL) {
		st = router_set_all(r, CASCADE_STAGES, "--rule frugal", e);
		frugal_init(&r->frugal, r->m);
	}
	if (!st && o->rule == ROUTER_ADAPTIVE) {
		st = router_set_all(r, ADAPTIVE_AGENTS, "--rule adaptive", e);
		adaptive_init(&r->adaptive, r->members);
		r->smoothing = o->smoothing;
		r->bins = o->bins;
	}
	if (!st && o->order)
		st = router_set_order(r, o->order, &p->agent, e);
	if (!st && o->threshold)
		st = router_set_thresholds(r, o->threshold, e);
	for (size_t k = 0; !st && k + (r->any ? 0 : 1) < r->members && p->opt->by_defer; k++) {
		r->plan.tau[k] = nextafter(0, 1); /* stop iff -defer > 0 */
		if (p->defer[r->member[k]] == NAMES_NONE)
			st = err_at(e, ST_DATA, table_file(p->c.t), 1, 1, "no column 'defer_%.200s' for that stage",
				p->agent.name[r->member[k]].s);
	}
	return st;
}

static int fit_table(struct router *r, const struct router_options *o, const struct route_input_options *input,
	struct table *t, struct err *e)
{
	struct router learned = {0};
	struct route_input in = {0};
	int st = route_input_init(&in, t, input, e);

	if (!st)
		st = router_open(&learned, o, &in, e);
	while (!st && !(st = route_input_next(&in, e)))
		st = router_learn(&learned, &in, e);
	if (st == ST_END)
		st = cases_check(&in.c, e);
	if (!st)
		st = router_fit(&learned, o->budget, e);
	if (!st)
		router_take_fit(r, &learned);
	if (!st && learned.strategies) { /* they live on in r */
		r->frugal = learned.frugal;
		r->label = learned.label;
		r->strategies = &r->frugal;
		r->answers = &r->label;
		learned.frugal = (struct frugal){0};
		learned.label = (struct names){0};
	}
	if (!st && learned.policy) {
		r->adaptive = learned.adaptive;
		r->policy = &r->adaptive;
		learned.adaptive = (struct adaptive){0};
	}
	router_free(&learned);
	route_input_free(&in);
	return st;
}

int router_fit_file(struct router *r, const struct router_options *o, const struct route_input_options *input,
	const struct table_options *table, const char *file, struct err *e)
{
	const struct strings files = {.v = &file, .n = 1};
	struct route_input_options labelled = *input;
	struct table t;
	int st = table_open(&t, table, &files, e);

	if (st)
		return st;
	labelled.label = true;
	st = fit_table(r, o, &labelled, &t, e);
	table_close(&t);
	return st;
}
