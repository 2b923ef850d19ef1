/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/scored_rows.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "inference/row_keys.h"
#include "math/unit.h"

/* An order_row's item: the row's place in the varying columns, and its outcome in the low bits. */
enum {
	RIGHT = 1,
	ANSWERED = 2,
	EXPERT_RIGHT = 4,
	UNKNOWN = 8,
	OUTCOMES = SCORED_OUTCOMES,
	OUTCOME_BITS = SCORED_OUTCOME_BITS
};

void scored_rows_free(struct scored_rows *t)
{
	order_free(&t->order);
	free(t->weight.v);
	free(t->model_cost.v);
	free(t->expert_cost.v);
	free(t->p.v);
	free(t->right.v);
	free(t->expert_right.v);
	free(t->key.v);
	free(t->outcome_key.v);
	*t = (struct scored_rows){0};
}

static int varying_add_other(struct varying *c, size_t at, double x, struct err *e)
{
	size_t known = c->v ? at : 0;
	int st = array_reserve(&c->v, &c->cap, at + 1, sizeof *c->v, e);

	if (st)
		return st;
	for (size_t i = known; i < at; i++)
		c->v[i] = c->first;
	c->v[at] = x;
	return ST_OK;
}

/* Value number `at` of a column that has had `at` values before. */
static inline int varying_add(struct varying *c, size_t at, double x, struct err *e)
{
	if (!at)
		c->first = x;
	return !c->v && x == c->first ? ST_OK : varying_add_other(c, at, x, e);
}

static double varying_at(const struct varying *c, size_t i)
{
	return c->v ? c->v[i] : c->first;
}

static int keys_add_other(struct row_key_list *k, size_t at, uint64_t key, struct err *e)
{
	size_t known = k->v ? at : 0;
	int st = array_reserve(&k->v, &k->cap, at + 1, sizeof *k->v, e);

	for (size_t i = known; !st && i < at; i++)
		k->v[i] = 0;
	if (!st)
		k->v[at] = key;
	return st;
}

static inline int keys_add(struct row_key_list *k, size_t at, uint64_t key, struct err *e)
{
	return !k->v && !key ? ST_OK : keys_add_other(k, at, key, e);
}

static uint64_t key_at(const struct row_key_list *k, size_t i)
{
	return k->v ? k->v[i] : 0;
}

/* What the bits do not say of an outcome. */
static double graded(double outcome)
{
	return outcome == 0 || outcome == 1 ? 0 : outcome;
}

static bool all_zero(const struct varying *c)
{
	return !c->v && c->first == 0;
}

bool scored_rows_binary(const struct scored_rows *t)
{
	return all_zero(&t->right) && all_zero(&t->expert_right);
}

static inline unsigned outcome_of(double right, bool unknown, bool answered, double expert_right)
{
	return (right == 1 ? RIGHT : 0) | (answered ? ANSWERED : 0) | (expert_right == 1 ? EXPERT_RIGHT : 0)
		| (unknown ? UNKNOWN : 0);
}

int scored_rows_add(struct scored_rows *t, const struct scored_row *r, struct err *e)
{
	size_t at = t->order.n;
	double right = r->unknown ? 0 : r->right, expert_right = r->answered ? r->expert_right : 0;
	uint64_t outcome = outcome_of(right, r->unknown, r->answered, expert_right);
	int st;

	if (!(r->weight > 0))
		return ST_OK;
	st = varying_add(&t->weight, at, r->weight, e);
	if (!st)
		st = varying_add(&t->p, at, r->p, e);
	if (!st)
		st = varying_add(&t->model_cost, at, r->model_cost, e);
	if (!st)
		st = varying_add(&t->expert_cost, at, r->expert_cost, e);
	if (!st)
		st = varying_add(&t->right, at, graded(right), e);
	if (!st)
		st = varying_add(&t->expert_right, at, graded(expert_right), e);
	t->beyond |= right < 0 || right > 1 || expert_right < 0 || expert_right > 1;
	if (!st)
		st = keys_add(&t->key, at, r->key, e);
	if (!st)
		st = keys_add(&t->outcome_key, at, r->outcome_key == r->key ? 0 : r->outcome_key, e);
	if (!st)
		st = order_add(&t->order, r->score, (uint64_t)at << OUTCOME_BITS | outcome, e);
	return st;
}

