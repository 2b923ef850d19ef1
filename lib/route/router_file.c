/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/router_file.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apply/modelfile.h"
#include "base/buf.h"
#include "route/router_options.h"

static const char *const rule_name[] = {"best", "sufficient", "cascade", "frugal", "adaptive"};

enum { RULES = sizeof rule_name / sizeof *rule_name, DIGITS = 17 };

/* Keys on either side of the coin. */
static const char *const lambda_key[] = {"lambda", "beyond.lambda"}, *const stages_key[] = {"stages", "beyond.stages"},
			 *const stage_key[] = {"stage", "beyond.stage"},
			 *const threshold_key[] = {"threshold", "beyond.threshold"},
			 *const base_key[] = {"base", "beyond.base"}, *const next_key[] = {"next", "beyond.next"},
			 *const action_key[] = {"action", "beyond.action"};

static void put_name(struct modelfile_writer *w, const char *key, const struct name *row, const struct name *value)
{
	modelfile_put_text(w, key, row, NULL, value ? value->s : "", value ? value->n : 0);
}

static struct name number_name(char text[DIGITS + 4], size_t i)
{
	return (struct name){text, (size_t)snprintf(text, DIGITS + 4, "%zu", i)};
}

/* A state as its name. */
static struct name state_name(char text[DIGITS], uint64_t state)
{
	return (struct name){text, (size_t)snprintf(text, DIGITS, "%016" PRIx64, state)};
}

static void write_plan(struct modelfile_writer *w, const struct cascade_plan *p, const struct names *who, bool beyond)
{
	char text[DIGITS + 4];

	modelfile_put_count(w, stages_key[beyond], p->stages);
	for (size_t k = 0; k < p->stages; k++) {
		struct name place = number_name(text, k + 1);

		put_name(w, stage_key[beyond], &place, &who->name[p->order[k]]);
		if (k + 1 < p->stages)
			modelfile_put_number(
				w, threshold_key[beyond], &place, NULL, p->tau[k] == DBL_MAX ? INFINITY : p->tau[k]);
	}
}

static void write_strategy(struct modelfile_writer *w, const struct router *r, const struct frugal_plan *p, bool beyond)
{
	put_name(w, base_key[beyond], NULL, &r->who.name[p->base]);
	for (size_t l = 0; l < r->answers->n; l++) {
		const struct name *class = &r->answers->name[l];

		put_name(w, next_key[beyond], class, p->next[l] == FRUGAL_NOBODY ? NULL : &r->who.name[p->next[l]]);
		if (p->next[l] != FRUGAL_NOBODY)
			modelfile_put_number(w, threshold_key[beyond], class, NULL, p->tau[l]);
	}
}

static void write_states(struct modelfile_writer *w, const struct router *r)
{
	const struct adaptive *f = r->policy;
	char text[DIGITS], place[DIGITS + 4], key[DIGITS + 12];

	for (size_t a = 0; a < r->members; a++) {
		modelfile_put_number(w, "edges", &r->who.name[a], NULL, (double)f->bins.n[a]);
		snprintf(key, sizeof key, "edge.%zu", a + 1);
		modelfile_put_list(w, key, f->bins.edge[a], f->bins.n[a]);
	}
	modelfile_put_count(w, "states", f->cells.n);
	for (size_t j = 0; j < f->cells.n; j++) {
		struct name state = state_name(text, f->cells.cell[j].state), at = number_name(place, j + 1);

		put_name(w, "state", &at, &state);
		put_name(w, action_key[0], &state, &r->who.name[f->plan[j]]);
		if (r->part > 0)
			put_name(w, action_key[1], &state, &r->who.name[f->beyond[j]]);
	}
}

