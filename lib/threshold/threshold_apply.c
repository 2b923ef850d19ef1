/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/threshold_apply.h"

#include <math.h>

#include "apply/chain_classifier.h"
#include "decide/known.h"
#include "summary/groups.h"
#include "threshold/threshold_file.h"

/* Slots of agents' columns, the model's first; NAMES_NONE where there is none. */
struct threshold_apply {
	struct threshold p;   /* shares all but the scratch and the coin with the model */
	struct groups groups; /* those of the model, from 1 on */
	struct chain_classifier given;
	struct chain_decision decision;
	size_t *conf_in, *cost_in, *defer_in; /* [1 + experts] */
	size_t *avail_in;                     /* likewise */
	size_t score_in, score;
	bool defers;                 /* some expert has a defer_* */
	double *z, *prob;            /* [classes] */
	double *conf, *cost, *defer; /* [1 + experts] */
	bool *available;             /* likewise */
};

static int load(void *model, const struct modelfile *m, struct err *e)
{
	return threshold_read(model, m, e);
}

static void free_model(void *model)
{
	threshold_free(model);
}

/* The coin is tossed row after row. */
static bool ordered(const void *model)
{
	return threshold_tosses(model);
}

static int allocate(struct threshold_apply *k, struct arena *a, struct err *e)
{
	size_t n = 1 + k->p.experts.n, nc = k->p.classes.n;

	k->conf_in = arena_alloc_none(a, n);
	k->cost_in = arena_alloc_none(a, n);
	k->defer_in = arena_alloc_none(a, n);
	k->avail_in = arena_alloc_none(a, n);
	k->available = arena_alloc(a, n, sizeof *k->available);
	k->z = arena_alloc(a, nc, sizeof *k->z);
	k->prob = arena_alloc(a, nc, sizeof *k->prob);
	k->conf = arena_alloc(a, n, sizeof *k->conf);
	k->cost = arena_alloc(a, n, sizeof *k->cost);
	k->defer = arena_alloc(a, n, sizeof *k->defer);
	return arena_status(a, e);
}

/* est_*, else conf_*; under the rules chow and posthoc, which compare probabilities, conf_* alone. */
static int conf_input(
	struct chain *c, enum rule rule, const struct name *name, bool needed, size_t *slot, struct err *e)
{
	int st =
		rule == RULE_POSTHOC || rule == RULE_CHOW ? ST_OK : chain_input(c, ROLE_ESTIMATE, name, false, slot, e);

	return st || *slot != NAMES_NONE ? st : chain_input(c, ROLE_CONF, name, needed, slot, e);
}

static bool model_needs_conf(const struct threshold_apply *k)
{
	return !k->p.classes.n && rule_has_margin(k->p.rule);
}

/* The columns of one agent that the rule reads. */
static int bind_agent(struct threshold_apply *k, struct chain *c, size_t a, const struct name *name, struct err *e)
{
	enum rule rule = k->p.rule;
	bool fixed = a && !isnan(k->p.constant[a - 1]), confs = rule == RULE_POSTHOC || rule == RULE_CONFIDENCE;
	bool alone = !a && model_needs_conf(k); /* nothing else says how sure the model is */
	int st = chain_input(c, ROLE_AVAILABLE, name, false, &k->avail_in[a], e);
	bool always = k->avail_in[a] == NAMES_NONE;

	if (st)
		return st;
	if (a ? (confs || rule == RULE_SCORE) && !fixed : alone || rule == RULE_CONFIDENCE)
		st = conf_input(c, rule, name, ((a && confs) || alone) && always, &k->conf_in[a], e);
	if (!st && (!a || isnan(k->p.cost)))
		st = chain_input(c, ROLE_COST, name, false, &k->cost_in[a], e);
	if (!st && a && k->conf_in[a] != NAMES_NONE && (k->cost_in[a] != NAMES_NONE || k->p.cost > 0))
		st = known_check(c->t, c->slot[k->conf_in[a]].column, name, false,
			"or ask first by l2d-route --rule cascade", e);
	if (!st && a && rule_defers(rule))
		st = chain_input(c, ROLE_DEFER, name, false, &k->defer_in[a], e);
	k->defers |= k->defer_in[a] != NAMES_NONE;
	return st;
}

static int bind_classes(struct threshold_apply *k, struct chain *c, struct err *e)
{
	bool logits = rule_logits(k->p.rule);
	int st;

	k->given.t = c->t;
	if (!k->p.classes.n)
		return ST_OK;
	st = chain_classifier(c, &k->p.classes, logits, &k->given, e);
	if (!st && logits && !k->given.logits)
		st = err_set(e, ST_DATA, "the rules css and ova need the logits of the classes, z_*");
	return st;
}

