/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/goal.h"

#include <string.h>

#include "math/vec.h"

static const char *const names[] = {[GOAL_ANSWER] = "answer",
	[GOAL_ROUTE] = "route",
	[GOAL_TO] = "route:",
	[GOAL_KEEP] = "keep",
	[GOAL_ERROR] = "error",
	[GOAL_COST] = "cost"};

int goal_parse(const char *text, const struct names *agents, struct goal *g, struct err *e)
{
	*g = (struct goal){.text = text};
	if (!strncmp(text, names[GOAL_TO], 6)) {
		g->kind = GOAL_TO;
		g->agent = names_find(agents, text + 6, strlen(text + 6));
		return g->agent == NAMES_NONE ? err_set(e, ST_USAGE, "--goal: no agent '%.200s' in the model", text + 6)
					      : ST_OK;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (i != GOAL_TO && !strcmp(text, names[i])) {
			g->kind = (enum goal_kind)i;
			return ST_OK;
		}
	return err_set(e, ST_USAGE, "--goal: '%.200s' is none of answer, route, route:NAME, keep, error, cost", text);
}

size_t goal_agent(const struct goal_system *s, size_t outcome)
{
	return outcome < s->nclass ? 0 : outcome - s->nclass + 1;
}

size_t goal_outcome(const struct goal_system *s, const struct goal_row *r)
{
	size_t h = vec_argmax(r->z, s->nclass), best = NAMES_NONE;

	for (size_t j = s->nclass; j < s->nclass + s->nexpert; j++)
		if (r->available[j - s->nclass + 1] && (best == NAMES_NONE || r->z[j] > r->z[best]))
			best = j;
	if (best == NAMES_NONE)
		return h;
	return !r->available[0] || r->z[best] - (s->alone ? 0 : r->z[h]) > s->threshold ? best : h;
}

bool goal_reached(
	const struct goal *g, const struct goal_system *s, const struct goal_row *r, size_t before, size_t now)
{
	size_t from = goal_agent(s, before), to = goal_agent(s, now);

	switch (g->kind) {
	case GOAL_ROUTE:
		return from != to;
	case GOAL_TO:
		return to == g->agent;
	case GOAL_KEEP:
		return !to;
	case GOAL_ERROR:
		return r->wrong[now];
	case GOAL_COST:
		return r->cost[to] > r->cost[from];
	default:
		return false;
	}
}

struct list {
	const struct goal_system *s;
	const struct goal_row *r;
	struct goal_condition *c;
	size_t *n;
};

static void add(struct list *l, size_t up, size_t down, double need)
{
	l->c[(*l->n)++] = (struct goal_condition){up, down, need};
}

static bool may(const struct list *l, size_t expert)
{
	return l->r->available[expert - l->s->nclass + 1];
}

/* No expert takes the row from class k. */
static void kept(struct list *l, size_t k)
{
	for (size_t j = l->s->nclass; j < l->s->nclass + l->s->nexpert; j++)
		if (may(l, j))
			add(l, l->s->alone ? NAMES_NONE : k, j, -l->s->threshold);
}

/* Expert j takes it from the model. */
static void taken(struct list *l, size_t j)
{
	for (size_t k = 0; k < (l->s->alone ? 1 : l->s->nclass) && l->r->available[0]; k++)
		add(l, j, l->s->alone ? NAMES_NONE : k, l->s->threshold);
}

static void largest(struct list *l, size_t from, size_t to, size_t i)
{
	for (size_t k = from; k < to; k++)
		if (k != i && (k < l->s->nclass || may(l, k)))
			add(l, i, k, 0);
}

/* All that makes it this outcome. */
static void whole(struct list *l, size_t outcome)
{
	size_t nc = l->s->nclass;

	if (outcome < nc) {
		largest(l, 0, nc, outcome);
		kept(l, outcome);
	} else {
		largest(l, nc, nc + l->s->nexpert, outcome);
		taken(l, outcome);
	}
}

/* The model answers, whatever: class k is one that no expert's d is above, not the largest of all; against 0 the class does not
 * matter. */
static bool model_answers(struct list *l, size_t k)
{
	if (l->s->alone && k)
		return false;
	kept(l, k);
	return true;
}

static bool another_agent(struct list *l, size_t before, size_t outcome)
{
	size_t nc = l->s->nclass;

	if (before < nc) {
		if (outcome < nc)
			return false;
		taken(l, outcome);
		return true;
	}
	if (outcome >= nc) {
		add(l, outcome, before, 0);
		return outcome != before;
	}
	add(l, l->s->alone ? NAMES_NONE : outcome, before, -l->s->threshold);
	return !l->s->alone || !outcome;
}

bool goal_conditions(const struct goal *g, const struct goal_system *s, const struct goal_row *r, size_t before,
	size_t outcome, struct goal_condition *c, size_t *n)
{
	struct list l = {s, r, c, n};
	size_t agent = goal_agent(s, outcome), h = vec_argmax(r->z, s->nclass);

	*n = 0;
	if (g->kind == GOAL_ANSWER) {
		add(&l, outcome, h, 0);
		return outcome < s->nclass && outcome != h;
	}
	if (!r->available[agent])
		return false;
	switch (g->kind) {
	case GOAL_ROUTE:
		return another_agent(&l, before, outcome);
	case GOAL_ERROR:
		whole(&l, outcome);
		return r->wrong[outcome];
	case GOAL_COST:
		if (!(r->cost[agent] > r->cost[goal_agent(s, before)]))
			return false;
		break;
	default:
		if (agent != (g->kind == GOAL_TO ? g->agent : 0))
			return false;
	}
	if (!agent)
		return model_answers(&l, outcome);
	whole(&l, outcome);
	return true;
}
