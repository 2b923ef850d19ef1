/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "router/router_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "csv/line.h"
#include "inference/interval_columns.h"
#include "real/real.h"
#include "router/router_state.h"

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	return router_rows_open(reader, t, with, e);
}

static int next_row(void *reader, struct err *e)
{
	return router_rows_next(reader, e);
}

static struct cases *cases(void *reader)
{
	return &((struct router_rows *)reader)->c;
}

static void close_rows(void *reader)
{
	router_rows_close(reader);
}

static int begin(void *a, const void *reader, struct err *e)
{
	return router_score_reserve(a, reader, e);
}

static int add(void *a, void *reader, struct err *e)
{
	return router_score_add(a, reader, e);
}

static int merge(void *a, void *reader, const void *other, const void *other_reader, struct err *e)
{
	(void)other_reader; /* the agents are those of the table, or of the states so far */
	return router_score_merge(a, reader, other, e);
}

static void free_score(void *a)
{
	router_score_free(a);
}

/* The sums of the rows, or of a draw. */
struct sums {
	struct sum all[ROUTER_SUMS];
	struct sum (*agent)[ROUTER_AGENT_SUMS]; /* [agents] */
};

static void sums_of_rows(const struct router_score *s, struct sums *x)
{
	memcpy(x->all, s->sum, sizeof x->all);
	for (size_t a = 0; a < s->agents; a++)
		memcpy(x->agent[a], s->agent[a].sum, sizeof x->agent[a]);
}

static void sums_of_draw(const struct router_score *s, size_t draw, struct sums *x)
{
	for (size_t k = 0; k < ROUTER_SUMS; k++)
		x->all[k] = draw_sums_get(&s->drawn, 0, k, draw);
	for (size_t a = 0; a < s->agents; a++)
		for (size_t k = 0; k < ROUTER_AGENT_SUMS; k++)
			x->agent[a][k] = draw_sums_get(&s->agent[a].drawn, 0, k, draw);
}

/* In nats. */
static double entropy(const struct sums *x, size_t agents)
{
	double h = 0;

	for (size_t a = 0; a < agents; a++) {
		double p = sum_ratio(&x->agent[a][ROUTER_CHOSEN], &x->all[ROUTER_WEIGHT]);

		h -= p > 0 ? p * real_log(p) : 0;
	}
	return h + 0.0;
}

static double above_constant(const struct sums *x)
{
	struct sum above = x->all[ROUTER_ABOVE];

	sum_subtract(&above, &x->all[ROUTER_CONSTANT]);
	return sum_ratio(&above, &x->all[ROUTER_COMPARED]);
}

enum { COLUMNS = 22 };

static void columns(const struct router_score *s, const struct router_rows *r, const struct sums *x,
	const struct router_ranking *k, struct column c[COLUMNS])
{
	const struct sum *v = x->all;
	double quality = sum_ratio(&v[ROUTER_QUALITY], &v[ROUTER_KNOWN]);
	double best = sum_ratio(&v[ROUTER_BEST], &v[ROUTER_KNOWN]),
	       paid = sum_ratio(&v[ROUTER_PAID], &v[ROUTER_WEIGHT]);
	bool decided = s->decided, unit = decided && !s->beyond;
	const struct name *name = r->agent.name;
	const struct column all[COLUMNS] = {{"n", COLUMN_COUNT, .count = s->rows},
		{"n_unscored", COLUMN_COUNT, .count = decided ? s->unscored : NAMES_NONE},
		{"quality", .value = quality, .interval = ""}, {"cost", .value = decided ? paid : NAN, .interval = ""},
		{"regret_oracle", .value = best - quality, .interval = ""},
		{"constant", COLUMN_TEXT, .text = r->constant == NAMES_NONE ? NULL : &name[r->constant]},
		{"gain_constant", .value = above_constant(x), .interval = ""},
		{"entropy", .value = decided ? entropy(x, s->agents) : NAN, .interval = ""},
		{"optimal_selection", .value = unit ? sum_ratio(&v[ROUTER_SOLVED], &v[ROUTER_SOLVABLE]) : NAN,
			.interval = ""},
		{"optimal_cost",
			.value = unit && sum_value(&v[ROUTER_SPENT]) > 0
				? sum_ratio(&v[ROUTER_CHEAPEST], &v[ROUTER_SPENT])
				: NAN,
			.interval = ""},
		{"optimal_accuracy", .value = unit ? sum_ratio(&v[ROUTER_QUALITY], &v[ROUTER_BEST]) : NAN,
			.interval = ""},
		{"arena", .value = unit ? router_arena(quality, 1000 * paid) : NAN, .interval = ""},
		{"weak", COLUMN_TEXT, .text = k->weak == NAMES_NONE ? NULL : &name[k->weak]},
		{"strong", COLUMN_TEXT, .text = k->strong == NAMES_NONE ? NULL : &name[k->strong]},
		{"apgr", .value = k->apgr, .interval = ""}, {"apgr_curve", .value = k->apgr_curve, .interval = ""},
		{"cpt20", .value = k->cpt[0], .interval = ""}, {"cpt50", .value = k->cpt[1], .interval = ""},
		{"cpt80", .value = k->cpt[2], .interval = ""}, {"falls_at", .value = k->falls_at},
		{"aiq_code", .value = k->aiq_code, .interval = ""},
		{"aiq_paper", .value = k->aiq_paper, .interval = ""}};

	memcpy(c, all, sizeof all);
}

