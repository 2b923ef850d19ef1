/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "router/router_score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "csv/line.h"
#include "real/real.h"
#include "router/router_curve.h"

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
	struct router_score *s = a;

	s->agents = ((const struct router_rows *)reader)->c.agent.n;
	s->agent = mem_alloc(s->agents, sizeof *s->agent, e);
	return s->agent ? ST_OK : ST_SYSTEM;
}

static void free_score(void *a)
{
	struct router_score *s = a;

	free(s->agent);
	free(s->ranked);
}

/* Of the agents of the largest quality, or of those that are right, the cheapest; NAMES_NONE where none is known, or right. */
static size_t best_agent(const struct router_rows *r, bool right)
{
	size_t best = NAMES_NONE;

	for (size_t a = 0; a < r->c.agent.n; a++) {
		double q = r->quality[a];

		if (isnan(q) || (right && q != 1))
			continue;
		if (best == NAMES_NONE || q > r->quality[best]
			|| (q == r->quality[best] && r->c.cost[a] < r->c.cost[best]))
			best = a;
	}
	return best;
}

static void add_decision(struct router_score *s, const struct router_rows *r)
{
	double w = r->c.weight, q = r->quality[r->agent];
	size_t best = best_agent(r, false), cheapest = best_agent(r, true);

	sum_add(&s->agent[r->agent].chosen, w);
	sum_add_product(&s->paid, w, r->paid);
	if (isnan(q)) {
		s->unscored++;
		return;
	}
	sum_add(&s->known, w);
	sum_add_product(&s->quality, w, q);
	sum_add_product(&s->best, w, r->quality[best]);
	if (r->constant != NAMES_NONE && !isnan(r->quality[r->constant])) {
		sum_add(&s->compared, w);
		sum_add_product(&s->above, w, q);
		sum_add_product(&s->above, -w, r->quality[r->constant]);
	}
	if (cheapest == NAMES_NONE)
		return;
	sum_add(&s->solvable, w);
	sum_add_product(&s->cheapest, w, r->c.cost[cheapest]);
	if (q == 1)
		sum_add_product(&s->spent, w, r->paid);
	if (q == 1 && r->c.cost[r->agent] <= r->c.cost[cheapest])
		sum_add(&s->solved, w);
}

static int add_ranked(struct router_score *s, const struct router_rows *r, struct err *e)
{
	const size_t *pair = r->pair;
	int st;

	if (isnan(r->score) || pair[0] == NAMES_NONE || isnan(r->quality[pair[0]]) || isnan(r->quality[pair[1]]))
		return ST_OK;
	st = array_reserve(&s->ranked, &s->cap, s->n + 1, sizeof *s->ranked, e);
	if (!st)
		s->ranked[s->n++] = (struct ranked_row){r->score, r->c.weight,
			{r->quality[pair[0]], r->quality[pair[1]]}, {r->c.cost[pair[0]], r->c.cost[pair[1]]}};
	return st;
}

static int add(void *a, void *reader, struct err *e)
{
	struct router_score *s = a;
	const struct router_rows *r = reader;

	s->rows++;
	sum_add(&s->weight, r->c.weight);
	for (size_t j = 0; j < s->agents; j++)
		if (!isnan(r->quality[j])) {
			s->beyond |= r->quality[j] < 0 || r->quality[j] > 1;
			sum_add(&s->agent[j].known, r->c.weight);
			sum_add_product(&s->agent[j].quality, r->c.weight, r->quality[j]);
		}
	if (r->agent != NAMES_NONE)
		add_decision(s, r);
	return add_ranked(s, r, e);
}

static int merge(void *a, void *reader, const void *other, const void *other_reader, struct err *e)
{
	struct router_score *s = a;
	const struct router_score *o = other;
	int st;

	(void)reader;
	(void)other_reader; /* the agents are those of the table */
	sum_merge(&s->weight, &o->weight);
	sum_merge(&s->paid, &o->paid);
	sum_merge(&s->known, &o->known);
	sum_merge(&s->quality, &o->quality);
	sum_merge(&s->best, &o->best);
	sum_merge(&s->above, &o->above);
	sum_merge(&s->compared, &o->compared);
	sum_merge(&s->solvable, &o->solvable);
	sum_merge(&s->solved, &o->solved);
	sum_merge(&s->cheapest, &o->cheapest);
	sum_merge(&s->spent, &o->spent);
	for (size_t j = 0; j < s->agents; j++) {
		sum_merge(&s->agent[j].chosen, &o->agent[j].chosen);
		sum_merge(&s->agent[j].known, &o->agent[j].known);
		sum_merge(&s->agent[j].quality, &o->agent[j].quality);
	}
	s->rows += o->rows;
	s->unscored += o->unscored;
	s->beyond |= o->beyond;
	st = array_reserve(&s->ranked, &s->cap, s->n + o->n, sizeof *s->ranked, e);
	if (!st && o->n)
		memcpy(s->ranked + s->n, o->ranked, o->n * sizeof *s->ranked);
	s->n += st ? 0 : o->n;
	return st;
}

