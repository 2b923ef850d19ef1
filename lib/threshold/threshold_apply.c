/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/threshold_apply.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "math/vec.h"
#include "threshold/threshold_file.h"

/* Slots of agents' columns, the model's first; NAMES_NONE where there is none. */
struct link {
	struct threshold p;
	struct chain_classifier given;
	size_t *conf_in, *cost_in, *defer_in, *answer_in; /* [1 + experts] */
	size_t score_in, score, agent, answer;
	bool defers;                 /* some expert has a defer_* */
	double *z, *prob;            /* [classes] */
	double *conf, *cost, *defer; /* [1 + experts] */
};

static void link_free(void *state)
{
	struct link *k = state;

	if (!k)
		return;
	threshold_free(&k->p);
	chain_classifier_free(&k->given);
	free(k->conf_in);
	free(k->cost_in);
	free(k->defer_in);
	free(k->answer_in);
	free(k->z);
	free(k->prob);
	free(k->conf);
	free(k->cost);
	free(k->defer);
	free(k);
}

static size_t *no_slots(size_t n, struct err *e)
{
	size_t *slot = mem_alloc(n, sizeof *slot, e);

	for (size_t i = 0; slot && i < n; i++)
		slot[i] = NAMES_NONE;
	return slot;
}

static int link_allocate(struct link *k, struct err *e)
{
	size_t n = 1 + k->p.experts.n, nc = k->p.classes.n;

	k->conf_in = no_slots(n, e);
	k->cost_in = no_slots(n, e);
	k->defer_in = no_slots(n, e);
	k->answer_in = no_slots(n, e);
	k->z = mem_alloc(nc, sizeof *k->z, e);
	k->prob = mem_alloc(nc, sizeof *k->prob, e);
	k->conf = mem_alloc(n, sizeof *k->conf, e);
	k->cost = mem_alloc(n, sizeof *k->cost, e);
	k->defer = mem_alloc(n, sizeof *k->defer, e);
	return k->conf_in && k->cost_in && k->defer_in && k->answer_in && k->z && k->prob && k->conf && k->cost
			&& k->defer
		? ST_OK
		: ST_SYSTEM;
}

static int link_load(void **state, const struct modelfile *m, struct err *e)
{
	struct link *k = *state = mem_alloc(1, sizeof *k, e);
	int st;

	if (!k)
		return ST_SYSTEM;
	st = threshold_read(&k->p, m, e);
	return st ? st : link_allocate(k, e);
}

/* The columns of one agent that the rule reads. */
static int bind_agent(struct link *k, struct chain *c, size_t a, const struct name *name, struct err *e)
{
	enum rule rule = k->p.rule;
	bool fixed = a && !isnan(k->p.constant[a - 1]), confs = rule == RULE_POSTHOC || rule == RULE_CONFIDENCE;
	int st = ST_OK;

	if (a ? (confs || rule == RULE_SCORE) && !fixed : rule == RULE_CONFIDENCE)
		st = chain_input(c, ROLE_CONF, name, a && confs, &k->conf_in[a], e);
	if (!st && (!a || isnan(k->p.cost)))
		st = chain_input(c, ROLE_COST, name, false, &k->cost_in[a], e);
	if (!st && a && rule_defers(rule))
		st = chain_input(c, ROLE_DEFER, name, false, &k->defer_in[a], e);
	k->defers |= k->defer_in[a] != NAMES_NONE;
	if (!st && a)
		st = chain_input(c, ROLE_EXPERT, name, false, &k->answer_in[a], e);
	return st;
}

static int bind_classes(struct link *k, struct chain *c, struct err *e)
{
	bool logits = k->p.rule == RULE_CSS || k->p.rule == RULE_OVA;
	int st = chain_classifier(c, &k->p.classes, logits, &k->given, e);

	if (!st && logits && !k->given.logits)
		st = err_set(e, ST_DATA, "the rules css and ova need the logits of the classes, z_*");
	return st;
}

static int link_bind(void *state, struct chain *c, struct err *e)
{
	struct link *k = state;
	char model[] = "model";
	int st = bind_classes(k, c, e);

	k->score_in = k->score = NAMES_NONE;
	for (size_t a = 0; !st && a <= k->p.experts.n; a++)
		st = bind_agent(k, c, a, a ? &k->p.experts.name[a - 1] : &(struct name){model, 5}, e);
	if (!st && rule_defers(k->p.rule) && !k->defers)
		st = err_set(e, ST_DATA, "no column defer_* for any of the model's experts");
	if (!st && k->p.rule == RULE_SCORE)
		st = chain_input(c, ROLE_SCORE, NULL, true, &k->score_in, e);
	else if (!st)
		st = chain_output(c, ROLE_SCORE, NULL, &k->score, e);
	if (!st)
		st = chain_output(c, ROLE_AGENT, NULL, &k->agent, e);
	return st ? st : chain_output(c, ROLE_ANSWER, NULL, &k->answer, e);
}

static double value_at(const struct chain_value *v, size_t slot, double none)
{
	return slot == NAMES_NONE || isnan(v[slot].x) ? none : v[slot].x;
}

static void read_agents(struct link *k, const struct chain_value *v)
{
	for (size_t a = 0; a <= k->p.experts.n; a++) {
		k->conf[a] = value_at(v, k->conf_in[a], k->p.rule == RULE_SCORE ? 0 : NAN);
		k->cost[a] = value_at(v, k->cost_in[a], 0);
		k->defer[a] = value_at(v, k->defer_in[a], NAN);
	}
}

static void tell(const struct link *k, struct chain_value *v, const struct threshold_choice *c, size_t agent)
{
	struct chain_value *answer = &v[k->answer];
	const struct name *who = agent ? &k->p.experts.name[agent - 1] : NULL;

	if (k->score != NAMES_NONE)
		v[k->score].x = c->score;
	v[k->agent].s = who ? who->s : "model";
	v[k->agent].n = who ? who->n : 5;
	answer->n = 0;
	if (!agent) {
		who = &k->p.classes.name[vec_argmax(k->prob, k->p.classes.n)];
		answer->s = who->s;
		answer->n = who->n;
	} else if (k->answer_in[agent] != NAMES_NONE) {
		answer->s = v[k->answer_in[agent]].s;
		answer->n = v[k->answer_in[agent]].n;
	}
}

static int link_row(void *state, struct chain_value *v, struct err *e)
{
	struct link *k = state;
	struct rule_row given = {k->p.classes.n, k->p.experts.n, k->prob, k->z, k->conf, k->cost, k->defer, NAN}, r;
	struct threshold_choice c;
	size_t agent;
	int st = chain_probs(&k->given, v, k->prob, e);

	if (!st && k->given.logits)
		st = chain_logits(&k->given, v, k->z, e);
	if (st)
		return st;
	read_agents(k, v);
	if (k->score_in != NAMES_NONE)
		given.score = v[k->score_in].x;
	threshold_row(&k->p, &given, &r);
	c = threshold_choose(&k->p, &r);
	st = threshold_settle(&k->p, &r, &c, &agent, e);
	if (!st)
		tell(k, v, &c, agent);
	return st;
}

const struct chain_kind apply_threshold = {
	.name = "threshold",
	.load = link_load,
	.bind = link_bind,
	.row = link_row,
	.free = link_free,
};