static void write_members(struct modelfile_writer *w, const struct router *r, const struct route_input_options *input)
{
	bool coin = r->part > 0, by_cascade = r->rule == ROUTER_ADAPTIVE && r->policy->by_cascade;

	modelfile_put_names(w, "agent", &r->who);
	modelfile_put_count(w, "agents", r->members);
	modelfile_put_string(w, "stop", input->by_defer ? "defer" : "conf");
	if (r->rule == ROUTER_FRUGAL) {
		modelfile_put_names(w, "class", r->answers);
		modelfile_put_count(w, "classes", r->answers->n);
	}
	if (r->rule == ROUTER_ADAPTIVE)
		modelfile_put_string(w, "policy", by_cascade ? "cascade" : "states");
	for (int beyond = 0; beyond <= coin; beyond++)
		if (r->rule == ROUTER_FRUGAL)
			write_strategy(w, r, beyond ? &r->strategies->beyond : &r->strategies->plan, beyond);
		else if (r->rule == ROUTER_CASCADE)
			write_plan(w, beyond ? &r->beyond : &r->plan, &r->who, beyond);
		else if (by_cascade)
			write_plan(w, beyond ? &r->policy->cascade.beyond : &r->policy->cascade.plan, &r->who, beyond);
	if (r->rule == ROUTER_ADAPTIVE && !by_cascade)
		write_states(w, r);
}

int router_write_file(const struct router *r, const char *file, const struct route_input_options *input, struct err *e)
{
	struct csv_writer created;
	struct modelfile_writer w;
	int st = csv_writer_create(&created, file, 0, e);

	if (st)
		return st;
	modelfile_open(&w, created.fd, "router");
	modelfile_put_string(&w, "rule", rule_name[r->rule]);
	modelfile_put_number(&w, "part", NULL, NULL, r->part);
	if (r->part > 0)
		modelfile_put_count(&w, "seed", input->seed);
	if (r->rule == ROUTER_BEST)
		modelfile_put_number(&w, lambda_key[0], NULL, NULL, r->lambda);
	if (r->rule == ROUTER_BEST && r->part > 0)
		modelfile_put_number(&w, lambda_key[1], NULL, NULL, r->next);
	if (r->rule == ROUTER_SUFFICIENT)
		modelfile_put_number(&w, "least", NULL, NULL, r->threshold);
	modelfile_put_number(&w, "latency", NULL, NULL, input->latency);
	if (r->members)
		write_members(&w, r, input);
	return modelfile_close(&w, ST_OK, e);
}

/* The place of an agent in the list. */
static int read_agent(const struct modelfile *f, const char *key, const struct name *row, const struct names *who,
	size_t *agent, struct err *e)
{
	const char *s;
	size_t n;
	int st = modelfile_get_text(f, key, row, NULL, &s, &n, e);

	if (st)
		return st;
	*agent = names_find(who, s, n);
	return *agent == NAMES_NONE ? modelfile_bad(f, key, row, NULL, "none of the agents", e) : ST_OK;
}

static int read_plan(
	struct cascade_plan *p, const struct modelfile *f, const struct names *who, bool beyond, struct err *e)
{
	char text[DIGITS + 4];
	int st = modelfile_get_count(f, stages_key[beyond], &p->stages, e);

	if (!st && (!p->stages || p->stages > who->n))
		return modelfile_bad(f, stages_key[beyond], NULL, NULL, "not from 1 to the number of agents", e);
	for (size_t k = 0; !st && k < p->stages; k++) {
		struct name place = number_name(text, k + 1);

		st = read_agent(f, stage_key[beyond], &place, who, &p->order[k], e);
		for (size_t j = 0; !st && j < k; j++)
			if (p->order[j] == p->order[k])
				st = modelfile_bad(f, stage_key[beyond], &place, NULL, "asked twice", e);
		if (!st && k + 1 < p->stages)
			st = modelfile_get_limit(f, threshold_key[beyond], &place, NULL, &p->tau[k], e);
	}
	return st;
}

static int read_strategy(
	struct frugal_plan *p, const struct modelfile *f, const struct router *r, bool beyond, struct err *e)
{
	int st = read_agent(f, base_key[beyond], NULL, &r->who, &p->base, e);

	p->next = mem_alloc(r->label.n, sizeof *p->next, e);
	p->tau = mem_alloc(r->label.n, sizeof *p->tau, e);
	if (!p->next || !p->tau)
		return ST_SYSTEM;
	for (size_t l = 0; !st && l < r->label.n; l++) {
		const struct name *class = &r->label.name[l];
		const char *s;
		size_t n;

		p->next[l] = FRUGAL_NOBODY;
		p->tau[l] = -INFINITY;
		st = modelfile_get_text(f, next_key[beyond], class, NULL, &s, &n, e);
		if (st || !n)
			continue;
		st = read_agent(f, next_key[beyond], class, &r->who, &p->next[l], e);
		if (!st && p->next[l] == p->base)
			st = modelfile_bad(f, next_key[beyond], class, NULL, "asked twice", e);
		if (!st)
			st = modelfile_get_limit(f, threshold_key[beyond], class, NULL, &p->tau[l], e);
	}
	return st;
}

