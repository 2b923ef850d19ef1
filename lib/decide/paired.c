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

int paired_reserve(struct paired *x, size_t n, size_t draws, struct err *e)
{
	int st = array_reserve(&x->lost, &x->cap, n, sizeof *x->lost, e);

	x->draws = draws;
	if (!st && draws)
		st = array_reserve(&x->drawn, &x->drawn_cap, n, sizeof *x->drawn, e);
	for (; !st && x->n < n; x->n += !st) {
		memset(x->lost[x->n], 0, sizeof *x->lost);
		if (draws)
			st = draw_sums_init(&x->drawn[x->n], DRAW_WEIGHTS, 1, PAIRED_SUMS, false, draws, e);
	}
	return st;
}

void paired_free(struct paired *x)
{
	for (size_t k = 0; x->drawn && k < x->n; k++)
		draw_sums_free(&x->drawn[k]);
	free(x->drawn);
	free(x->lost);
	*x = (struct paired){0};
}

/* What a row adds to the sums with weight 1; false: nothing. */
static bool values(double best, double policy, double constant, double value[PAIRED_SUMS])
{
	bool lost = isnan(policy), missing = isnan(constant), alone = missing && !lost;

	value[PAIRED_LOST] = lost;
	value[PAIRED_ORACLE] = lost ? best : 0;
	value[PAIRED_CONSTANT] = lost && !missing ? constant : 0;
	value[PAIRED_ALONE] = alone;
	value[PAIRED_POLICY] = alone ? policy : 0;
	value[PAIRED_MISSING] = missing;
	return lost || missing;
}

void paired_add(struct paired *x, size_t k, const struct paired_row *r, double policy, double constant, double sign)
{
	const struct draw_row row = {.key = r->key, .weight = r->weight};
	double value[PAIRED_SUMS];

	if (!values(r->best, policy, constant, value))
		return;
	for (int i = 0; i < PAIRED_SUMS; i++) {
		value[i] *= sign;
		if (value[i] != 0)
			sum_add_product(&x->lost[k][i], r->weight, value[i]);
	}
	if (x->draws)
		draw_sums_add(&x->drawn[k], 0, &row, value);
}

void paired_merge(struct paired *x, const struct paired *other)
{
	for (size_t k = 0; k < other->n; k++) {
		for (int i = 0; i < PAIRED_SUMS; i++)
			sum_merge(&x->lost[k][i], &other->lost[k][i]);
		if (x->draws)
			draw_sums_merge(&x->drawn[k], &other->drawn[k]);
	}
}

int paired_write(const struct paired *x, const struct names *name, struct state_out *o, struct err *e)
{
	const struct sum none = {0};
	int st = ST_OK;

	for (size_t k = 0; !st && k < x->n; k++) {
		bool any =
			sum_compare(&x->lost[k][PAIRED_LOST], &none) || sum_compare(&x->lost[k][PAIRED_MISSING], &none);

		state_out_member(o, &name->name[k]);
		for (int i = 0; any && !st && i < PAIRED_SUMS; i++)
			st = state_write_sum(o, part_name[i], 0, &x->lost[k][i], e);
		if (!st && any && x->draws)
			st = draw_sums_write(&x->drawn[k], drawn_name, o, e);
	}
	return st;
}

bool paired_read(struct paired *x, size_t k, struct state_item *i)
{
	for (int j = 0; j < PAIRED_SUMS; j++)
		if (state_is(i, part_name[j])) {
			state_add_sum(i, &x->lost[k][j]);
			return true;
		}
	return x->draws && draw_sums_read(&x->drawn[k], drawn_name, i);
}

int paired_end(struct paired *x, struct err *e)
{
	int st = ST_OK;

	for (size_t k = 0; x->draws && !st && k < x->n; k++)
		st = draw_sums_end(&x->drawn[k], e);
	return st;
}

const struct sum *paired_lost(const struct paired *x, size_t k)
{
	static const struct sum nothing[PAIRED_SUMS];

	return k < x->n ? x->lost[k] : nothing;
}

void paired_get(const struct paired *x, size_t k, size_t draw, struct sum lost[PAIRED_SUMS])
{
	memset(lost, 0, PAIRED_SUMS * sizeof *lost);
	for (size_t i = 0; k < x->n && i < PAIRED_SUMS; i++)
		lost[i] = draw_sums_get(&x->drawn[k], 0, i, draw);
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
