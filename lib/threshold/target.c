/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/target.h"

#include "tune/risk.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "decide/frontier_steps.h"
#include "cases/cases.h"

void target_free(struct target *t)
{
	scored_rows_free(&t->rows);
	scored_rows_free(&t->positive);
	frontier_free(&t->frontier);
	free(t->agent);
	t->agent = NULL;
}

bool target_needs_label(enum target_kind kind)
{
	return kind == TARGET_BEST || kind == TARGET_RISK || kind == TARGET_FAIR;
}

unsigned target_needs(const struct target *t)
{
	bool counted = t->kind == TARGET_RISK || t->kind == TARGET_FAIR || t->ambiguity.size > 0;

	return target_needs_label(t->kind) ? CASES_LABEL | CASES_ANSWER | (counted ? CASES_BINARY : 0)
			| (t->kind == TARGET_FAIR && t->fair == FAIR_TPR ? CASES_PROB : 0)
					   : 0;
}

bool target_tunes_price(const struct target *t, const struct threshold *p)
{
	return t->kind == TARGET_BUDGET && t->by_cost && rule_has_margin(p->rule);
}

static int add_steps(
	struct target *t, const struct threshold *p, const struct rule_row *r, double weight, struct err *e)
{
	size_t n = 1 + p->experts.n;

	if (!t->agent && !(t->agent = mem_alloc(n, sizeof *t->agent, e)))
		return ST_SYSTEM;
	for (size_t a = 0; a < n; a++)
		t->agent[a] = (struct outcome){r->cost[a], a ? r->conf[a] : rule_model_conf(p->rule, r), NAN};
	return frontier_add(&t->frontier, t->agent, n, weight, e);
}

int target_add(struct target *t, const struct threshold *p, const struct rule_row *r, const struct threshold_choice *c,
	const struct target_row *k, struct err *e)
{
	struct scored_row row = {.score = -c->score,
		.weight = k->weight,
		.model_cost = r->cost[0],
		.expert_cost = c->expert == NAMES_NONE ? 0 : r->cost[1 + c->expert],
		.right = k->outcome,
		.unknown = isnan(k->outcome),
		.answered = !isnan(k->expert),
		.expert_right = k->expert};

	if (target_tunes_price(t, p))
		return add_steps(t, p, r, k->weight, e);
	if (!t->by_cost)
		row.model_cost = row.expert_cost = 0;
	if (t->kind == TARGET_FAIR && t->fair == FAIR_TPR && k->positive) {
		int st = scored_rows_add(&t->positive, &row, e);

		if (st)
			return st;
	}
	return scored_rows_add(&t->rows, &row, e);
}

/* The spendings of a frontier, in a state. */
static const char cheapest[] = "cheapest", surest[] = "surest";

int target_merge(struct target *t, const struct target *other, struct err *e)
{
	int st = scored_rows_merge(&t->rows, &other->rows, e);

	return st ? st : frontier_merge(&t->frontier, &other->frontier, e);
}

int target_write(const struct target *t, const struct threshold *p, struct state_out *o, struct err *e)
{
	int st = scored_rows_write(&t->rows, o, e);

	if (!st && target_tunes_price(t, p))
		st = spending_write(&t->frontier.at, cheapest, o, e);
	if (!st && target_tunes_price(t, p))
		st = spending_write(&t->frontier.free, surest, o, e);
	if (!st)
		st = frontier_write_steps(&t->frontier, o, e);
	state_out_number(o, 0);
	return st ? st : scored_rows_write(&t->positive, o, e);
}

int target_read(struct target *t, struct state_item *i, bool *taken, struct err *e)
{
	size_t number;
	int st;

	if (state_is_numbered(i, 1, &number))
		return scored_rows_read(&t->positive, i, taken, e);
	*taken = spending_read(&t->frontier.at, cheapest, i) || spending_read(&t->frontier.free, surest, i);
	if (*taken)
		return ST_OK;
	st = frontier_read_step(&t->frontier, i, taken, e);
	return st || *taken ? st : scored_rows_read(&t->rows, i, taken, e);
}

static int tune_price(struct target *t, struct threshold_setting *found, struct err *e)
{
	int st = frontier_sort(&t->frontier, e);

	if (!st)
		st = frontier_budget_exact(&t->frontier, t->value, &found->price, &found->next_price, &found->part, e);
	if (!st && !t->exact) {
		found->part = 0;
		found->next_price = NAN;
	}
	return st;
}

void target_worsen(struct target *t)
{
	t->found.bound = ambiguity_error(&t->ambiguity, t->found.bound);
}

struct threshold_setting target_setting(const struct target *t)
{
	return (struct threshold_setting){t->found.value, 1, NAN, t->exact ? t->found.part : 0};
}

int target_tune(struct target *t, const struct threshold *p, struct threshold_setting *found, struct err *e)
{
	int st;

	*found = p->all;
	if (target_tunes_price(t, p))
		return tune_price(t, found, e);
	st = scored_rows_sort(&t->rows, e);
	if (!st && t->kind == TARGET_COVERAGE)
		tuning_coverage(&t->rows, t->value, &t->found);
	else if (!st && t->kind == TARGET_BUDGET)
		st = tuning_budget(&t->rows, t->value, t->by_cost, &t->found, e);
	else if (!st && t->kind == TARGET_BEST)
		st = tuning_best(&t->rows, &t->found, e);
	else if (!st)
		st = risk_tune(&t->rows, ambiguity_risk(&t->ambiguity, t->value), t->delta, t->reject, &t->found, e);
	if (!st && t->kind == TARGET_RISK)
		target_worsen(t);
	if (!st)
		*found = target_setting(t);
	return st;
}

int target_options_read(
	struct target *t, const struct target_options *o, const struct ambiguity *ambiguity, struct err *e)
{
	bool covered = !isnan(o->coverage), budgeted = !isnan(o->budget);

	*t = (struct target){
		.kind = covered           ? TARGET_COVERAGE
			: budgeted        ? TARGET_BUDGET
			: o->best         ? TARGET_BEST
			: !isnan(o->risk) ? TARGET_RISK
			: o->fair >= 0    ? TARGET_FAIR
					  : TARGET_NONE,
		.value = covered       ? o->coverage
			: budgeted     ? o->budget
			: o->fair >= 0 ? o->tolerance
				       : o->risk,
		.ambiguity = *ambiguity,
		.fair = o->fair,
		.delta = o->delta,
		.by_cost = o->budget_in,
		.exact = o->exact,
	};
	if (o->budget > 1 && !o->budget_in)
		return err_set(e, ST_USAGE, "--budget: a share above 1; --budget-in cost takes prices");
	if (t->kind == TARGET_RISK && !(ambiguity_risk(ambiguity, o->risk) > 0))
		return err_set(e, ST_USAGE,
			"--risk: not above --ambiguity: a system without an error may err that often in the worst case");
	return ST_OK;
}