static int read_frugal(struct router *r, const struct modelfile *f, struct err *e)
{
	size_t n;
	int st = modelfile_get_names(f, "class", &r->label, e);

	if (!st)
		st = modelfile_get_count(f, "classes", &n, e);
	if (!st)
		st = modelfile_check_count(f, "classes", r->label.n, e);
	frugal_init(&r->frugal, r->members, INFINITY);
	r->frugal.labels = r->label.n;
	r->strategies = &r->frugal;
	r->answers = &r->label;
	if (!st)
		st = read_strategy(&r->frugal.plan, f, r, false, e);
	return st || !(r->part > 0) ? st : read_strategy(&r->frugal.beyond, f, r, true, e);
}

static int read_edges(struct adaptive_bins *b, const struct modelfile *f, const struct names *who, struct err *e)
{
	char key[DIGITS + 12], text[DIGITS + 4];
	int st = ST_OK;

	for (size_t a = 0; !st && a < who->n; a++) {
		double n = 0;

		st = modelfile_get_within(f, "edges", &who->name[a], NULL, 0, ADAPTIVE_BINS - 1, &n, e);
		if (!st && n != floor(n))
			st = modelfile_bad(f, "edges", &who->name[a], NULL, "no count", e);
		b->n[a] = st ? 0 : (size_t)n;
		snprintf(key, sizeof key, "edge.%zu", a + 1);
		for (size_t k = 0; !st && k < b->n[a]; k++) {
			struct name place = number_name(text, k + 1);

			st = modelfile_get_number(f, key, &place, NULL, &b->edge[a][k], e);
			if (!st && k && !(b->edge[a][k] > b->edge[a][k - 1]))
				st = modelfile_bad(f, key, &place, NULL, "not above the edge before", e);
		}
	}
	return st;
}

/* The action in the state on one side of the coin: who may be asked there. */
static int read_action(const struct modelfile *f, const char *key, const struct name *state, uint64_t number,
	const struct names *who, uint8_t *action, struct err *e)
{
	size_t a;
	int st = read_agent(f, key, state, who, &a, e);

	if (!st && !(adaptive_may(number) >> a & 1))
		st = modelfile_bad(f, key, state, NULL, "may not be asked in that state", e);
	if (!st)
		*action = (uint8_t)a;
	return st;
}

static int read_state(
	struct adaptive *p, const struct modelfile *f, size_t j, bool coin, const struct names *who, struct err *e)
{
	char text[DIGITS], number[DIGITS + 4];
	struct name place = number_name(number, j + 1), state;
	uint32_t cell = 0;
	uint64_t value;
	const char *s;
	size_t n;
	int st = modelfile_get_text(f, "state", &place, NULL, &s, &n, e);

	if (st)
		return st;
	value = strtoull(s, NULL, 16);
	state = state_name(text, value);
	if (n != state.n || memcmp(s, text, n) || adaptive_may(value) >> who->n
		|| adaptive_asked(value) & ~adaptive_may(value))
		return modelfile_bad(f, "state", &place, NULL, "no state of these agents", e);
	if (adaptive_cells_find(&p->cells, value) != ADAPTIVE_NONE)
		return modelfile_bad(f, "state", &place, NULL, "stands twice", e);
	st = adaptive_cells_put(&p->cells, value, ADAPTIVE_NONE, &cell, e);
	if (!st)
		st = read_action(f, action_key[0], &state, value, who, &p->plan[j], e);
	return st || !coin ? st : read_action(f, action_key[1], &state, value, who, &p->beyond[j], e);
}

static int read_states(struct adaptive *p, const struct modelfile *f, const struct router *r, struct err *e)
{
	size_t n = 0;
	int st = read_edges(&p->bins, f, &r->who, e);

	if (!st)
		st = modelfile_get_count(f, "states", &n, e);
	if (!st)
		st = modelfile_check_size(f, 2 * (double)n, e);
	if (st)
		return st;
	p->plan = mem_alloc(n, 1, e);
	p->beyond = mem_alloc(n, 1, e);
	if (!p->plan || !p->beyond)
		return ST_SYSTEM;
	for (size_t j = 0; !st && j < n; j++)
		st = read_state(p, f, j, r->part > 0, &r->who, e);
	return st;
}

