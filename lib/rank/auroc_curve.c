/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/auroc_curve.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "math/sum.h"
#include "rank/curve_draws.h"
#include "rank/scored_draws.h"

/* Rows, of memory or of runs, from the first after a rewind. */
struct row_list {
	struct scored_runs *runs;
	bool beyond; /* memory */
	size_t at;
};

static int list_sort(struct row_list *l, struct scored_runs *runs, struct err *e)
{
	*l = (struct row_list){.runs = runs, .beyond = scored_runs_beyond(runs)};
	return l->beyond ? scored_runs_sort(runs, e) : scored_rows_sort(&runs->rows, e);
}

static void list_rewind(struct row_list *l)
{
	l->at = 0;
	if (l->beyond)
		scored_runs_rewind(l->runs);
}

static bool list_next(struct row_list *l, struct scored_row *r)
{
	if (l->beyond)
		return scored_runs_next_row(l->runs, r);
	if (l->at == l->runs->rows.order.n)
		return false;
	*r = scored_row(&l->runs->rows, l->at++);
	return true;
}

static int list_status(const struct row_list *l, struct err *e)
{
	return l->beyond ? scored_runs_status(l->runs, e) : ST_OK;
}

/* For each coverage the last point of the curve that has it. */
static int find_points(struct row_list *l, size_t steps, struct auroc_point *p, size_t *n, struct err *e)
{
	struct curve c;
	struct curve_point ahead;
	bool more;

	if (l->beyond)
		curve_start_runs(&c, l->runs);
	else
		curve_start(&c, &l->runs->rows);
	more = curve_next(&c, &ahead);
	for (*n = 0; c.n && *n <= steps; ++*n) {
		double target = (double)(steps - *n) / (double)steps;

		if (*n)
			p[*n] = p[*n - 1];
		for (; more && ahead.coverage >= target; more = curve_next(&c, &ahead))
			p[*n] = (struct auroc_point){.point = ahead, .at = c.at};
	}
	return list_status(l, e);
}

struct weights {
	struct sum all, right;
};

/* A row that is deferred from point k on, and kept before: k is its first. */
struct pass {
	const struct auroc_point *point; /* [n] */
	size_t n;
	struct separation *separation; /* [n] */
	struct weights
		*deferred[2];  /* [n + 1] of rows with the expert's answer 0, 1, by their first; then at each point */
	struct weights *exact; /* [n + 1] of the block at hand, by their first */
	double *all, *right;   /* [n + 1] the same where sums of doubles are exact: of whole weights */
	size_t most;           /* the largest first in the block */
};

static int pass_init(struct pass *s, const struct auroc_point *p, size_t n, struct arena *a, struct err *e)
{
	*s = (struct pass){.point = p, .n = n};
	s->separation = arena_alloc(a, n, sizeof *s->separation);
	s->deferred[0] = arena_alloc(a, n + 1, sizeof *s->exact);
	s->deferred[1] = arena_alloc(a, n + 1, sizeof *s->exact);
	s->exact = arena_alloc(a, n + 1, sizeof *s->exact);
	s->all = arena_alloc(a, n + 1, sizeof *s->all);
	s->right = arena_alloc(a, n + 1, sizeof *s->right);
	return arena_status(a, e);
}

/* The first point at which rows of a score are deferred; n: none. */
static size_t first_of(const struct pass *s, double score)
{
	size_t from = 0, to = s->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (-score > s->point[middle].point.threshold)
			to = middle;
		else
			from = middle + 1;
	}
	return from;
}

static void add_weights(struct weights *w, const struct scored_row *r)
{
	sum_add(&w->all, r->weight);
	sum_add_product(&w->right, r->weight, r->right);
}

static void merge_weights(struct weights *w, const struct weights *other)
{
	sum_merge(&w->all, &other->all);
	sum_merge(&w->right, &other->right);
}

