/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/scored_rows.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/sum.h"

/* An order_row's item: the row's place in the varying columns, and its outcome in the low bits. */
enum { RIGHT = 1, ANSWERED = 2, EXPERT_RIGHT = 4, OUTCOMES = 8, OUTCOME_BITS = 3 };

void scored_rows_free(struct scored_rows *t)
{
	order_free(&t->order);
	free(t->weight.v);
	free(t->model_cost.v);
	free(t->expert_cost.v);
	*t = (struct scored_rows){0};
}

/* Value number `at` of a column that has had `at` values before. */
static int varying_add(struct varying *c, size_t at, double x, struct err *e)
{
	size_t known = c->v ? at : 0;
	int st;

	if (!at)
		c->first = x;
	if (!c->v && x == c->first)
		return ST_OK;
	st = array_reserve(&c->v, &c->cap, at + 1, sizeof *c->v, e);
	if (st)
		return st;
	for (size_t i = known; i < at; i++)
		c->v[i] = c->first;
	c->v[at] = x;
	return ST_OK;
}

static double varying_at(const struct varying *c, size_t i)
{
	return c->v ? c->v[i] : c->first;
}

int scored_rows_add(struct scored_rows *t, const struct scored_row *r, struct err *e)
{
	size_t at = t->order.n;
	uint64_t outcome = (r->right ? RIGHT : 0) | (r->answered ? ANSWERED : 0)
		| (r->answered && r->expert_right ? EXPERT_RIGHT : 0);
	int st = varying_add(&t->weight, at, r->weight, e);

	if (!st)
		st = varying_add(&t->model_cost, at, r->model_cost, e);
	if (!st)
		st = varying_add(&t->expert_cost, at, r->expert_cost, e);
	if (!st)
		st = order_add(&t->order, r->score, (uint64_t)at << OUTCOME_BITS | outcome, e);
	return st;
}

struct scored_row scored_row(const struct scored_rows *t, size_t i)
{
	const struct order_row *o = &t->order.row[i];
	size_t at = o->item >> OUTCOME_BITS;

	return (struct scored_row){.score = o->key,
		.weight = varying_at(&t->weight, at),
		.model_cost = varying_at(&t->model_cost, at),
		.expert_cost = varying_at(&t->expert_cost, at),
		.right = o->item & RIGHT,
		.answered = o->item & ANSWERED,
		.expert_right = o->item & EXPERT_RIGHT};
}

int scored_rows_merge(struct scored_rows *t, const struct scored_rows *other, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < other->order.n; i++) {
		struct scored_row r = scored_row(other, i);

		st = scored_rows_add(t, &r, e);
	}
	return st;
}

int scored_rows_write(const struct scored_rows *t, struct state_out *o, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < t->order.n; i++) {
		struct scored_row r = scored_row(t, i);
		struct tally weight = {0};
		char part[] = "row0";

		part[3] = (char)('0' + (t->order.row[i].item & (OUTCOMES - 1)));
		tally_add(&weight, r.weight);
		st = state_write_tally(o, part, r.score, &weight, e);
	}
	return st;
}

int scored_rows_read(struct scored_rows *t, const struct state_item *i, bool *taken, struct err *e)
{
	struct scored_row r = {.score = i->place, .weight = sum_value(&i->value)};
	int outcome;

	*taken = i->part_length == 4 && !memcmp(i->part, "row", 3) && i->part[3] >= '0' && i->part[3] <= '7';
	if (!*taken)
		return ST_OK;
	outcome = i->part[3] - '0';
	r.right = outcome & RIGHT;
	r.answered = outcome & ANSWERED;
	r.expert_right = outcome & EXPERT_RIGHT;
	return scored_rows_add(t, &r, e);
}

int scored_rows_sort(struct scored_rows *t, struct err *e)
{
	return order_sort(&t->order, e);
}

/* All rows weigh and cost the same: the block is eight counts. */
static void count_block(const struct scored_rows *t, size_t from, size_t end, struct scored_block *b)
{
	size_t count[OUTCOMES] = {0}, right = 0, answered = 0, expert_right = 0;
	double w = t->weight.first;

	for (size_t i = from; i < end; i++)
		count[t->order.row[i].item & (OUTCOMES - 1)]++;
	for (size_t k = 0; k < OUTCOMES; k++) {
		right += k & RIGHT ? count[k] : 0;
		answered += k & ANSWERED ? count[k] : 0;
		expert_right += k & EXPERT_RIGHT ? count[k] : 0;
	}
	b->unanswered = b->n - answered;
	b->weight = w * (double)b->n;
	b->n_right = right;
	b->right = w * (double)right;
	b->answered = w * (double)answered;
	b->expert_right = w * (double)expert_right;
	b->model_cost = b->weight * t->model_cost.first;
	b->expert_cost = b->weight * t->expert_cost.first;
}

static void single_row(const struct scored_rows *t, size_t at, struct scored_block *b)
{
	struct scored_row r = scored_row(t, at);

	b->unanswered = !r.answered;
	b->weight = r.weight;
	b->n_right = r.right;
	b->right = r.right ? r.weight : 0;
	b->answered = r.answered ? r.weight : 0;
	b->expert_right = r.expert_right ? r.weight : 0;
	b->model_cost = r.weight * r.model_cost;
	b->expert_cost = r.weight * r.expert_cost;
}

static void sum_block(const struct scored_rows *t, size_t from, size_t end, struct scored_block *b)
{
	struct sum weight = {0}, right = {0}, answered = {0}, expert_right = {0}, model = {0}, expert = {0};

	b->unanswered = b->n_right = 0;
	for (size_t i = from; i < end; i++) {
		struct scored_row r = scored_row(t, i);

		b->unanswered += !r.answered;
		sum_add(&weight, r.weight);
		b->n_right += r.right;
		if (r.right)
			sum_add(&right, r.weight);
		if (r.answered)
			sum_add(&answered, r.weight);
		if (r.expert_right)
			sum_add(&expert_right, r.weight);
		sum_add_product(&model, r.weight, r.model_cost);
		sum_add_product(&expert, r.weight, r.expert_cost);
	}
	b->weight = sum_value(&weight);
	b->right = sum_value(&right);
	b->answered = sum_value(&answered);
	b->expert_right = sum_value(&expert_right);
	b->model_cost = sum_value(&model);
	b->expert_cost = sum_value(&expert);
}

bool scored_rows_next(const struct scored_rows *t, size_t *at, struct scored_block *b)
{
	size_t from = *at;

	if (from >= t->order.n)
		return false;
	*at = order_block_end(&t->order, from);
	b->n = *at - from;
	b->score = t->order.row[from].key;
	if (!t->weight.v && !t->model_cost.v && !t->expert_cost.v)
		count_block(t, from, *at, b);
	else if (b->n == 1)
		single_row(t, from, b);
	else
		sum_block(t, from, *at, b);
	return true;
}

void running_add(struct running *r, double x)
{
	double sum = r->sum + x;

	r->lost += fabs(r->sum) >= fabs(x) ? r->sum - sum + x : x - sum + r->sum;
	r->sum = sum;
}

double running_value(const struct running *r)
{
	return r->sum + r->lost;
}
