/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/scored_totals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "inference/row_keys.h"
#include "math/unit.h"
#include "number/num_print.h"

/* Of all rows with one weight: how many, of known outcome, of outcome 1; the sums of other outcomes and of the model's costs, NULL
 * while they are 0. */
struct weight_total {
	double weight, n, known, right;
	struct sum *graded, *cost;
};

static void free_sums(struct scored_totals *t)
{
	for (size_t k = 0; k < t->cap; k++) {
		free(t->each[k].graded);
		free(t->each[k].cost);
	}
	free(t->each);
	t->each = NULL;
	t->cap = 0;
}

void scored_totals_free(struct scored_totals *t)
{
	free_sums(t);
	names_free(&t->weight);
	*t = (struct scored_totals){0};
}

int scored_totals_unit(const struct scored_totals *t, double *unit, struct err *e)
{
	double *w = mem_alloc(t->weight.n, sizeof *w, e);
	int st = w ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < t->weight.n; i++)
		memcpy(&w[i], t->weight.name[i].s, sizeof w[i]);
	*unit = 0;
	if (!st && t->weight.n && !t->no_unit)
		st = unit_find(w, t->weight.n, unit, e);
	free(w);
	return st;
}

/* There are more weights than before. */
static int add_weight(struct scored_totals *t, double w, struct err *e)
{
	size_t known = t->many ? 0 : t->cap;
	double unit;
	int st = ST_OK;

	t->many |= t->weight.n > TOTALS_WEIGHTS;
	if (t->many)
		free_sums(t);
	else
		st = array_reserve(&t->each, &t->cap, t->weight.n, sizeof *t->each, e);
	for (size_t k = known; k < t->cap; k++)
		t->each[k] = (struct weight_total){0};
	if (!st && !t->many)
		t->each[t->weight.n - 1].weight = w;
	if (st || t->weight.n < RUNS_WEIGHTS || t->weight.n & (t->weight.n - 1))
		return st;
	st = scored_totals_unit(t, &unit, e);
	if (st || unit > 0)
		return st;
	t->no_unit = true;
	names_free(&t->weight);
	return ST_OK;
}

/* *each is what is kept of the weight, NULL where nothing is. */
static int note_weight(struct scored_totals *t, double w, struct weight_total **each, struct err *e)
{
	size_t known = t->weight.n, index = 0;
	int st = ST_OK;

	t->most_weight = fmax(t->most_weight, w);
	if (!t->no_unit)
		st = names_add(&t->weight, (const char *)&w, sizeof w, &index, e);
	if (!st && t->weight.n > known)
		st = add_weight(t, w, e);
	*each = st || t->many ? NULL : &t->each[index];
	return st;
}

static void note_cost(struct scored_totals *t, int k, double first, bool varies)
{
	if (!t->n)
		t->cost[k] = first;
	t->cost_varies[k] |= varies || first != t->cost[k];
}

/* The sum, which is there from the first term on that is not 0. */
static int add_product(struct sum **s, double a, double b, struct err *e)
{
	if (a == 0 || b == 0)
		return ST_OK;
	if (!*s && !(*s = mem_alloc(1, sizeof **s, e)))
		return ST_SYSTEM;
	sum_add_product(*s, a, b);
	return ST_OK;
}

static int merge_sum(struct sum **s, const struct sum *other, struct err *e)
{
	if (!other)
		return ST_OK;
	if (!*s && !(*s = mem_alloc(1, sizeof **s, e)))
		return ST_SYSTEM;
	sum_merge(*s, other);
	return ST_OK;
}

static int add_row(struct weight_total *each, const struct scored_row *r, bool cost, struct err *e)
{
	int st = r->right == 1 ? ST_OK : add_product(&each->graded, r->right, 1, e);

	each->n++;
	each->known += !r->unknown;
	each->right += r->right == 1;
	return st || !cost ? st : add_product(&each->cost, r->model_cost, 1, e);
}

/* Of rows put together otherwise the sum is another one. */
static uint64_t row_tag(const struct scored_row *r)
{
	uint64_t score;

	memcpy(&score, &r->score, sizeof score);
	return hash_mix(score + (r->right == 1) + 2 * r->answered);
}

int scored_totals_add(struct scored_totals *t, const struct scored_rows *rows, struct err *e)
{
	size_t n = rows->order.n;
	bool weights = rows->weight.v != NULL, costs = rows->model_cost.v != NULL;
	struct weight_total *each = NULL;
	int st = n ? note_weight(t, rows->weight.first, &each, e) : ST_OK;

	for (size_t i = 0; !st && i < n; i++) {
		struct scored_row r = scored_row(rows, i);

		if (weights)
			st = note_weight(t, r.weight, &each, e);
		if (!st && each)
			st = add_row(each, &r, costs || weights, e);
		t->tag += row_tag(&r);
	}
	if (!st && n && !costs && !weights && each)
		st = add_product(&each->cost, (double)n, rows->model_cost.first, e);
	if (!n)
		return st;
	note_cost(t, 0, rows->model_cost.first, costs);
	note_cost(t, 1, rows->expert_cost.first, rows->expert_cost.v != NULL);
	t->most_cost = fmax(t->most_cost, scored_rows_largest_cost(rows));
	t->beyond |= rows->beyond;
	t->n += n;
	return st;
}

