/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/frontier_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "csv/line.h"
#include "inference/interval_columns.h"
#include "inference/row_keys.h"
#include "route/frontier_regret.h"
#include "route/spending_draws.h"

/* The reader. */
struct rows {
	struct route_input in;
	struct names agent; /* those of the table, or of the states */
	const struct interval_options *interval;
	bool constants;
	struct row_keys keys; /* of the current row */
};

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	const struct frontier_options *o = with;
	struct rows *r = reader;
	int st = t ? route_input_init(&r->in, t, &o->in, e) : ST_OK;

	r->interval = &o->interval;
	r->constants = o->in.constants;
	if (!st)
		st = names_add_list(&r->agent, r->in.agent.name, r->in.agent.n, e);
	return st || !t ? st : row_keys_open(&r->keys, t, r->interval, false, o->partial, e);
}

static int next_row(void *reader, struct err *e)
{
	struct rows *r = reader;
	int st = route_input_next(&r->in, e);

	return !st && r->in.c.weight > 0 ? row_keys_next(&r->keys, e) : st;
}

static struct cases *cases(void *reader)
{
	return &((struct rows *)reader)->in.c;
}

static void close_rows(void *reader)
{
	struct rows *r = reader;

	names_free(&r->agent);
	route_input_free(&r->in);
}

static int begin(void *a, const void *reader, struct err *e)
{
	struct frontier_report *r = a;
	const struct rows *rows = reader;

	int st;

	r->constants = rows->constants;
	r->level = rows->interval->level;
	r->draws = rows->interval->draws;
	st = frontier_report_reserve(r, rows->agent.n, e);
	return !st && r->level > 0 ? spending_draws_init(&r->shared, FRONTIER_POLICIES, r->draws, e) : st;
}

static void free_report(void *a)
{
	struct frontier_report *r = a;

	frontier_free(&r->frontier);
	gaps_free(&r->gaps);
	paired_free(&r->lost);
	draw_sums_free(&r->shared);
	for (size_t i = 0; r->alone && i < r->m; i++)
		draw_sums_free(&r->alone[i]);
	free(r->alone);
	free(r->single);
	free(r->asked);
}

/* A policy in the draws. */
struct drawn {
	struct draw_sums *sums;
	size_t cell;
};

static struct drawn drawn(struct frontier_report *r, size_t policy)
{
	return policy < r->m ? (struct drawn){&r->alone[policy], 0} : (struct drawn){&r->shared, policy - r->m};
}

/* A row of a policy, in every draw where they are asked for. */
static void add_draws(struct frontier_report *r, size_t policy, const struct outcome *o, double weight, uint64_t key)
{
	const struct drawn d = r->level > 0 ? drawn(r, policy) : (struct drawn){NULL, 0};

	if (d.sums)
		spending_draws_add(d.sums, d.cell, o, weight, key, 1);
}

/* The current row of the frontier; the oracle's outcome, NaN where nothing is known. */
static int add_steps(struct frontier_report *r, const struct rows *rows, double oracle, struct err *e)
{
	const struct route_input *in = &rows->in;
	size_t first = r->frontier.n;
	int st = frontier_add(&r->frontier, in->outcome, r->m, in->c.weight, e);

	for (size_t i = first; !st && i < r->frontier.n; i++)
		r->frontier.step[i].key = rows->keys.row;
	if (!st && !isnan(r->frontier.begun.conf))
		add_draws(r, r->m + FRONTIER_AT, &r->frontier.begun, in->c.weight, rows->keys.row);
	return st || isnan(oracle)
		? st
		: gaps_add(&r->gaps, &r->frontier, first, in->outcome, r->m, oracle, in->c.weight, rows->keys.row, e);
}

static int add(void *a, void *reader, struct err *e)
{
	struct frontier_report *r = a;
	const struct rows *rows = reader;
	const struct route_input *in = &rows->in;
	const struct outcome *o = in->outcome;
	struct outcome asked = {.right = NAN};

	for (size_t i = 0; i < r->m; i++)
		if (!isnan(o[i].conf)) {
			spending_add(&r->single[i], &o[i], in->c.weight);
			add_draws(r, i, &o[i], in->c.weight, rows->keys.row);
			r->asked[i]++;
		}
	if (outcome_oracle(o, r->m, in->c.graded ? -INFINITY : 0, &asked)) {
		spending_add(&r->oracle, &asked, in->c.weight);
		add_draws(r, r->m + FRONTIER_ORACLE, &asked, in->c.weight, rows->keys.row);
	}
	r->rows++;
	return add_steps(r, rows, asked.right, e);
}