struct scored_row scored_row(const struct scored_rows *t, size_t i)
{
	const struct order_row *o = &t->order.row[i];
	size_t at = o->item >> OUTCOME_BITS;
	uint64_t key = key_at(&t->key, at), outcome_key = key_at(&t->outcome_key, at);

	return (struct scored_row){.score = o->key,
		.key = key,
		.outcome_key = outcome_key ? outcome_key : key,
		.weight = varying_at(&t->weight, at),
		.model_cost = varying_at(&t->model_cost, at),
		.expert_cost = varying_at(&t->expert_cost, at),
		.p = varying_at(&t->p, at),
		.right = o->item & RIGHT ? 1 : varying_at(&t->right, at),
		.unknown = o->item & UNKNOWN,
		.answered = o->item & ANSWERED,
		.expert_right = o->item & EXPERT_RIGHT ? 1 : varying_at(&t->expert_right, at)};
}

/* Appends the n values of another column to the first `at` ones. */
static int varying_append(struct varying *c, size_t at, const struct varying *other, size_t n, struct err *e)
{
	size_t known = c->v ? at : 0;
	int st;

	if (!at)
		c->first = other->first;
	if (!c->v && !other->v && other->first == c->first)
		return ST_OK;
	st = array_reserve(&c->v, &c->cap, at + n, sizeof *c->v, e);
	if (st)
		return st;
	for (size_t i = known; i < at; i++)
		c->v[i] = c->first;
	for (size_t i = 0; i < n; i++)
		c->v[at + i] = varying_at(other, i);
	return ST_OK;
}

static int keys_append(struct row_key_list *k, size_t at, const struct row_key_list *other, size_t n, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && (k->v || other->v) && i < n; i++)
		st = keys_add(k, at + i, key_at(other, i), e);
	return st;
}

int scored_rows_merge(struct scored_rows *t, const struct scored_rows *other, struct err *e)
{
	size_t at = t->order.n, n = other->order.n;
	int st = n ? varying_append(&t->weight, at, &other->weight, n, e) : ST_OK;

	if (!st && n)
		st = varying_append(&t->p, at, &other->p, n, e);
	if (!st && n)
		st = varying_append(&t->model_cost, at, &other->model_cost, n, e);
	if (!st && n)
		st = varying_append(&t->expert_cost, at, &other->expert_cost, n, e);
	if (!st && n)
		st = varying_append(&t->right, at, &other->right, n, e);
	if (!st && n)
		st = varying_append(&t->expert_right, at, &other->expert_right, n, e);
	t->beyond |= other->beyond;
	if (!st)
		st = keys_append(&t->key, at, &other->key, n, e);
	if (!st)
		st = keys_append(&t->outcome_key, at, &other->outcome_key, n, e);
	return st ? st : order_append(&t->order, &other->order, (uint64_t)at << OUTCOME_BITS, e);
}

/* A key is two numbers. */
enum { WEIGHT, MODEL_COST, EXPERT_COST, P, KEY, OUTCOME_KEY = KEY + 2, GRADE = OUTCOME_KEY + 2, EXPERT_GRADE, NUMBERS };

static const char outcome_digit[] = "0123456789abcdef";

int scored_row_write(const struct scored_row *r, struct state_out *o, struct err *e)
{
	double x[NUMBERS] = {r->weight, r->model_cost, r->expert_cost,
		r->p, [GRADE] = graded(r->right), [EXPERT_GRADE] = graded(r->expert_right)};
	char part[] = "row0";

	row_key_halves(r->key, x + KEY);
	row_key_halves(r->outcome_key == r->key ? 0 : r->outcome_key, x + OUTCOME_KEY);
	part[3] = outcome_digit[outcome_of(r->right, r->unknown, r->answered, r->expert_right)];
	return state_write_numbers(o, part, r->score, x, NUMBERS, e);
}

int scored_rows_write(const struct scored_rows *t, struct state_out *o, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < t->order.n; i++) {
		struct scored_row r = scored_row(t, i);

		st = scored_row_write(&r, o, e);
	}
	return st;
}

