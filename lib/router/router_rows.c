/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "router/router_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cases/cases_read.h"
#include "math/sum.h"

static int find_agent(const struct router_rows *r, const char *s, size_t n, size_t *agent, struct err *e)
{
	*agent = names_find(&r->c.agent, s, n);
	if (*agent == NAMES_NONE || !r->graded[*agent])
		return err_set(
			e, ST_USAGE, "--pair: no agent with an outcome is called '%.*s'", (int)(n < 200 ? n : 200), s);
	return ST_OK;
}

/* The weak and the strong agent, or the only two that there are. */
static int find_pair(struct router_rows *r, struct err *e)
{
	const char *comma = r->opt->pair ? strchr(r->opt->pair, ',') : NULL;
	size_t n = 0;
	int st;

	for (size_t a = 0; !r->opt->pair && a < r->c.agent.n; a++)
		if (r->graded[a] && n++ < 2)
			r->pair[n - 1] = a;
	if (!r->opt->pair && n != 2)
		r->pair[0] = r->pair[1] = NAMES_NONE;
	if (!r->opt->pair)
		return ST_OK;
	if (!comma)
		return err_set(e, ST_USAGE, "--pair: WEAK,STRONG is needed, not '%.200s'", r->opt->pair);
	st = find_agent(r, r->opt->pair, (size_t)(comma - r->opt->pair), &r->pair[0], e);
	return st ? st : find_agent(r, comma + 1, strlen(comma + 1), &r->pair[1], e);
}

/* The agent of the largest mean quality, of equals the first, in another table. */
static int find_constant(struct router_rows *r, struct router_rows *other, struct err *e)
{
	size_t m = other->c.agent.n, best = NAMES_NONE;
	struct sum *sum = mem_alloc(2 * m, sizeof *sum, e);
	double most = 0;
	int st = sum ? ST_OK : ST_SYSTEM;

	while (!st && !(st = router_rows_next(other, e)))
		for (size_t a = 0; a < m; a++)
			if (!isnan(other->quality[a])) {
				sum_add(&sum[2 * a], other->c.weight);
				sum_add_product(&sum[2 * a + 1], other->c.weight, other->quality[a]);
			}
	for (size_t a = 0; st == ST_END && a < m; a++) {
		double mean = sum_ratio(&sum[2 * a + 1], &sum[2 * a]);

		if (!isnan(mean) && (best == NAMES_NONE || mean > most)) {
			best = a;
			most = mean;
		}
	}
	free(sum);
	if (st == ST_END && best == NAMES_NONE)
		return err_set(e, ST_DATA, "--fit: no agent has an outcome there");
	if (st == ST_END)
		r->constant = names_find(&r->c.agent, other->c.agent.name[best].s, other->c.agent.name[best].n);
	if (st == ST_END && r->constant == NAMES_NONE)
		return err_set(e, ST_DATA, "--fit: the best agent there, '%.200s', is none of the table",
			other->c.agent.name[best].s);
	return st == ST_END ? ST_OK : st;
}

static int read_fit(struct router_rows *r, struct err *e)
{
	const char *file = r->opt->fit;
	const struct strings files = {.v = &file, .n = 1};
	struct router_options with = {.renormalize = r->opt->renormalize, .table = r->opt->table};
	struct router_rows other;
	struct table t;
	int st = table_open_whole(&t, r->opt->table, &files, e);

	if (st)
		return st;
	st = router_rows_open(&other, &t, &with, e);
	if (!st)
		st = find_constant(r, &other, e);
	router_rows_close(&other);
	table_close(&t);
	return st;
}

