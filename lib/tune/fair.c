/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "tune/fair.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/names.h"
#include "math/order.h"
#include "math/sum.h"

/* A breakpoint of a group. */
struct point {
	size_t group, place; /* on its curve, from coverage 1 on */
	double rate;
	double error, kept; /* weights */
};

/* The breakpoints of a window that a group may choose, the later the worse. */
struct queue {
	size_t *point; /* [breakpoints] */
	size_t head, tail;
};

struct search {
	struct point *point; /* [order.n] */
	struct order order;  /* of points, by rate */
	struct queue *queue; /* [groups] */
	size_t empty;        /* groups that have no breakpoint in the window */
	struct sum error, kept;
};

static size_t count_points(const struct scored_rows *rows)
{
	struct scored_block b;
	size_t n = 1;

	for (size_t at = 0; scored_rows_next(rows, &at, &b);)
		n++;
	return n;
}

/* Weights along a curve. */
struct walk {
	const struct scored_rows *rows;
	size_t at;
	double weight; /* of all rows */
	struct balance kept, right, expert_right;
};

static void walk_start(struct walk *w, const struct scored_rows *rows)
{
	struct scored_block b;

	*w = (struct walk){.rows = rows};
	for (size_t at = 0; scored_rows_next(rows, &at, &b);) {
		balance_add(&w->kept, b.weight, 1);
		balance_add(&w->right, b.right, 1);
	}
	w->weight = balance_value(&w->kept);
}

/* The score of the block that is deferred next; infinite after the last. */
static double walk_score(const struct walk *w)
{
	return w->at < w->rows->order.n ? w->rows->order.row[w->at].key : INFINITY;
}

static void walk_on(struct walk *w)
{
	struct scored_block b;

	scored_rows_next(w->rows, &w->at, &b);
	balance_add(&w->kept, -b.weight, 1);
	balance_add(&w->right, -b.right, 1);
	balance_add(&w->expert_right, b.expert_right, 1);
}

/* The weight on which the system is right. */
static double walk_right(struct walk *w)
{
	return balance_value(&w->right) + balance_value(&w->expert_right);
}

static struct point point_of(struct walk *all, struct walk *positive, enum fair kind)
{
	struct point p = {.error = all->weight - walk_right(all), .kept = balance_value(&all->kept)};

	p.rate = kind == FAIR_COVERAGE ? p.kept / all->weight
		: kind == FAIR_ERROR   ? p.error / all->weight
				       : walk_right(positive) / positive->weight;
	return p;
}

static int add_points(struct search *s, const struct fair_group *g, size_t group, enum fair kind, struct err *e)
{
	struct walk all, positive = {0};
	int st = ST_OK;

	walk_start(&all, g->rows);
	if (kind == FAIR_TPR)
		walk_start(&positive, g->positive);
	for (size_t place = 0; !st; place++) {
		double score = walk_score(&all);
		struct point *p = &s->point[s->order.n];

		*p = point_of(&all, &positive, kind);
		p->group = group;
		p->place = place;
		st = order_add(&s->order, p->rate, s->order.n, e);
		if (isinf(score))
			break;
		walk_on(&all);
		if (kind == FAIR_TPR && walk_score(&positive) == score)
			walk_on(&positive);
	}
	return st;
}

static bool is_better(const struct point *a, const struct point *b)
{
	return a->error != b->error ? a->error < b->error : a->kept > b->kept;
}

/* The breakpoint that a group chooses in the window; NAMES_NONE where there is none. */
static size_t head_of(const struct queue *q)
{
	return q->head < q->tail ? q->point[q->head] : NAMES_NONE;
}

/* A group has changed its choice. */
static void count_change(struct search *s, size_t before, size_t after)
{
	if (before == after)
		return;
	if (before != NAMES_NONE) {
		sum_add(&s->error, -s->point[before].error);
		sum_add(&s->kept, -s->point[before].kept);
	}
	if (after != NAMES_NONE) {
		sum_add(&s->error, s->point[after].error);
		sum_add(&s->kept, s->point[after].kept);
	}
	s->empty += (size_t)(after == NAMES_NONE) - (size_t)(before == NAMES_NONE);
}

/* Takes the breakpoint into the window. */
static void enter(struct search *s, size_t point)
{
	struct queue *q = &s->queue[s->point[point].group];
	size_t before = head_of(q);

	while (q->tail > q->head && is_better(&s->point[point], &s->point[q->point[q->tail - 1]]))
		q->tail--;
	q->point[q->tail++] = point;
	count_change(s, before, head_of(q));
}

static void leave(struct search *s, size_t point)
{
	struct queue *q = &s->queue[s->point[point].group];

	if (head_of(q) != point)
		return;
	q->head++;
	count_change(s, point, head_of(q));
}