bool scored_row_read(struct scored_row *r, struct state_item *i)
{
	const char *digit =
		i->part_length == 4 && !memcmp(i->part, "row", 3) ? memchr(outcome_digit, i->part[3], OUTCOMES) : NULL;
	double x[NUMBERS];
	int outcome;

	if (!digit)
		return false;
	outcome = (int)(digit - outcome_digit);
	state_numbers(i, x, NUMBERS);
	*r = (struct scored_row){.score = i->place,
		.weight = x[WEIGHT],
		.model_cost = x[MODEL_COST],
		.expert_cost = x[EXPERT_COST],
		.p = x[P],
		.key = row_key_of_halves(x + KEY, i),
		.outcome_key = row_key_of_halves(x + OUTCOME_KEY, i),
		.right = outcome & RIGHT ? 1 : x[GRADE],
		.unknown = outcome & UNKNOWN,
		.answered = outcome & ANSWERED,
		.expert_right = outcome & EXPERT_RIGHT ? 1 : x[EXPERT_GRADE]};
	if (!i->wrong && !(r->weight > 0))
		i->wrong = "a weight that is not above 0";
	if (!i->wrong && (r->p < 0 || r->p > 1))
		i->wrong = "a probability that is not in [0, 1]";
	if (!i->wrong && r->expert_right != 0 && !r->answered)
		i->wrong = "an expert who is right without an answer";
	return true;
}

int scored_rows_read(struct scored_rows *t, struct state_item *i, bool *taken, struct err *e)
{
	struct scored_row r;

	*taken = scored_row_read(&r, i);
	return *taken && !i->wrong ? scored_rows_add(t, &r, e) : ST_OK;
}

static double largest(const struct varying *c, size_t n)
{
	double most = fabs(c->first);

	for (size_t i = 0; c->v && i < n; i++)
		most = fmax(most, fabs(c->v[i]));
	return most;
}

double scored_rows_largest_cost(const struct scored_rows *t)
{
	return fmax(largest(&t->model_cost, t->order.n), largest(&t->expert_cost, t->order.n));
}

int scored_cost_unit(double most)
{
	const int room = 128; /* bits: whole weights of as many rows as there can be */

	return most < ldexp(1, DBL_MAX_EXP - room) ? 0 : room;
}

/* Costs near the largest doubles are scaled down, so that their sums stay below. */
static void scale_costs(struct scored_rows *t)
{
	struct varying *const cost[] = {&t->model_cost, &t->expert_cost};

	t->cost_unit = scored_cost_unit(scored_rows_largest_cost(t));
	for (int k = 0; t->cost_unit && k < 2; k++) {
		cost[k]->first = ldexp(cost[k]->first, -t->cost_unit);
		for (size_t i = 0; cost[k]->v && i < t->order.n; i++)
			cost[k]->v[i] = ldexp(cost[k]->v[i], -t->cost_unit);
	}
}

/* All weights of n tables, of equal ones in a table the first only; *m gets how many there are. */
static double *list_weights(struct scored_rows *const *t, size_t n, size_t *m, struct err *e)
{
	size_t most = 0;
	double *w;

	for (size_t k = 0; k < n; k++)
		most += t[k]->weight.v ? t[k]->order.n : 1;
	w = mem_alloc(most, sizeof *w, e);
	*m = 0;
	for (size_t k = 0; w && k < n; k++)
		for (size_t i = 0; i < t[k]->order.n && (!i || t[k]->weight.v); i++)
			w[(*m)++] = varying_at(&t[k]->weight, i);
	return w;
}

int scored_weight_power(double most)
{
	const int limb =
		40; /* bits, of inference/draw_sums.h: as large as costs have room for, so that weights may be far below */
	int power;

	frexp(most, &power);
	return power - limb;
}

double scored_weight(double w, double unit, int power)
{
	return unit > 0 ? rint(w / unit) : ldexp(w, -power);
}

int scored_weight_check(double w, double scaled, struct err *e)
{
	return scaled < DBL_MIN && scaled < w ? err_set(
		       e, ST_DATA, "a weight of %g beside one more than 10^319 times as large: no double has both", w)
					      : ST_OK;
}