/* The rows once more, by minus the probability, with their score in its place; sums of what is deferred. */
static int turn(struct pass *s, struct row_list *l, struct scored_runs *by_p, struct scored_spool *spool, struct err *e)
{
	struct scored_row r;
	int st = ST_OK;

	list_rewind(l);
	while (!st && list_next(l, &r)) {
		struct scored_row to = {.score = -r.p, .weight = r.weight, .right = r.right, .p = r.score};

		st = scored_runs_add(by_p, &to, spool, e);
		if (r.answered)
			add_weights(&s->deferred[r.expert_right > 0][first_of(s, r.score)], &r);
	}
	for (size_t k = 1; k < s->n; k++) {
		merge_weights(&s->deferred[0][k], &s->deferred[0][k - 1]);
		merge_weights(&s->deferred[1][k], &s->deferred[1][k - 1]);
	}
	return st ? st : list_status(l, e);
}

/* The block ends: at each point those of its rows that are kept, and what is deferred where there is any, are one. */
static void end_exactly(struct pass *s, const struct weights *deferred)
{
	struct weights kept = {0};

	for (size_t k = s->n; k-- > 0;) {
		struct weights both;
		double all, right;

		merge_weights(&kept, &s->exact[k + 1]);
		s->exact[k + 1] = (struct weights){0};
		both = kept;
		if (deferred)
			merge_weights(&both, &deferred[k]);
		all = sum_value(&both.all);
		right = sum_value(&both.right);
		sum_subtract(&both.all, &both.right);
		if (all > 0)
			separation_add(&s->separation[k], all, right, sum_value(&both.all));
	}
}

static void end_whole(struct pass *s)
{
	double all = 0, right = 0;

	for (size_t k = s->most; k-- > 0;) {
		all += s->all[k + 1];
		right += s->right[k + 1];
		s->all[k + 1] = s->right[k + 1] = 0;
		separation_add(&s->separation[k], all, right, all - right);
	}
	s->most = 0;
}

/* The rows between the two ends; those at an end, of probability 1 or 0, in exact sums. */
static int take_rows(struct pass *s, struct row_list *l, struct err *e)
{
	bool whole = l->beyond ? l->runs->unit > 0 : l->runs->rows.whole, ended = false, exact = true;
	double at = -1;
	struct scored_row r;

	list_rewind(l);
	while (list_next(l, &r)) {
		size_t first = first_of(s, r.p);

		if (r.score != at && exact)
			end_exactly(s, at == -1 ? s->deferred[1] : NULL);
		else if (r.score != at)
			end_whole(s);
		at = r.score;
		ended = at == 0;
		exact = !whole || at == -1 || ended;
		if (exact) {
			add_weights(&s->exact[first], &r);
		} else if (first) {
			s->all[first] += r.weight;
			s->right[first] += r.weight * r.right;
			s->most = first > s->most ? first : s->most;
		}
	}
	if (!ended && exact)
		end_exactly(s, at == -1 ? s->deferred[1] : NULL);
	else if (!ended)
		end_whole(s);
	end_exactly(s, s->deferred[0]);
	return list_status(l, e);
}

int auroc_points(struct scored_runs *rows, size_t steps, struct auroc_point *p, size_t *n, struct err *e)
{
	struct scored_runs by_p = {.rows.order.jobs = rows->rows.order.jobs};
	struct scored_spool spool = {0};
	struct arena arena = {0};
	struct row_list l, turned;
	struct pass s;
	int st = list_sort(&l, rows, e);

	spool.limit = l.beyond && rows->spool ? rows->spool->limit / 2 : 0; /* the other half is for reading */
	if (!st)
		st = find_points(&l, steps, p, n, e);
	if (!st)
		st = pass_init(&s, p, *n, &arena, e);
	if (!st)
		st = turn(&s, &l, &by_p, &spool, e);
	if (!st)
		st = list_sort(&turned, &by_p, e);
	if (!st)
		st = take_rows(&s, &turned, e);
	for (size_t k = 0; !st && k < *n; k++)
		p[k].separation = separation_value(&s.separation[k]);
	scored_runs_free(&by_p);
	scored_spool_free(&spool);
	arena_free(&arena);
	return st;
}