static int merge(void *a, void *reader, const void *other, const void *other_reader, struct err *e)
{
	struct frontier_report *r = a;
	const struct frontier_report *o = other;

	int st = frontier_report_reserve(r, ((const struct rows *)reader)->agent.n, e);

	(void)other_reader; /* the agents are those of the table, or of the states */
	if (st)
		return st;
	for (size_t i = 0; i < o->m; i++) {
		spending_merge(&r->single[i], &o->single[i]);
		r->asked[i] += o->asked[i];
		if (r->level > 0)
			draw_sums_merge(&r->alone[i], &o->alone[i]);
	}
	spending_merge(&r->oracle, &o->oracle);
	r->rows += o->rows;
	if (r->level > 0)
		draw_sums_merge(&r->shared, &o->shared);
	st = gaps_merge(&r->gaps, &o->gaps, e);
	return st ? st : frontier_merge(&r->frontier, &o->frontier, e);
}

static int write_state(const void *a, const void *reader, struct state_out *o, struct err *e)
{
	return frontier_state_write(a, &((const struct rows *)reader)->agent, o, e);
}

static int read_state(void *a, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	return frontier_state_read(a, &((struct rows *)reader)->agent, i, taken, e);
}

enum { COLUMNS = 9 };

/* A line of the table. */
struct policy {
	const char *kind;
	const struct name *agent; /* NULL: of no agent alone */
	size_t policy;            /* in the draws */
	double low, high;         /* NaN where there is no rate */
	struct spending_result mean;
	bool compares;
	struct regret regret;
};

static void columns(const struct policy *p, struct column c[COLUMNS])
{
	const struct column all[COLUMNS] = {{"policy", COLUMN_WORD, .word = p->kind},
		{"agent", COLUMN_TEXT, .text = p->agent}, {"lambda_min", .value = p->low},
		{"lambda_max", .value = isinf(p->high) ? NAN : p->high},
		{"cost", .value = p->mean.cost, .interval = ""},
		{"conf", .value = p->compares ? p->mean.conf : NAN, .interval = ""},
		{"accuracy", .value = p->mean.accuracy, .interval = ""},
		{"regret_oracle", .value = p->regret.oracle, .interval = ""},
		{"regret_constant", .value = p->regret.constant, .interval = ""}};

	memcpy(c, all, sizeof all);
}

/* The columns of every draw. */
static void draw(struct interval_columns *all, struct frontier_report *r, struct policy p)
{
	struct column c[COLUMNS];
	const struct drawn d = drawn(r, p.policy);

	for (size_t b = 0; b < all->draws; b++) {
		p.mean = spending_draws_get(d.sums, d.cell, b);
		p.regret = frontier_regret_draw(r, p.policy, b);
		columns(&p, c);
		interval_columns_draw(all, c, b);
	}
}

/* A row, with intervals where they are asked for; of a header (p NULL) they are empty. */
static int fill(struct frontier_report *r, const struct policy *p, struct line *to, struct err *e)
{
	struct line l = {0};
	struct interval_columns all = {0};
	struct column c[COLUMNS];
	int st = ST_OK;

	columns(p ? p : &(struct policy){0}, c);
	line_add_cells(r->level > 0 ? &l : to, c, COLUMNS);
	if (!(r->level > 0))
		return ST_OK;
	if (p)
		st = draw_sums_end(&r->shared, e);
	if (!st && p)
		st = paired_end(&r->lost, e);
	for (size_t a = 0; !st && p && a < r->m; a++)
		st = draw_sums_end(&r->alone[a], e);
	if (!st && p)
		st = interval_columns_init(&all, COLUMNS, r->draws, e);
	if (!st && p)
		draw(&all, r, *p);
	if (!st)
		interval_columns_add(p ? &all : NULL, &l, r->level, to);
	interval_columns_free(&all);
	line_free(&l);
	return st;
}