/* The unit of all weights, or the power of two that they are divided by. */
static void scale_table(struct scored_rows *t, double unit, int power)
{
	t->whole = unit > 0;
	t->weight.first = scored_weight(t->weight.first, unit, power);
	for (size_t i = 0; t->weight.v && i < t->order.n; i++)
		t->weight.v[i] = scored_weight(t->weight.v[i], unit, power);
}

static int scale_weights(struct scored_rows *const *t, size_t n, struct err *e)
{
	size_t m;
	double least = INFINITY, most = 0, unit = 0, *w = list_weights(t, n, &m, e);
	int power, st = w ? ST_OK : ST_SYSTEM;

	if (!st && m)
		st = unit_find(w, m, &unit, e);
	for (size_t i = 0; !st && i < m; i++) {
		least = fmin(least, w[i]);
		most = fmax(most, w[i]);
	}
	free(w);
	power = scored_weight_power(most);
	if (!st && m)
		st = scored_weight_check(least, scored_weight(least, unit, power), e);
	for (size_t k = 0; !st && k < n; k++)
		scale_table(t[k], m ? unit : 1, power);
	return st;
}

int scored_rows_sort_together(struct scored_rows *const *t, size_t n, struct err *e)
{
	int st = scale_weights(t, n, e);

	for (size_t k = 0; !st && k < n; k++) {
		scale_costs(t[k]);
		st = order_sort(&t[k]->order, e);
	}
	return st;
}

int scored_rows_sort(struct scored_rows *t, struct err *e)
{
	return scored_rows_sort_together(&t, 1, e);
}

bool scored_rows_alike(const struct scored_rows *t)
{
	return !t->weight.v && !t->model_cost.v && !t->expert_cost.v && scored_rows_binary(t);
}

static void count_block(const struct scored_rows *t, size_t from, size_t end, struct scored_block *b)
{
	size_t right = 0, answered = 0, expert_right = 0, unknown = 0;
	double w = t->weight.first;

	for (size_t i = from; i < end; i++) {
		uint64_t outcome = t->order.row[i].item;

		right += (outcome & RIGHT) != 0;
		answered += (outcome & ANSWERED) != 0;
		expert_right += (outcome & EXPERT_RIGHT) != 0;
		unknown += (outcome & UNKNOWN) != 0;
	}
	b->unanswered = b->n - answered;
	b->weight = w * (double)b->n;
	b->n_right = right;
	b->n_expert_right = expert_right;
	b->known = w * (double)(b->n - unknown);
	b->right = w * (double)right;
	b->wrong = w * (double)(b->n - unknown - right);
	b->answered = w * (double)answered;
	b->expert_right = w * (double)expert_right;
	b->model_cost = b->weight * t->model_cost.first;
	b->expert_cost = b->weight * t->expert_cost.first;
}

struct scored_block scored_rows_count(const struct scored_rows *t)
{
	struct scored_block b = {.n = t->order.n};

	count_block(t, 0, t->order.n, &b);
	return b;
}

static void sum_block(const struct scored_rows *t, size_t from, size_t end, struct scored_block *b)
{
	const bool varies[2] = {t->model_cost.v != NULL, t->expert_cost.v != NULL};
	struct scored_row r = {0};
	struct block_sums s;

	block_begin(&s, b, t->whole, varies);
	for (size_t i = from; i < end; i++) {
		r = scored_row(t, i);
		block_add(&s, b, &r);
	}
	block_end(&s, b, &r);
}

bool scored_rows_next(const struct scored_rows *t, size_t *at, struct scored_block *b)
{
	size_t from = *at;

	if (from >= t->order.n)
		return false;
	*at = order_block_end(&t->order, from);
	*b = (struct scored_block){.n = *at - from, .score = t->order.row[from].key};
	if (scored_rows_alike(t))
		count_block(t, from, *at, b);
	else if (b->n == 1) {
		struct scored_row r = scored_row(t, from);

		scored_single(&r, b);
	} else
		sum_block(t, from, *at, b);
	return true;
}