int auroc_rescore(const struct scored_rows *rows, double threshold, struct scored_rows *t, struct err *e)
{
	int st = ST_OK;

	*t = (struct scored_rows){.order.jobs = rows->order.jobs};
	for (size_t i = 0; !st && i < rows->order.n; i++) {
		struct scored_row r = scored_row(rows, i);
		bool defer = -r.score > threshold;
		struct scored_row k = {.score = -(defer ? r.expert_right : r.p),
			.weight = r.weight,
			.right = r.right,
			.key = r.key,
			.outcome_key = r.key};

		if (!defer || r.answered)
			st = scored_rows_add(t, &k, e);
	}
	return st ? st : scored_rows_sort(t, e);
}

enum { OWN = 2 };

static void all_columns(const struct curve_point *p, const struct areas_separation *s, bool ap,
	const struct name *positive, struct column c[CURVE_COLUMNS + OWN])
{
	curve_columns(p, c);
	c[CURVE_COLUMNS] = (struct column){ap ? "ap" : "auroc", .value = ap ? s->ap : s->auroc, .interval = ""};
	c[CURVE_COLUMNS + 1] = (struct column){"positive", COLUMN_TEXT, .text = positive};
}

int auroc_curve_report_open(struct report *r, bool ap, const struct report_options *opt,
	const struct interval_options *o, int fd, struct err *e)
{
	struct column c[CURVE_COLUMNS + OWN];

	all_columns(&(struct curve_point){0}, &(struct areas_separation){0}, ap, NULL, c);
	return curve_open_columns(r, opt, c, CURVE_COLUMNS + OWN, o, fd, e);
}

/* The columns of every draw: of coverage, and of what its scored rows separate. */
static int draw(struct interval_columns *all, const struct curve_draws *curve, const struct scored_rows *scored,
	bool ap, struct err *e)
{
	struct column c[CURVE_COLUMNS + OWN];
	struct scored_draws rows;
	int st = scored_draws_init(&rows, scored, e);

	for (size_t b = 0; !st && b < all->draws; b++) {
		struct curve_point p = curve_draws_point(curve, b);
		struct areas_separation s = areas_separation(scored_draws_take(&rows, b));

		all_columns(&p, &s, ap, NULL, c);
		interval_columns_draw(all, c, b);
	}
	scored_draws_free(&rows);
	return st;
}

/* What the draws of a point come to. */
static int draw_point(struct interval_columns *all, struct curve_draws *draws, const struct scored_rows *rows,
	const struct auroc_point *p, bool ap, struct err *e)
{
	struct scored_rows scored;
	int st = auroc_rescore(rows, p->point.threshold, &scored, e);

	if (!st)
		st = curve_draws_defer(draws, p->at, e);
	if (!st)
		st = draw(all, draws, &scored, ap, e);
	scored_rows_free(&scored);
	return st;
}

static int report_points(struct report *r, const struct scored_rows *rows, const struct auroc_point *p, size_t n,
	bool ap, const struct names *positive, const struct interval_options *o, struct err *e)
{
	bool intervals = o->level > 0;
	struct column c[CURVE_COLUMNS + OWN];
	struct interval_columns all = {0};
	struct curve_draws draws = {0};
	int st = intervals ? interval_columns_init(&all, CURVE_COLUMNS + OWN, o->draws, e) : ST_OK;

	if (!st && intervals)
		st = curve_draws_start(&draws, rows, o->draws, e);
	for (size_t k = 0; !st && k < n; k++) {
		if (intervals)
			st = draw_point(&all, &draws, rows, &p[k], ap, e);
		all_columns(&p[k].point, &p[k].separation, ap, &positive->name[0], c);
		if (!st)
			st = curve_report_columns(r, intervals ? &all : NULL, c, CURVE_COLUMNS + OWN, o->level, e);
	}
	curve_draws_free(&draws);
	interval_columns_free(&all);
	return st;
}

int auroc_curve_report(struct report *r, struct scored_runs *rows, size_t steps, bool ap, const struct names *positive,
	const struct interval_options *o, struct err *e)
{
	struct auroc_point *p = mem_alloc(steps + 1, sizeof *p, e);
	size_t n;
	int st = p ? auroc_points(rows, steps, p, &n, e) : ST_SYSTEM;

	if (!st)
		st = report_points(r, &rows->rows, p, n, ap, positive, o, e);
	free(p);
	return st;
}