static int merge_weight(struct scored_totals *t, const struct scored_totals *other, size_t k, struct err *e)
{
	struct weight_total *each;
	const struct weight_total *from;
	double w;
	int st;

	memcpy(&w, other->weight.name[k].s, sizeof w);
	st = note_weight(t, w, &each, e);
	if (st || !each || other->many)
		return st;
	from = &other->each[k];
	each->n += from->n;
	each->known += from->known;
	each->right += from->right;
	st = merge_sum(&each->graded, from->graded, e);
	return st ? st : merge_sum(&each->cost, from->cost, e);
}

int scored_totals_merge(struct scored_totals *t, const struct scored_totals *other, struct err *e)
{
	int st = ST_OK;

	if (!other->n)
		return ST_OK;
	t->many |= other->many;
	if (other->no_unit || t->many)
		free_sums(t);
	t->no_unit |= other->no_unit;
	for (size_t k = 0; !st && k < other->weight.n; k++)
		st = merge_weight(t, other, k, e);
	for (int k = 0; k < 2; k++)
		note_cost(t, k, other->cost[k], other->cost_varies[k]);
	t->beyond |= other->beyond;
	t->most_weight = fmax(t->most_weight, other->most_weight);
	t->most_cost = fmax(t->most_cost, other->most_cost);
	t->tag += other->tag;
	t->n += other->n;
	return st;
}

/* Adds k times what the other is, scaled by 2^exponent. */
static void add_times(struct sum *to, double k, const struct sum *other, int exponent)
{
	struct sum rest = *other;
	int power;
	double x;

	while ((x = sum_pop(&rest, &power)) != 0)
		sum_add_product(to, k, ldexp(x, power + exponent));
}

void scored_totals_sums(const struct scored_totals *t, double unit, int power, int cost_unit, struct total_sums *s)
{
	*s = (struct total_sums){0};
	for (size_t i = 0; i < t->weight.n; i++) {
		const struct weight_total *each = &t->each[i];
		double w = scored_weight(each->weight, unit, power);

		sum_add_product(&s->weight, w, each->n);
		sum_add_product(&s->known, w, each->known);
		sum_add_product(&s->right, w, each->right);
		if (each->graded)
			add_times(&s->right, w, each->graded, 0);
		if (each->cost)
			add_times(&s->cost, w, each->cost, -cost_unit);
	}
}

void total_sums_add(struct total_sums *s, const struct scored_row *r)
{
	sum_add(&s->weight, r->weight);
	if (!r->unknown)
		sum_add(&s->known, r->weight);
	sum_add_product(&s->right, r->weight, r->right);
	sum_add_product(&s->cost, r->weight, r->model_cost);
}

void total_sums_of_rows(struct total_sums *s, const struct scored_rows *t)
{
	*s = (struct total_sums){0};
	if (t->whole && scored_rows_alike(t)) {
		struct scored_block all = scored_rows_count(t);

		sum_add(&s->weight, all.weight);
		sum_add(&s->known, all.known);
		sum_add(&s->right, all.right);
		sum_add_product(&s->cost, all.weight, t->model_cost.first);
		return;
	}
	for (size_t i = 0; i < t->order.n; i++) {
		struct scored_row r = scored_row(t, i);

		total_sums_add(s, &r);
	}
}

/* What `run` says; the version goes first.  States of version 1 have no such item, and their rows come in any order. */
enum {
	VERSION,
	MANY,
	NO_UNIT,
	BEYOND,
	MOST_WEIGHT,
	MOST_COST,
	COST,
	COST_VARIES = COST + 2,
	NUMBERS = COST_VARIES + 2
};
enum { THIS_VERSION = 2 };

static const char run[] = "run", run_tag[] = "run_tag", run_end[] = "run_end", run_weight[] = "run_weight",
		  run_graded[] = "run_graded", run_cost[] = "run_cost";

static int write_tag(const struct scored_totals *t, const char *part, struct state_out *o, struct err *e)
{
	double half[2];

	row_key_halves(t->tag, half);
	return state_write_numbers(o, part, (double)t->n, half, 2, e);
}

static int write_weight(const struct scored_totals *t, size_t k, struct state_out *o, struct err *e)
{
	const struct weight_total *each = t->many ? NULL : &t->each[k];
	double w, x[3] = {0};
	int st;

	memcpy(&w, t->weight.name[k].s, sizeof w);
	if (each)
		memcpy(x, (double[]){each->n, each->known, each->right}, sizeof x);
	st = state_write_numbers(o, run_weight, w, x, 3, e);
	if (!st && each && each->graded)
		st = state_write_sum(o, run_graded, w, each->graded, e);
	return st || !each || !each->cost ? st : state_write_sum(o, run_cost, w, each->cost, e);
}

