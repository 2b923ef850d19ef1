/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/router_report.h"

#include <math.h>
#include <string.h>

#include "csv/line.h"

enum { COLUMNS = 3, COLUMNS_FRUGAL = 4 };

/* Agent and answer may be NULL. */
struct entry {
	const char *parameter;
	const struct name *agent;
	double value;
	const struct name *answer;
};

static void columns(const struct entry *x, struct column c[COLUMNS_FRUGAL])
{
	const struct column all[COLUMNS_FRUGAL] = {{"parameter", COLUMN_WORD, .word = x->parameter},
		{"agent", COLUMN_TEXT, .text = x->agent}, {"value", .value = x->value},
		{"answer", COLUMN_TEXT, .text = x->answer}};

	memcpy(c, all, sizeof all);
}

static size_t width(const struct router *r)
{
	return r->rule == ROUTER_FRUGAL ? COLUMNS_FRUGAL : COLUMNS;
}

static int put(const struct router *r, struct report *w, struct entry x, struct err *e)
{
	struct column c[COLUMNS_FRUGAL];

	columns(&x, c);
	return report_columns(w, c, width(r), e);
}

/* The stages in order; the last one has no threshold, and is told where the order was found. */
static int report_plan(const struct router *r, const struct cascade_plan *p, const char *parameter,
	const struct names *agent, struct report *w, struct err *e)
{
	int st = ST_OK;

	for (size_t k = 0; !st && k < p->stages; k++) {
		bool last = k + 1 == p->stages;
		const struct name *name = &agent->name[r->member[p->order[k]]];

		if (!last || r->any)
			st = put(r, w, (struct entry){parameter, name, last ? NAN : p->tau[k]}, e);
	}
	return st;
}

/* The base, and for every answer of its that sends rows on whom to ask below which confidence, by the answers' bytes. */
static int report_frugal(const struct router *r, const struct frugal_plan *p, bool beyond, const struct names *agent,
	struct report *w, struct err *e)
{
	const char *base = beyond ? "base_beyond" : "base", *threshold = beyond ? "threshold_beyond" : "threshold";
	int st = put(r, w, (struct entry){base, &agent->name[p->base], NAN}, e);
	const struct name *last = NULL;

	for (size_t k = 0; !st && k < r->answers->n; k++) {
		size_t least = r->answers->n;

		for (size_t l = 0; l < r->answers->n; l++) {
			const struct name *name = &r->answers->name[l];

			if ((!last || strcmp(name->s, last->s) > 0)
				&& (least == r->answers->n || strcmp(name->s, r->answers->name[least].s) < 0))
				least = l;
		}
		if (least == r->answers->n)
			break;
		last = &r->answers->name[least];
		if (p->next[least] != FRUGAL_NOBODY)
			st = put(r, w, (struct entry){threshold, &agent->name[p->next[least]], p->tau[least], last}, e);
	}
	return st;
}

/* What the rule goes by, on one side of the coin. */
static int report_rule(const struct router *r, bool beyond, const struct names *agent, struct report *w, struct err *e)
{
	switch (r->rule) {
	case ROUTER_BEST:
		return put(r, w,
			(struct entry){beyond ? "lambda_beyond" : "lambda", NULL, beyond ? r->next : r->lambda}, e);
	case ROUTER_SUFFICIENT:
		return put(r, w, (struct entry){"threshold", NULL, r->threshold}, e);
	case ROUTER_CASCADE:
		return report_plan(
			r, beyond ? &r->beyond : &r->plan, beyond ? "threshold_beyond" : "threshold", agent, w, e);
	case ROUTER_FRUGAL:
		return report_frugal(r, beyond ? &r->strategies->beyond : &r->strategies->plan, beyond, agent, w, e);
	}
	return ST_OK;
}

static int report_values(const struct router *r, const struct names *agent, struct report *w, struct err *e)
{
	bool coin = r->part > 0;
	int st = report_rule(r, false, agent, w, e);

	if (!st && coin)
		st = report_rule(r, true, agent, w, e);
	if (!st && coin)
		st = put(r, w, (struct entry){"coin", NULL, r->part}, e);
	if (!st && !isnan(r->cost))
		st = put(r, w, (struct entry){"cost", NULL, r->cost}, e);
	if (!st && !isnan(r->gain))
		st = put(r, w, (struct entry){"gain", NULL, r->gain}, e);
	if (!st && !isnan(r->bound))
		st = put(r, w, (struct entry){"gain_bound", NULL, r->bound}, e);
	return st;
}

int router_report(const struct router *r, const struct names *agent, const struct report_options *opt, const char *file,
	struct err *e)
{
	struct column c[COLUMNS_FRUGAL];
	struct csv_writer created;
	struct report w;
	int st = csv_writer_create(&created, file, opt->digits, e);

	columns(&(struct entry){.value = NAN}, c);
	if (!st)
		st = report_open_columns(&w, opt, c, width(r), created.fd, e);
	if (st)
		return st;
	st = report_values(r, agent, &w, e);
	return report_close(&w, st, e);
}