static int bind(struct router_rows *r, struct table *t, struct err *e)
{
	struct cases *c = &r->c;
	int st = table_single(t, ROLE_AGENT, false, &r->agent_column, e);

	if (!st)
		st = table_single(t, ROLE_SCORE, false, &r->score_column, e);
	if (!st)
		st = table_single(t, ROLE_PAID, false, &r->paid_column, e);
	r->decides = r->agent_column != NAMES_NONE;
	r->quality = mem_alloc(c->agent.n, sizeof *r->quality, e);
	if (!r->quality)
		return ST_SYSTEM;
	for (size_t a = 0, same; !st && a < c->agent.n; a++)
		st = router_rows_agent(r, c->agent.name[a].s, c->agent.name[a].n, &same, e);
	for (size_t a = 0; !st && a < c->agent.n; a++)
		r->graded[a] = c->graded ? c->quality_column[a] != NAMES_NONE
			: a              ? c->answer_column[a - 1] != NAMES_NONE
					 : c->prob.n > 0;
	return st ? st : find_pair(r, e);
}

int router_rows_agent(struct router_rows *r, const char *name, size_t n, size_t *agent, struct err *e)
{
	int st = array_reserve(&r->graded, &r->graded_cap, r->agent.n + 1, sizeof *r->graded, e);

	if (!st && names_find(&r->agent, name, n) == NAMES_NONE)
		r->graded[r->agent.n] = false;
	return st ? st : names_add(&r->agent, name, n, agent, e);
}

int router_rows_open(struct router_rows *r, struct table *t, const struct router_options *opt, struct err *e)
{
	unsigned want = CASES_LABEL | CASES_PROB | CASES_ANSWER | CASES_COST | CASES_WEIGHT | CASES_QUALITY;
	struct family quality = {0}, loss = {0};
	int st;

	*r = (struct router_rows){
		.opt = opt, .constant = NAMES_NONE, .pair = {NAMES_NONE, NAMES_NONE}, .ordered = opt->pair};
	if (!t)
		return ST_OK;
	st = table_family(t, ROLE_QUALITY, &quality, e);
	if (!st)
		st = table_family(t, ROLE_LOSS, &loss, e);
	if (!st)
		st = cases_init(&r->c, t, quality.n || loss.n ? 0 : CASES_LABEL, want, opt->renormalize, e);
	family_free(&quality);
	family_free(&loss);
	if (!st)
		st = bind(r, t, e);
	if (!st)
		st = row_keys_open(&r->keys, t, &opt->interval, false, opt->partial, e);
	if (!st && opt->fit)
		st = read_fit(r, e);
	return st;
}

void router_rows_close(struct router_rows *r)
{
	cases_free(&r->c);
	free(r->quality);
	free(r->graded);
	names_free(&r->agent);
	*r = (struct router_rows){0};
}

static int read_row(struct router_rows *r, struct err *e)
{
	struct cases *c = &r->c;
	int st = ST_OK;

	r->chosen = NAMES_NONE;
	r->score = NAN;
	if (r->agent_column != NAMES_NONE)
		st = cases_agent(c, r->agent_column, &r->chosen, e);
	if (!st && r->agent_column != NAMES_NONE && r->chosen == NAMES_NONE)
		st = table_cell_missing(c->t, r->agent_column, e);
	if (!st && r->score_column != NAMES_NONE)
		st = table_needed_number(c->t, r->score_column, &r->score, e);
	r->paid = !st && r->chosen != NAMES_NONE ? c->cost[r->chosen] : 0;
	if (!st && r->paid_column != NAMES_NONE)
		st = table_needed_number(c->t, r->paid_column, &r->paid, e);
	for (size_t a = 0; !st && a < c->agent.n; a++) {
		size_t answer = c->graded ? NAMES_NONE : cases_answer(c, a);

		r->quality[a] = c->graded ? c->quality[a] : NAN;
		if (answer != NAMES_NONE)
			r->quality[a] = answer == c->label;
	}
	return !st && c->weight > 0 ? row_keys_next(&r->keys, e) : st;
}

int router_rows_next(struct router_rows *r, struct err *e)
{
	int st, checked;

	do
		if (!(st = cases_next(&r->c, e)))
			st = read_row(r, e);
	while (st == ST_SKIP);
	if (st == ST_END && (checked = cases_check(&r->c, e)))
		return checked;
	return st;
}
