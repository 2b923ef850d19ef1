/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/areas.h"

#include <math.h>

enum value { RISK, GENERALISED, SYSTEM, VALUES };

/* Weights of the rows kept so far. */
struct kept {
	double weight, wrong;
	double answered, expert_right; /* of the experts, on the kept rows */
};

struct area {
	enum areas_rule rule;
	struct kept total, at;
	double before[VALUES]; /* the values at the coverage reached */
	struct running area[VALUES];
	double skipped; /* weight of the first block, for AREAS_TRUNCATED */
};

static void values_at(const struct area *a, const struct kept *k, double v[VALUES])
{
	double deferred = a->total.answered - k->answered;

	v[RISK] = k->wrong / k->weight;
	v[GENERALISED] = k->wrong / a->total.weight;
	v[SYSTEM] = (k->weight - k->wrong + a->total.expert_right - k->expert_right) / (k->weight + deferred);
}

static void add_area(struct area *a, double width, const double v[VALUES])
{
	for (int i = 0; i < VALUES; i++)
		running_add(&a->area[i], width * v[i]);
}

/* `pieces` equal steps to the point `to`, the value at the end of each. */
static void add_mean(struct area *a, const struct kept *to, size_t pieces)
{
	struct kept from = a->at;
	double v[VALUES], width = (to->weight - from.weight) / (double)pieces;

	for (size_t j = 1; j <= pieces; j++) {
		double share = (double)j / (double)pieces;
		struct kept k = {from.weight + share * (to->weight - from.weight),
			from.wrong + share * (to->wrong - from.wrong),
			from.answered + share * (to->answered - from.answered),
			from.expert_right + share * (to->expert_right - from.expert_right)};

		values_at(a, &k, v);
		add_area(a, width, v);
	}
}

static void add_trapezoid(struct area *a, const struct kept *to)
{
	double v[VALUES], mid[VALUES], width = to->weight - a->at.weight;

	values_at(a, to, v);
	if (a->at.weight <= 0) {
		a->before[RISK] = v[RISK];
		a->before[GENERALISED] = 0;
		a->before[SYSTEM] = a->total.expert_right / a->total.answered;
	}
	for (int i = 0; i < VALUES; i++) {
		mid[i] = (a->before[i] + v[i]) / 2;
		a->before[i] = v[i];
	}
	if (a->rule == AREAS_TRUNCATED && a->at.weight <= 0)
		a->skipped = width;
	else
		add_area(a, width, mid);
}

/* Moves on to `to`, over `pieces` rows; rows without weight take no room. */
static void advance(struct area *a, const struct kept *to, size_t pieces)
{
	if (to->weight <= a->at.weight)
		return;
	if (a->rule == AREAS_MEAN)
		add_mean(a, to, pieces);
	else
		add_trapezoid(a, to);
	a->at = *to;
}

static double area_value(const struct area *a, enum value i)
{
	return running_value(&a->area[i]) / (a->total.weight - a->skipped);
}

/* Moves the totals on by one block. */
struct totals {
	struct running weight, wrong, answered, expert_right;
	size_t n, n_wrong;
};

static struct kept totals_add(struct totals *t, const struct scored_block *b)
{
	running_add(&t->weight, b->weight);
	running_add(&t->wrong, b->weight - b->right);
	running_add(&t->answered, b->answered);
	running_add(&t->expert_right, b->expert_right);
	t->n += b->n;
	t->n_wrong += b->n - b->n_right;
	return (struct kept){running_value(&t->weight), running_value(&t->wrong), running_value(&t->answered),
		running_value(&t->expert_right)};
}

/* The AURC when every right row comes before every wrong one, right rows sharing their weight
 * equally, and wrong rows theirs. */
static double ideal_aurc(enum areas_rule rule, const struct kept *total, size_t n_right, size_t n_wrong)
{
	struct area a = {.rule = rule, .total = *total};
	struct kept k = {0};
	double right = total->weight - total->wrong;

	for (size_t i = 1; i <= n_right; i++) {
		k.weight = right * (double)i / (double)n_right;
		advance(&a, &k, 1);
	}
	for (size_t i = 1; i <= n_wrong; i++) {
		k.wrong = total->wrong * (double)i / (double)n_wrong;
		k.weight = right + k.wrong;
		advance(&a, &k, 1);
	}
	return area_value(&a, RISK);
}

struct areas_areas areas_areas(const struct scored_rows *t, enum areas_rule rule)
{
	struct area a = {.rule = rule};
	struct totals whole = {0}, part = {0};
	struct scored_block b;
	struct areas_areas r;

	for (size_t at = 0; scored_rows_next(t, &at, &b);)
		a.total = totals_add(&whole, &b);
	for (size_t at = 0; scored_rows_next(t, &at, &b);) {
		struct kept to = totals_add(&part, &b);

		advance(&a, &to, b.n);
	}
	r.aurc = area_value(&a, RISK);
	r.eaurc = r.aurc - ideal_aurc(rule, &a.total, whole.n - whole.n_wrong, whole.n_wrong);
	r.augrc = area_value(&a, GENERALISED);
	r.model_aucac = 1 - r.aurc;
	r.system_aucac = a.total.answered > 0 ? area_value(&a, SYSTEM) : NAN;
	return r;
}

struct areas_separation areas_separation(const struct scored_rows *t)
{
	struct running weight = {0}, right = {0}, wrong = {0}, pairs = {0}, precision = {0};
	struct areas_separation r;
	struct scored_block b;

	for (size_t at = 0; scored_rows_next(t, &at, &b);) {
		running_add(&pairs, (b.weight - b.right) * (running_value(&right) + b.right / 2));
		running_add(&weight, b.weight);
		running_add(&right, b.right);
		running_add(&wrong, b.weight - b.right);
		if (b.right > 0)
			running_add(&precision, b.right * (running_value(&right) / running_value(&weight)));
	}
	r.auroc = running_value(&pairs) / (running_value(&right) * running_value(&wrong));
	r.ap = running_value(&precision) / running_value(&right);
	return r;
}