static int bind(void *state, const void *model, struct chain *c, struct err *e)
{
	struct threshold_apply *k = state;
	int st;

	threshold_share(&k->p, model, &c->arena);
	st = allocate(k, &c->arena, e);
	if (!st)
		st = groups_bind_names(&k->groups, &k->p.by, &k->p.group, c->t, e);
	if (!st)
		st = bind_classes(k, c, e);
	k->score_in = k->score = NAMES_NONE;
	for (size_t a = 0; !st && a <= k->p.experts.n; a++)
		st = bind_agent(k, c, a, a ? &k->p.experts.name[a - 1] : &chain_model_name, e);
	if (!st && rule_defers(k->p.rule) && !k->defers)
		st = err_set(e, ST_DATA, "no column defer_* for any of the model's experts");
	if (!st && k->p.rule == RULE_SCORE)
		st = chain_input(c, ROLE_SCORE, NULL, true, &k->score_in, e);
	else if (!st)
		st = chain_output(c, ROLE_SCORE, NULL, &k->score, e);
	return st ? st : chain_decision(c, &k->p.classes, &k->p.experts, &k->decision, e);
}

static void unbind(void *state)
{
	struct threshold_apply *k = state;

	groups_free(&k->groups);
	if (k->p.coin.gsl)
		rng_free(&k->p.coin);
}

static double value_at(const struct chain_value *v, size_t slot, double none)
{
	return slot == NAMES_NONE || isnan(v[slot].x) ? none : v[slot].x;
}

/* An agent that may be asked, under a rule that goes by its confidence, must have one. */
static int check_confidences(const struct threshold_apply *k, struct err *e)
{
	const struct table *t = k->given.t;
	bool confs = k->p.rule == RULE_POSTHOC || k->p.rule == RULE_CONFIDENCE;

	for (size_t a = 0; a <= k->p.experts.n; a++)
		if (k->available[a] && isnan(k->conf[a])
			&& (a ? confs && isnan(k->p.constant[a - 1]) : model_needs_conf(k)))
			return err_at(e, ST_DATA, table_file(t), t->row.line, 1,
				"agent '%.200s' may be asked, but has no confidence",
				a ? k->p.experts.name[a - 1].s : chain_model_name.s);
	return ST_OK;
}

static void read_agents(struct threshold_apply *k, const struct chain_value *v)
{
	for (size_t a = 0; a <= k->p.experts.n; a++) {
		k->conf[a] = value_at(v, k->conf_in[a], k->p.rule == RULE_SCORE ? 0 : NAN);
		k->cost[a] = value_at(v, k->cost_in[a], 0);
		k->defer[a] = value_at(v, k->defer_in[a], NAN);
		k->available[a] = k->avail_in[a] == NAMES_NONE || value_at(v, k->avail_in[a], 0) != 0;
	}
}

/* Has the threshold use the setting of the row's group. */
static int use_group(struct threshold_apply *k, struct err *e)
{
	struct table *t = k->given.t;
	size_t group;
	int st = groups_next(&k->groups, t, e);

	if (st)
		return st;
	group = groups_find(&k->groups);
	if (group == NAMES_NONE && k->p.strict)
		return table_bad_cell(t, k->groups.column[0], "of a group that the threshold was not tuned on", e);
	threshold_use(&k->p, group == NAMES_NONE ? NAMES_NONE : group - 1);
	return ST_OK;
}

static int row(void *state, struct chain_value *v, struct err *e)
{
	struct threshold_apply *k = state;
	struct rule_row given = {k->p.classes.n, k->p.experts.n, k->prob, k->z, k->conf, k->cost, k->defer, NAN, false,
				false, 1, 0},
			r;
	struct threshold_choice c;
	size_t agent;
	int st = chain_probs(&k->given, v, k->prob, e);

	if (!st && k->given.logits)
		st = chain_logits(&k->given, v, k->z, e);
	if (st)
		return st;
	read_agents(k, v);
	if ((st = check_confidences(k, e)))
		return st;
	if (k->p.by.n && (st = use_group(k, e)))
		return st;
	if (k->score_in != NAMES_NONE)
		given.score = v[k->score_in].x;
	threshold_row(&k->p, &given, k->available, &r);
	threshold_choose(&k->p, &r, &c);
	st = threshold_settle(&k->p, &r, &c, &agent, e);
	if (st)
		return st;
	if (k->score != NAMES_NONE)
		v[k->score].x = c.score;
	chain_decide(&k->decision, v, agent, k->prob);
	return ST_OK;
}

const struct chain_kind apply_threshold = {
	.name = "threshold",
	.model_size = sizeof(struct threshold),
	.state_size = sizeof(struct threshold_apply),
	.load = load,
	.free = free_model,
	.bind = bind,
	.row = row,
	.ordered = ordered,
	.unbind = unbind,
};