/* The measures, then each agent that has outcomes: its mean quality, and its share of the rows. */
static void put_line(const struct router_score *s, const struct router_rows *r, const struct sums *x,
	const struct router_ranking *k, struct line *l)
{
	struct column c[COLUMNS];

	columns(s, r, x, k, c);
	line_add_cells(l, c, COLUMNS);
	for (size_t a = 0; a < s->agents; a++)
		if (r->graded[a])
			line_add(l, "alone", r->agent.name[a].s, r->agent.name[a].n,
				sum_ratio(&x->agent[a][ROUTER_AGENT_QUALITY], &x->agent[a][ROUTER_AGENT_KNOWN]));
	for (size_t a = 0; a < s->agents && r->decides; a++)
		if (r->graded[a])
			line_add(l, "share", r->agent.name[a].s, r->agent.name[a].n,
				sum_ratio(&x->agent[a][ROUTER_CHOSEN], &x->all[ROUTER_WEIGHT]));
}

/* The line of every draw. */
static int draw(struct interval_columns *all, const struct router_score *s, const struct router_rows *r,
	struct ranked *ranking, struct sums *x, struct err *e)
{
	struct router_ranking k;
	int st = ST_OK;

	for (size_t b = 0; !st && b < all->draws; b++) {
		struct line l = {0};

		sums_of_draw(s, b, x);
		ranked_measure(ranking, b, &k);
		put_line(s, r, x, &k, &l);
		st = l.failed ? err_memory(e) : ST_OK;
		if (!st)
			interval_columns_draw(all, l.cell, b);
		line_free(&l);
	}
	return st;
}

/* The rows' line with the intervals of its measures; to keeps its names where there are no rows. */
static int add_intervals(struct router_score *s, const struct router_rows *r, struct ranked *ranking, struct sums *x,
	const struct line *l, struct line *to, struct err *e)
{
	struct interval_columns all = {0};
	int st = draw_sums_end(&s->drawn, e);

	for (size_t a = 0; !st && a < s->agents; a++)
		st = draw_sums_end(&s->agent[a].drawn, e);
	if (!st)
		st = interval_columns_init(&all, l->name.n, r->opt->interval.draws, e);
	if (!st)
		st = draw(&all, s, r, ranking, x, e);
	if (!st)
		interval_columns_add(&all, l, r->opt->interval.level, to);
	interval_columns_free(&all);
	return st;
}

static int fill(struct router_score *s, const struct router_rows *r, struct line *to, struct err *e)
{
	struct sums x = {.agent = mem_alloc(s->agents, sizeof *x.agent, e)};
	struct ranked ranking = {0};
	struct router_ranking k;
	struct line without = {0};
	bool drawn = r->opt->interval.level > 0;
	int st = x.agent ? ranked_init(&ranking, s->ranked, s->n, r, e) : ST_SYSTEM;

	if (!st) {
		sums_of_rows(s, &x);
		ranked_measure(&ranking, RANKED_ROWS, &k);
		put_line(s, r, &x, &k, drawn ? &without : to);
		if (drawn)
			st = add_intervals(s, r, &ranking, &x, &without, to, e);
	}
	ranked_free(&ranking);
	line_free(&without);
	free(x.agent);
	return st;
}

static int head(struct report *w, const struct report_options *opt, void *a, const void *reader, struct err *e)
{
	struct line l = {0};
	int st = router_score_reserve(a, reader, e);

	if (!st)
		st = fill(a, reader, &l, e);
	if (!st)
		st = report_open_line(w, opt, &l, STDOUT_FILENO, e);
	line_free(&l);
	return st;
}

static int report(struct report *w, void *a, const void *reader, struct err *e)
{
	struct line l = {0};
	int st = router_score_reserve(a, reader, e);

	if (!st)
		st = fill(a, reader, &l, e);
	if (!st)
		st = report_line(w, &l, e);
	line_free(&l);
	return st;
}

const struct summary_kind router_summary = {
	.reader_size = sizeof(struct router_rows),
	.open = open_rows,
	.next = next_row,
	.cases = cases,
	.close = close_rows,
	.size = sizeof(struct router_score),
	.begin = begin,
	.add = add,
	.merge = merge,
	.free = free_score,
	.write = router_state_write,
	.read = router_state_read,
	.check = router_state_check,
	.head = head,
	.report = report,
};