/* In nats. */
static double entropy(const struct router_score *s)
{
	double h = 0;

	for (size_t a = 0; a < s->agents; a++) {
		double p = sum_ratio(&s->agent[a].chosen, &s->weight);

		h -= p > 0 ? p * real_log(p) : 0;
	}
	return h + 0.0;
}

enum { COLUMNS = 22 };

static void columns(const struct router_score *s, const struct router_rows *r, const struct router_ranking *k,
	struct column c[COLUMNS])
{
	double quality = sum_ratio(&s->quality, &s->known), best = sum_ratio(&s->best, &s->known);
	double paid = sum_ratio(&s->paid, &s->weight);
	bool decided = r->agent_column != NAMES_NONE, unit = decided && !s->beyond;
	const struct name *name = r->c.agent.name;
	const struct column all[COLUMNS] = {{"n", COLUMN_COUNT, .count = s->rows},
		{"n_unscored", COLUMN_COUNT, .count = decided ? s->unscored : NAMES_NONE},
		{"quality", .value = quality}, {"cost", .value = decided ? paid : NAN},
		{"regret_oracle", .value = best - quality},
		{"constant", COLUMN_TEXT, .text = r->constant == NAMES_NONE ? NULL : &name[r->constant]},
		{"gain_constant", .value = sum_ratio(&s->above, &s->compared)},
		{"entropy", .value = decided ? entropy(s) : NAN},
		{"optimal_selection", .value = unit ? sum_ratio(&s->solved, &s->solvable) : NAN},
		{"optimal_cost", .value = unit && sum_value(&s->spent) > 0 ? sum_ratio(&s->cheapest, &s->spent) : NAN},
		{"optimal_accuracy", .value = unit ? sum_ratio(&s->quality, &s->best) : NAN},
		{"arena", .value = unit ? router_arena(quality, 1000 * paid) : NAN},
		{"weak", COLUMN_TEXT, .text = k->weak == NAMES_NONE ? NULL : &name[k->weak]},
		{"strong", COLUMN_TEXT, .text = k->strong == NAMES_NONE ? NULL : &name[k->strong]},
		{"apgr", .value = k->apgr}, {"apgr_curve", .value = k->apgr_curve}, {"cpt20", .value = k->cpt[0]},
		{"cpt50", .value = k->cpt[1]}, {"cpt80", .value = k->cpt[2]}, {"falls_at", .value = k->falls_at},
		{"aiq_code", .value = k->aiq_code}, {"aiq_paper", .value = k->aiq_paper}};

	memcpy(c, all, sizeof all);
}

/* The measures, then each agent that has outcomes: its mean quality, and its share of the rows. */
static void put_line(
	const struct router_score *s, const struct router_rows *r, const struct router_ranking *k, struct line *l)
{
	struct column c[COLUMNS];

	columns(s, r, k, c);
	line_add_cells(l, c, COLUMNS);
	for (size_t a = 0; a < s->agents; a++)
		if (r->graded[a])
			line_add(l, "alone", r->c.agent.name[a].s, r->c.agent.name[a].n,
				sum_ratio(&s->agent[a].quality, &s->agent[a].known));
	for (size_t a = 0; a < s->agents && r->agent_column != NAMES_NONE; a++)
		if (r->graded[a])
			line_add(l, "share", r->c.agent.name[a].s, r->c.agent.name[a].n,
				sum_ratio(&s->agent[a].chosen, &s->weight));
}

static int head(struct report *w, const struct report_options *opt, void *a, const void *reader, struct err *e)
{
	struct router_ranking k = {.weak = NAMES_NONE, .strong = NAMES_NONE};
	struct line l = {0};
	int st;

	put_line(a, reader, &k, &l);
	st = report_open_line(w, opt, &l, STDOUT_FILENO, e);
	line_free(&l);
	return st;
}

static int report(struct report *w, void *a, const void *reader, struct err *e)
{
	struct router_score *s = a;
	struct router_ranking k;
	struct line l = {0};
	int st = router_rank(s->ranked, s->n, reader, &k, e);

	put_line(s, reader, &k, &l);
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
	.head = head,
	.report = report,
};