/* The rate at which the best window begins: NaN where none has a breakpoint of every group. */
static double best_window(struct search *s, size_t n, double tolerance)
{
	struct sum error = {0}, kept = {0};
	double begin = NAN;

	s->empty = n;
	for (size_t left = 0, right = 0; left < s->order.n; left++) {
		double rate = s->order.row[left].key;
		int c = -1;

		for (; right < s->order.n && s->order.row[right].key <= rate + tolerance + FAIR_ROUNDING; right++)
			enter(s, s->order.row[right].item);
		if (!s->empty && !isnan(begin)) {
			c = sum_compare(&s->error, &error);
			c = c ? c : -sum_compare(&s->kept, &kept);
		}
		if (!s->empty && c < 0) {
			begin = rate;
			error = s->error;
			kept = s->kept;
		}
		leave(s, s->order.row[left].item);
	}
	return begin;
}

/* best [groups]: of the breakpoints with a rate in [lo, hi] the best one of each. */
static void choose(const struct search *s, double lo, double hi, const struct point **best)
{
	for (size_t i = 0; i < s->order.n; i++) {
		const struct point *p = &s->point[s->order.row[i].item];

		if (p->rate >= lo && p->rate <= hi && (!best[p->group] || is_better(p, best[p->group])))
			best[p->group] = p;
	}
}

static struct sum total_error(const struct point *const *best, size_t n)
{
	struct sum error = {0};

	for (size_t k = 0; k < n; k++)
		sum_add(&error, best[k]->error);
	return error;
}

/* fair, free [n]: the best breakpoints under the limit, and without. */
static void settle(const struct fair_group *g, size_t n, const struct point *const *fair,
	const struct point *const *without, struct tuning *t, struct fair_result *r)
{
	struct sum weight = {0}, error = total_error(fair, n), least = total_error(without, n);

	for (size_t k = 0; k < n; k++) {
		struct walk all;

		walk_start(&all, g[k].rows);
		sum_add(&weight, all.weight);
		tuning_set_point(g[k].rows, fair[k]->place, &t[k]);
		t[k].error = fair[k]->error / all.weight;
		t[k].rate = fair[k]->rate;
	}
	r->error = sum_ratio(&error, &weight);
	sum_subtract(&error, &least);
	r->price = sum_ratio(&error, &weight);
}

static int make_search(
	struct search *s, struct arena *a, const struct fair_group *g, size_t n, enum fair kind, struct err *e)
{
	size_t points = 0, *place;
	int st;

	for (size_t k = 0; k < n; k++)
		points += count_points(g[k].rows);
	s->point = arena_alloc(a, points, sizeof *s->point);
	s->queue = arena_alloc(a, n, sizeof *s->queue);
	place = arena_alloc(a, points, sizeof *place);
	st = arena_status(a, e);
	for (size_t k = 0; !st && k < n; k++) {
		s->queue[k].point = place + s->order.n;
		st = add_points(s, &g[k], k, kind, e);
	}
	return st ? st : order_sort(&s->order, e);
}

static int tune(struct search *s, struct arena *a, const struct fair_group *g, size_t n, double tolerance,
	struct tuning *t, struct fair_result *r, struct err *e)
{
	const struct point **fair = arena_alloc(a, n, sizeof *fair), **without = arena_alloc(a, n, sizeof *without);
	double begin;
	int st = arena_status(a, e);

	if (st)
		return st;
	begin = best_window(s, n, tolerance);
	if (isnan(begin))
		return err_set(
			e, ST_FALSE, "no thresholds leave the rates of all groups within %g of each other", tolerance);
	choose(s, begin, begin + tolerance + FAIR_ROUNDING, fair);
	choose(s, -INFINITY, INFINITY, without);
	settle(g, n, fair, without, t, r);
	return ST_OK;
}

static int sort_rows(const struct fair_group *g, size_t n, enum fair kind, struct err *e)
{
	struct scored_rows **rows = mem_alloc(n, sizeof(struct scored_rows *), e);
	int st = rows ? ST_OK : ST_SYSTEM;

	for (size_t k = 0; rows && k < n; k++)
		rows[k] = g[k].rows;
	if (!st)
		st = scored_rows_sort_together(rows, n, e);
	for (size_t k = 0; !st && kind == FAIR_TPR && k < n; k++)
		st = scored_rows_sort(g[k].positive, e);
	free(rows);
	return st;
}

int fair_tune(const struct fair_group *g, size_t n, enum fair kind, double tolerance, struct tuning *t,
	struct fair_result *r, struct err *e)
{
	struct search s = {0};
	struct arena a = {0};
	int st = sort_rows(g, n, kind, e);

	if (!st)
		st = make_search(&s, &a, g, n, kind, e);
	if (!st)
		st = tune(&s, &a, g, n, tolerance, t, r, e);
	order_free(&s.order);
	arena_free(&a);
	return st;
}