static int read_adaptive(struct router *r, const struct modelfile *f, struct err *e)
{
	struct adaptive *p = &r->adaptive;
	bool by_cascade;
	int st = modelfile_get_choice(f, "policy", "states", "cascade", &by_cascade, e);

	if (!st && r->members > ADAPTIVE_AGENTS)
		st = err_set(e, ST_DATA, "%s: more than %d agents", f->name, ADAPTIVE_AGENTS);
	if (st)
		return st;
	adaptive_init(p, r->members);
	r->policy = p;
	p->by_cascade = by_cascade;
	if (!by_cascade)
		return read_states(p, f, r, e);
	st = read_plan(&p->cascade.plan, f, &r->who, false, e);
	return st || !(r->part > 0) ? st : read_plan(&p->cascade.beyond, f, &r->who, true, e);
}

static int read_members(struct router *r, const struct modelfile *f, struct route_input_options *input, struct err *e)
{
	size_t n;
	int st = modelfile_get_names(f, "agent", &r->who, e);

	r->members = r->who.n;
	if (!st)
		st = modelfile_get_count(f, "agents", &n, e);
	if (!st)
		st = modelfile_check_count(f, "agents", r->who.n, e);
	if (!st && (!r->members || r->members > CASCADE_STAGES))
		st = modelfile_bad(f, "agents", NULL, NULL, "not from 1 to 16", e);
	if (!st)
		st = modelfile_get_choice(f, "stop", "conf", "defer", &input->by_defer, e);
	if (!st && input->by_defer && r->rule != ROUTER_CASCADE)
		st = modelfile_bad(f, "stop", NULL, NULL, "not of a cascade", e);
	if (st)
		return st;
	if (r->rule == ROUTER_FRUGAL)
		return read_frugal(r, f, e);
	if (r->rule == ROUTER_ADAPTIVE)
		return read_adaptive(r, f, e);
	st = read_plan(&r->plan, f, &r->who, false, e);
	return st || !(r->part > 0) ? st : read_plan(&r->beyond, f, &r->who, true, e);
}

/* The rule, and its numbers where it has no members. */
static int read_rule(struct router *r, const struct modelfile *f, struct route_input_options *input, struct err *e)
{
	const char *kind, *rule;
	size_t i = 0;
	int st = modelfile_get_string(f, "kind", &kind, e);

	if (!st && strcmp(kind, "router"))
		st = modelfile_bad(f, "kind", NULL, NULL, "not a model that routes", e);
	if (!st)
		st = modelfile_get_string(f, "rule", &rule, e);
	if (st)
		return st;
	while (i < RULES && strcmp(rule, rule_name[i]))
		i++;
	if (i == RULES)
		return modelfile_bad(f, "rule", NULL, NULL, "not known", e);
	r->rule = (enum router_rule)i;
	st = modelfile_get_within(f, "part", NULL, NULL, 0, 1, &r->part, e);
	if (!st && r->part > 0)
		st = modelfile_get_count(f, "seed", &input->seed, e);
	if (!st && r->rule == ROUTER_BEST)
		st = modelfile_get_limit(f, lambda_key[0], NULL, NULL, &r->lambda, e);
	if (!st && r->rule == ROUTER_BEST && r->part > 0)
		st = modelfile_get_limit(f, lambda_key[1], NULL, NULL, &r->next, e);
	if (!st && r->rule == ROUTER_SUFFICIENT)
		st = modelfile_get_limit(f, "least", NULL, NULL, &r->threshold, e);
	if (!st)
		st = modelfile_get_limit(f, "latency", NULL, NULL, &input->latency, e);
	if (!st && (!(input->latency >= 0) || (r->rule == ROUTER_ADAPTIVE && !isinf(input->latency))))
		st = modelfile_bad(f, "latency", NULL, NULL, "no limit for that rule", e);
	return st;
}

int router_read(struct router *r, const struct modelfile *f, struct route_input_options *input, struct err *e)
{
	int st = read_rule(r, f, input, e);

	if (!st && r->rule != ROUTER_BEST && r->rule != ROUTER_SUFFICIENT)
		st = read_members(r, f, input, e);
	if (!st)
		st = modelfile_check_used(f, e);
	input->toss = r->part > 0;
	router_reads(r->rule, input);
	return st;
}
