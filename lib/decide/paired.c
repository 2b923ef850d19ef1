/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* In states. */
static const char *const part_name[PAIRED_SUMS] = {
	"lost", "lost_oracle", "lost_constant", "lost_alone", "lost_policy", "lost_missing"};
static const char drawn_name[] = "drawn_lost";

struct paired_pair {
	struct sum lost[PAIRED_SUMS];
	struct draw_sums drawn;
	size_t draws;
};

static struct paired_pair *pair_of(const struct paired *x, size_t k)
{
	return k < x->n ? x->pair[k] : NULL;
}

int paired_reserve(struct paired *x, size_t k, size_t draws, struct err *e)
{
	struct paired_pair *p;
	int st = ST_OK;

	if (pair_of(x, k))
		return ST_OK;
	st = array_reserve(&x->pair, &x->cap, k + 1, sizeof(struct paired_pair *), e);
	for (; !st && x->n <= k; x->n++)
		x->pair[x->n] = NULL;
	if (st || !(p = mem_alloc(1, sizeof *p, e)))
		return ST_SYSTEM;
	x->pair[k] = p;
	p->draws = draws;
	return draws ? draw_sums_init(&p->drawn, DRAW_WEIGHTS, 1, PAIRED_SUMS, false, draws, e) : ST_OK;
}

void paired_free(struct paired *x)
{
	for (size_t k = 0; k < x->n; k++)
		if (x->pair[k]) {
			draw_sums_free(&x->pair[k]->drawn);
			free(x->pair[k]);
		}
	free(x->pair);
	*x = (struct paired){0};
}

bool paired_loses(double policy, double constant)
{
	return isnan(policy) || isnan(constant);
}

/* What a row adds to the sums with weight 1. */
static void values(double best, double policy, double constant, double value[PAIRED_SUMS])
{
	bool lost = isnan(policy), missing = isnan(constant), alone = missing && !lost;

	value[PAIRED_LOST] = lost;
	value[PAIRED_ORACLE] = lost ? best : 0;
	value[PAIRED_CONSTANT] = lost && !missing ? constant : 0;
	value[PAIRED_ALONE] = alone;
	value[PAIRED_POLICY] = alone ? policy : 0;
	value[PAIRED_MISSING] = missing;
}

void paired_add(struct paired *x, size_t k, const struct paired_row *r, double policy, double constant, double sign)
{
	const struct draw_row row = {.key = r->key, .weight = r->weight};
	struct paired_pair *p = pair_of(x, k);
	double value[PAIRED_SUMS];

	if (!paired_loses(policy, constant))
		return;
	values(r->best, policy, constant, value);
	for (int i = 0; i < PAIRED_SUMS; i++) {
		value[i] *= sign;
		if (value[i] != 0)
			sum_add_product(&p->lost[i], r->weight, value[i]);
	}
	if (p->draws)
		draw_sums_add(&p->drawn, 0, &row, value);
}

int paired_merge(struct paired *x, const struct paired *other, struct err *e)
{
	int st = ST_OK;

	for (size_t k = 0; !st && k < other->n; k++) {
		const struct paired_pair *o = other->pair[k];

		if (!o || (st = paired_reserve(x, k, o->draws, e)))
			continue;
		for (int i = 0; i < PAIRED_SUMS; i++)
			sum_merge(&x->pair[k]->lost[i], &o->lost[i]);
		if (o->draws)
			draw_sums_merge(&x->pair[k]->drawn, &o->drawn);
	}
	return st;
}

int paired_write(const struct paired *x, const struct names *name, struct state_out *o, struct err *e)
{
	const struct sum none = {0};
	int st = ST_OK;

	for (size_t k = 0; !st && k < x->n; k++) {
		const struct paired_pair *p = x->pair[k];

		if (!p || !(sum_compare(&p->lost[PAIRED_LOST], &none) || sum_compare(&p->lost[PAIRED_MISSING], &none)))
			continue;
		state_out_member(o, &name->name[k]);
		for (int i = 0; !st && i < PAIRED_SUMS; i++)
			st = state_write_sum(o, part_name[i], 0, &p->lost[i], e);
		if (!st && p->draws)
			st = draw_sums_write(&p->drawn, drawn_name, o, e);
	}
	return st;
}

int paired_read(struct paired *x, size_t k, size_t draws, struct state_item *i, bool *taken, struct err *e)
{
	const size_t drawn = strlen(drawn_name);
	int part = 0, st;

	while (part < PAIRED_SUMS && !state_is(i, part_name[part]))
		part++;
	*taken = part < PAIRED_SUMS || (draws && i->part_length >= drawn && !memcmp(i->part, drawn_name, drawn));
	if (!*taken)
		return ST_OK;
	st = paired_reserve(x, k, draws, e);
	if (!st && part < PAIRED_SUMS)
		state_add_sum(i, &x->pair[k]->lost[part]);
	else if (!st)
		*taken = draw_sums_read(&x->pair[k]->drawn, drawn_name, i);
	return st;
}

int paired_end(struct paired *x, struct err *e)
{
	int st = ST_OK;

	for (size_t k = 0; !st && k < x->n; k++)
		if (x->pair[k] && x->pair[k]->draws)
			st = draw_sums_end(&x->pair[k]->drawn, e);
	return st;
}

const struct sum *paired_lost(const struct paired *x, size_t k)
{
	static const struct sum nothing[PAIRED_SUMS];
	const struct paired_pair *p = pair_of(x, k);

	return p ? p->lost : nothing;
}

void paired_get(const struct paired *x, size_t k, size_t draw, struct sum lost[PAIRED_SUMS])
{
	const struct paired_pair *p = pair_of(x, k);

	memset(lost, 0, PAIRED_SUMS * sizeof *lost);
	for (size_t i = 0; p && i < PAIRED_SUMS; i++)
		lost[i] = draw_sums_get(&p->drawn, 0, i, draw);
}

static struct sum less(const struct sum *a, const struct sum *b)
{
	struct sum x = *a;

	sum_subtract(&x, b);
	return x;
}

/* Whether all rows of the oracle that the other lacks were kept. */
static bool whole(const struct paired_total *oracle, const struct paired_total *other, const struct sum *lacks)
{
	struct sum known = less(&oracle->scored, lacks);

	return !sum_compare(&known, &other->scored);
}

static double difference(const struct sum *a, const struct sum *b, const struct sum *weight)
{
	return sum_ratio(a, weight) - sum_ratio(b, weight);
}

struct regret paired_regret(const struct paired_total *oracle, const struct paired_total *policy,
	const struct paired_total *constant, const struct sum lost[PAIRED_SUMS])
{
	struct regret r = {NAN, NAN};
	struct sum best, other, mine, both;

	if (!whole(oracle, policy, &lost[PAIRED_LOST]))
		return r;
	best = less(&oracle->right, &lost[PAIRED_ORACLE]);
	r.oracle = difference(&best, &policy->right, &policy->scored);
	if (!constant || !whole(oracle, constant, &lost[PAIRED_MISSING]))
		return r;
	other = less(&constant->right, &lost[PAIRED_CONSTANT]);
	mine = less(&policy->right, &lost[PAIRED_POLICY]);
	both = less(&policy->scored, &lost[PAIRED_ALONE]);
	r.constant = difference(&other, &mine, &both);
	return r;
}