static int write_line(struct frontier_report *r, struct report *w, struct policy p, struct err *e)
{
	struct line l = {0};
	int st;

	p.compares = !r->constants;
	p.regret = frontier_regret(r, p.policy);
	st = fill(r, &p, &l, e);
	if (!st)
		st = report_line(w, &l, e);
	line_free(&l);
	return st;
}

static struct policy alone(struct frontier_report *r, const char *kind, const struct names *agent, size_t a)
{
	return (struct policy){.kind = kind,
		.agent = &agent->name[a],
		.policy = a,
		.low = NAN,
		.high = NAN,
		.mean = spending_result(&r->single[a])};
}

/* Every agent that all rows may ask, and the hull of those. */
static int write_singles(struct frontier_report *r, struct report *w, const struct names *agent, struct err *e)
{
	double *x = mem_alloc(r->m, sizeof *x, e), *y = mem_alloc(r->m, sizeof *y, e);
	size_t *hull = mem_alloc(r->m, sizeof *hull, e), k = 0;
	int st = x && y && hull ? ST_OK : ST_SYSTEM;

	for (size_t a = 0; !st && a < r->m; a++) {
		bool whole = r->asked[a] == r->rows;
		struct spending_result mean = spending_result(&r->single[a]);

		x[a] = mean.cost;
		y[a] = !whole ? NAN : isnan(mean.accuracy) && !r->constants ? mean.conf : mean.accuracy;
		if (whole)
			st = write_line(r, w, alone(r, "single", agent, a), e);
	}
	if (!st)
		k = frontier_hull(x, y, r->m, hull);
	for (size_t i = 0; !st && i < k; i++)
		st = write_line(r, w, alone(r, "mix", agent, hull[i]), e);
	free(x);
	free(y);
	free(hull);
	return st;
}

/* Follows the steps that the frontier has taken, from number `from` on. */
static void follow(struct frontier_report *r, size_t from)
{
	for (; r->level > 0 && from < r->frontier.next; from++) {
		const struct frontier_step *s = frontier_step(&r->frontier, from);

		spending_draws_add(&r->shared, FRONTIER_AT, &s->from, s->weight, s->key, -1);
		spending_draws_add(&r->shared, FRONTIER_AT, &s->to, s->weight, s->key, 1);
	}
	frontier_regret_follow(r);
}

static int write_frontier(struct frontier_report *r, struct report *w, struct err *e)
{
	struct frontier_point p;
	int st = frontier_sort(&r->frontier, e);
	size_t from = r->frontier.next;

	while (!st && frontier_next(&r->frontier, &p)) {
		follow(r, from);
		from = r->frontier.next;
		st = write_line(r, w,
			(struct policy){.kind = "frontier",
				.policy = r->m + FRONTIER_AT,
				.low = p.low,
				.high = p.high,
				.mean = p.mean},
			e);
	}
	return st;
}

static int write_all(struct frontier_report *r, struct report *w, const struct names *agent, struct err *e)
{
	struct spending_result mean = spending_result(&r->oracle);
	int st = frontier_regret_begin(r, e);

	if (!st && !r->constants)
		st = write_frontier(r, w, e);
	if (!st)
		st = write_singles(r, w, agent, e);
	if (!st && !isnan(mean.accuracy))
		st = write_line(r, w,
			(struct policy){.kind = "oracle",
				.policy = r->m + FRONTIER_ORACLE,
				.low = NAN,
				.high = NAN,
				.mean = mean},
			e);
	return st;
}

static int head(struct report *w, const struct report_options *opt, void *a, const void *reader, struct err *e)
{
	struct line l = {0};
	int st = fill(a, NULL, &l, e);

	(void)reader;
	if (!st)
		st = report_open_line(w, opt, &l, STDOUT_FILENO, e);
	line_free(&l);
	return st;
}

static int report(struct report *w, void *a, const void *reader, struct err *e)
{
	struct frontier_report *r = a;

	return r->rows ? write_all(r, w, &((const struct rows *)reader)->agent, e) : ST_OK;
}

const struct summary_kind frontier_summary = {
	.reader_size = sizeof(struct rows),
	.open = open_rows,
	.next = next_row,
	.cases = cases,
	.close = close_rows,
	.size = sizeof(struct frontier_report),
	.begin = begin,
	.add = add,
	.merge = merge,
	.free = free_report,
	.write = write_state,
	.read = read_state,
	.head = head,
	.report = report,
};
