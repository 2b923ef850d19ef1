/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/router_report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "csv/line.h"

enum { COLUMNS = 3, COLUMNS_MORE = 4 };

/* Texts may be NULL; more: the answer, or the state. */
struct entry {
	const char *parameter;
	const struct name *agent;
	double value;
	const struct name *more;
};

static void columns(const struct router *r, const struct entry *x, struct column c[COLUMNS_MORE])
{
	const struct column all[COLUMNS_MORE] = {{"parameter", COLUMN_WORD, .word = x->parameter},
		{"agent", COLUMN_TEXT, .text = x->agent}, {"value", .value = x->value},
		{r->rule == ROUTER_ADAPTIVE ? "state" : "answer", COLUMN_TEXT, .text = x->more}};

	memcpy(c, all, sizeof all);
}

static size_t width(const struct router *r)
{
	return r->rule == ROUTER_FRUGAL || r->rule == ROUTER_ADAPTIVE ? COLUMNS_MORE : COLUMNS;
}

static int put(const struct router *r, struct report *w, struct entry x, struct err *e)
{
	struct column c[COLUMNS_MORE];

	columns(r, &x, c);
	return report_columns(w, c, width(r), e);
}

/* The stages in order; the last one has no threshold, and is told where the order was found. */
static int report_plan(
	const struct router *r, const struct cascade_plan *p, const char *parameter, struct report *w, struct err *e)
{
	int st = ST_OK;

	for (size_t k = 0; !st && k < p->stages; k++) {
		bool last = k + 1 == p->stages;
		const struct name *name = &r->who.name[p->order[k]];

		if (!last || r->any || r->rule == ROUTER_ADAPTIVE)
			st = put(r, w, (struct entry){parameter, name, last ? NAN : p->tau[k]}, e);
	}
	return st;
}

/* The base, and for every answer of its that sends rows on whom to ask below which confidence, by the answers' bytes. */
static int report_frugal(
	const struct router *r, const struct frugal_plan *p, bool beyond, struct report *w, struct err *e)
{
	const char *base = beyond ? "base_beyond" : "base", *threshold = beyond ? "threshold_beyond" : "threshold";
	int st = put(r, w, (struct entry){base, &r->who.name[p->base], NAN}, e);
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
			st = put(r, w, (struct entry){threshold, &r->who.name[p->next[least]], p->tau[least], last}, e);
	}
	return st;
}

/* Who was asked: AGENT:ANSWER:BIN, equal answers having equal numbers, - for none; then !AGENT who may not be asked. */
static int print_state(uint64_t state, const struct names *who, struct buf *b, struct err *e)
{
	int st = ST_OK;

	b->n = 0;
	for (size_t a = 0; !st && a < who->n; a++) {
		unsigned block = adaptive_block(state, a);
		bool asked = adaptive_asked(state) >> a & 1, may = adaptive_may(state) >> a & 1;
		char shown[16] = "";

		if (!asked && may)
			continue;
		if (asked && block == ADAPTIVE_NO_ANSWER)
			snprintf(shown, sizeof shown, ":-:%u", adaptive_bin(state, a));
		else if (asked)
			snprintf(shown, sizeof shown, ":%u:%u", block, adaptive_bin(state, a));
		st = buf_add(b, b->n ? " " : "", b->n ? 1 : 0, e);
		if (!st)
			st = buf_add(b, "!", asked ? 0 : 1, e);
		if (!st)
			st = buf_add(b, who->name[a].s, who->name[a].n, e);
		if (!st)
			st = buf_add_string(b, shown, e);
	}
	return st;
}

/* The states that rows come to, those with fewer agents first, and what is done there; value: the share of the rows. */
static int report_states(const struct router *r, bool beyond, struct report *w, struct err *e)
{
	const struct adaptive *f = r->policy;
	const uint8_t *action = beyond ? f->beyond : f->plan;
	struct buf text = {0};
	int st = ST_OK;

	for (size_t j = f->cells.n; !st && j-- > 0;) {
		const struct adaptive_cell *c = &f->cells.cell[j];
		bool asks = !(adaptive_asked(c->state) >> action[j] & 1);
		struct name state;

		if (!(f->reached[j] & (beyond ? 2 : 1)))
			continue;
		st = print_state(c->state, &r->who, &text, e);
		state = (struct name){text.p, text.n};
		if (!st)
			st = put(r, w,
				(struct entry){asks      ? beyond ? "ask_beyond" : "ask"
						: beyond ? "answer_beyond"
							 : "answer",
					&r->who.name[action[j]], c->share, text.n ? &state : NULL},
				e);
	}
	buf_free(&text);
	return st;
}

/* The best cascade where that is better; else edges of bins, and states. */
static int report_adaptive(const struct router *r, bool beyond, struct report *w, struct err *e)
{
	const struct adaptive *f = r->policy;
	int st = ST_OK;

	if (f->by_cascade)
		return report_plan(r, beyond ? &f->cascade.beyond : &f->cascade.plan,
			beyond ? "threshold_beyond" : "threshold", w, e);
	for (size_t a = 0; !st && !beyond && a < r->who.n; a++)
		for (size_t k = 0; !st && k < f->bins.n[a]; k++)
			st = put(r, w, (struct entry){"edge", &r->who.name[a], f->bins.edge[a][k]}, e);
	return st ? st : report_states(r, beyond, w, e);
}

/* What the rule goes by, on one side of the coin. */
static int report_rule(const struct router *r, bool beyond, struct report *w, struct err *e)
{
	switch (r->rule) {
	case ROUTER_BEST:
		return put(r, w,
			(struct entry){beyond ? "lambda_beyond" : "lambda", NULL, beyond ? r->next : r->lambda}, e);
	case ROUTER_SUFFICIENT:
		return put(r, w, (struct entry){"threshold", NULL, r->threshold}, e);
	case ROUTER_CASCADE:
		return report_plan(r, beyond ? &r->beyond : &r->plan, beyond ? "threshold_beyond" : "threshold", w, e);
	case ROUTER_FRUGAL:
		return report_frugal(r, beyond ? &r->strategies->beyond : &r->strategies->plan, beyond, w, e);
	case ROUTER_ADAPTIVE:
		return report_adaptive(r, beyond, w, e);
	}
	return ST_OK;
}

static int report_values(const struct router *r, struct report *w, struct err *e)
{
	bool coin = r->part > 0;
	int st = report_rule(r, false, w, e);

	if (!st && coin)
		st = report_rule(r, true, w, e);
	if (!st && coin)
		st = put(r, w, (struct entry){"coin", NULL, r->part}, e);
	if (!st && !isnan(r->cost))
		st = put(r, w, (struct entry){"cost", NULL, r->cost}, e);
	if (!st && !isnan(r->gain))
		st = put(r, w, (struct entry){"gain", NULL, r->gain}, e);
	if (!st && !isnan(r->bound))
		st = put(r, w,
			(struct entry){r->rule == ROUTER_ADAPTIVE ? "cascade_bound" : "gain_bound", NULL, r->bound}, e);
	return st;
}

int router_report(const struct router *r, const struct report_options *opt, const char *file, struct err *e)
{
	struct column c[COLUMNS_MORE];
	struct csv_writer created;
	struct report w;
	int st = csv_writer_create(&created, file, opt->digits, e);

	columns(r, &(struct entry){.value = NAN}, c);
	if (!st)
		st = report_open_columns(&w, opt, c, width(r), created.fd, e);
	if (st)
		return st;
	st = report_values(r, &w, e);
	return report_close(&w, st, e);
}
