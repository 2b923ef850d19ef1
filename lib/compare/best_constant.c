/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/best_constant.h"

#include <math.h>
#include <stdlib.h>

#include "math/sum.h"

/* Of the rows on which an agent has an answer. */
struct record {
	struct sum weight, quality, cost; /* quality: 1 or 0 where it is right or not */
};

static void add(struct record *r, const struct decision *d, size_t agent)
{
	const struct cases *c = &d->c;
	size_t answer = cases_answer(c, agent);
	double quality = c->graded ? c->quality[agent] : answer == c->label;

	if (c->graded ? isnan(quality) : answer == NAMES_NONE)
		return;
	sum_add(&r->weight, c->weight);
	sum_add_product(&r->quality, c->weight, quality);
	sum_add_product(&r->cost, c->weight, agent && !isnan(d->opt->cost) ? d->opt->cost : c->cost[agent]);
}

static size_t choose(const struct record *r, size_t n, double lambda)
{
	double best = -INFINITY;
	size_t at = NAMES_NONE;

	for (size_t a = 0; a < n; a++) {
		double value = sum_ratio(&r[a].quality, &r[a].weight);

		if (lambda > 0)
			value -= lambda * sum_ratio(&r[a].cost, &r[a].weight);
		if (value > best) {
			best = value;
			at = a;
		}
	}
	return at;
}

static int read_rows(struct decision *d, struct record *r, struct err *e)
{
	int st;

	while (!(st = decision_next(d, e)))
		for (size_t a = 0; d->c.weight > 0 && a < d->c.agent.n; a++)
			add(&r[a], d, a);
	return st == ST_END ? cases_check(&d->c, e) : st;
}

static int find_best(
	struct table *t, const struct decision_options *opt, double lambda, struct buf *name, struct err *e)
{
	struct record *r = NULL;
	struct decision d;
	int st = decision_init(&d, t, 0, false, opt, e);
	size_t best;

	if (!st && !(r = mem_alloc(d.c.agent.n, sizeof *r, e)))
		st = ST_SYSTEM;
	if (!st)
		st = read_rows(&d, r, e);
	if (!st && (best = choose(r, d.c.agent.n, lambda)) == NAMES_NONE)
		st = err_at(e, ST_DATA, table_file(t), 1, 1, "no agent has an answer");
	else if (!st)
		st = buf_add(name, d.c.agent.name[best].s, d.c.agent.name[best].n + 1, e);
	free(r);
	decision_free(&d);
	return st;
}

int best_constant(const char *file, const struct table_options *table, const struct decision_options *opt,
	double lambda, struct buf *name, struct err *e)
{
	struct strings files = {.v = &file, .n = 1};
	struct table t;
	int st = table_open_whole(&t, table, &files, e);

	if (st)
		return st;
	st = find_best(&t, opt, lambda, name, e);
	table_close(&t);
	return st;
}