int scored_totals_write(const struct scored_totals *t, struct state_out *o, struct err *e)
{
	const double x[NUMBERS] = {[VERSION] = THIS_VERSION,
		[MANY] = t->many,
		[NO_UNIT] = t->no_unit,
		[BEYOND] = t->beyond,
		[MOST_WEIGHT] = t->most_weight,
		[MOST_COST] = t->most_cost,
		[COST] = t->cost[0],
		t->cost[1],
		[COST_VARIES] = t->cost_varies[0],
		t->cost_varies[1]};
	int st = state_write_numbers(o, run, (double)t->n, x, NUMBERS, e);

	if (!st)
		st = write_tag(t, run_tag, o, e);
	for (size_t k = 0; !st && k < t->weight.n; k++)
		st = write_weight(t, k, o, e);
	return st;
}

int scored_totals_write_end(const struct scored_totals *t, struct state_out *o, struct err *e)
{
	return write_tag(t, run_end, o, e);
}

static void read_run(struct scored_totals *t, struct state_item *i)
{
	double x[NUMBERS];

	state_numbers(i, x, NUMBERS);
	if (!i->wrong && x[VERSION] != THIS_VERSION)
		i->wrong = "rows of another version of this program, the first number, than 2";
	if (i->wrong)
		return;
	if (!(i->place >= 0 && i->place < 0x1p53 && i->place == floor(i->place)))
		i->wrong = "rows that are no count";
	else
		t->n = (size_t)i->place;
	t->many = x[MANY] != 0;
	t->no_unit = x[NO_UNIT] != 0;
	t->beyond = x[BEYOND] != 0;
	t->most_weight = x[MOST_WEIGHT];
	t->most_cost = x[MOST_COST];
	for (int k = 0; k < 2; k++) {
		t->cost[k] = x[COST + k];
		t->cost_varies[k] = x[COST_VARIES + k] != 0;
	}
}

static int read_weight(struct scored_totals *t, struct state_item *i, struct err *e)
{
	struct weight_total *each;
	double x[3];
	int st = ST_OK;

	state_numbers(i, x, 3);
	if (!(i->place > 0))
		i->wrong = "of a weight that is not above 0";
	if (!i->wrong)
		st = note_weight(t, i->place, &each, e);
	if (st || i->wrong || !each)
		return st;
	each->n = x[0];
	each->known = x[1];
	each->right = x[2];
	return ST_OK;
}

/* A sum of the weight that the item is about; an empty one where nothing is kept of it. */
static int read_sum(struct scored_totals *t, struct state_item *i, bool cost, struct err *e)
{
	size_t index = names_find(&t->weight, (const char *)&i->place, sizeof i->place);
	struct sum s = {0}, **to;

	state_add_sum(i, &s);
	if (index == NAMES_NONE || t->many)
		i->wrong = "of a weight that has no rows";
	if (i->wrong)
		return ST_OK;
	to = cost ? &t->each[index].cost : &t->each[index].graded;
	return merge_sum(to, &s, e);
}

int scored_totals_read(struct scored_totals *t, struct state_item *i, bool *taken, struct err *e)
{
	double half[2];

	*taken = true;
	if (state_is(i, run_weight))
		return read_weight(t, i, e);
	if (state_is(i, run_graded) || state_is(i, run_cost))
		return read_sum(t, i, state_is(i, run_cost), e);
	if (state_is(i, run)) {
		read_run(t, i);
	} else if (state_is(i, run_tag)) {
		state_numbers(i, half, 2);
		t->tag = row_key_of_halves(half, i);
	} else {
		*taken = false;
	}
	return ST_OK;
}

bool scored_totals_is(struct state_item *i, bool *end)
{
	*end = state_is(i, run_end);
	if (state_is(i, run))
		read_run(&(struct scored_totals){0}, i);
	return *end || state_is(i, run) || state_is(i, run_tag) || state_is(i, run_weight) || state_is(i, run_graded)
		|| state_is(i, run_cost);
}

/* `,run_end,N,TAG` and the line's end. */
int scored_totals_last(const struct scored_totals *t, struct buf *line, struct err *e)
{
	char text[3 * NUM_LENGTH + sizeof run_end + 4];
	double half[2];
	size_t n;

	row_key_halves(t->tag, half);
	n = (size_t)snprintf(text, sizeof text, ",%s,", run_end);
	n += num_print(text + n, (double)t->n, 0);
	text[n++] = ',';
	n += num_print(text + n, half[0], 0);
	if (half[1] != 0) {
		text[n++] = ' ';
		n += num_print(text + n, half[1], 0);
	}
	text[n++] = '\n';
	line->n = 0;
	return buf_add(line, text, n, e);
}
