/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload_output.h"

#include <math.h>

#include "decide/agent_columns.h"
#include "table/record.h"

int workload_columns_name(
	const struct workload *w, const struct workload_input *r, struct names *computed, struct err *e)
{
	int st = w->mode == WORKLOAD_PROJECT ? ST_OK : record_check(r->t, w->most > 1, false, e);

	if (!st && w->mode != WORKLOAD_PROJECT)
		return agent_columns_name(computed, w->most, e);
	for (size_t a = 0; !st && a < r->source.n; a++)
		st = names_add_list(computed, &r->t->header.name[r->source.column[a]], 1, e);
	return st;
}

int workload_columns_write(const struct workload *w, const struct workload_input *r, const uint32_t *chosen,
	struct extend *x, struct err *e)
{
	r->t->counts.unanswered += workload_input_unanswered(r, chosen, w->most, r->answer);
	agent_columns_write(x, chosen, w->most, &r->agent, r->answer, &r->c);
	return extend_row(x, e);
}

static void write_agents(const struct workload *w, const struct workload_input *r, const uint32_t *chosen,
	const uint32_t *answer, struct extend *x)
{
	r->t->counts.unanswered += workload_input_unanswered(r, chosen, w->most, answer);
	agent_columns_write(x, chosen, w->most, &r->agent, answer, &r->c);
}

int workload_columns_write_rows(const struct workload *w, const struct workload_input *r, struct workload_rows *d,
	const uint32_t *chosen, struct extend *x, struct err *e)
{
	struct csv_row row;
	int st = ST_OK;

	for (size_t i = 0; !st && i < d->n; i++) {
		for (size_t a = 0; w->mode == WORKLOAD_PROJECT && a < d->m; a++)
			extend_number(x, d->value[d->at[i] * d->m + a]);
		if (w->mode != WORKLOAD_PROJECT)
			write_agents(w, r, chosen + d->at[i] * w->most, d->answer ? d->answer + i * d->m : NULL, x);
		row = keep_bytes(&d->rows, i);
		if (x->replaces) /* only then are fields asked for */
			st = keep_row(&d->rows, i, &row, e);
		if (!st)
			st = extend_kept_row(x, &row, e);
	}
	return st;
}

enum column { ROWS, LO, HI, SHARE, PRICE, LOSS, BOUND, GAP, STEPS, NUMBERS };

static const char *const column_name[] = {
	[0] = "batch",
	[1] = "agent",
	[2 + ROWS] = "rows",
	[2 + LO] = "lo",
	[2 + HI] = "hi",
	[2 + SHARE] = "share",
	[2 + PRICE] = "price",
	[2 + LOSS] = "loss",
	[2 + BOUND] = "bound",
	[2 + GAP] = "gap",
	[2 + STEPS] = "steps",
	[2 + NUMBERS] = NULL,
};

int workload_report_open(struct report *r, const struct report_options *opt, const char *file, struct err *e)
{
	return report_create(r, opt, column_name, file, e);
}

/* Counts keep their digits. */
static void write_amount(struct csv_writer *w, double x)
{
	if (x >= 0 && x == floor(x) && x < 0x1p53)
		csv_write_count(w, (size_t)x);
	else
		csv_write_number(w, x);
}

static int report_line(struct report *r, const struct name *batch, const struct name *agent,
	const double number[NUMBERS], struct err *e)
{
	report_row(r);
	csv_write_name(&r->w, batch);
	csv_write_name(&r->w, agent);
	for (size_t i = 0; i < NUMBERS; i++)
		write_amount(&r->w, number[i]);
	return csv_write_end(&r->w, e);
}

int workload_report(struct report *r, const struct name *name, const struct names *agent,
	const struct workload_batch *b, struct err *e)
{
	double answered = 0;
	int st = ST_OK;

	if (!b->rows)
		return ST_OK;
	for (size_t a = 0; !st && a < agent->n; a++) {
		const double line[NUMBERS] = {
			[ROWS] = b->count[a],
			[LO] = b->lo[a],
			[HI] = b->hi[a],
			[SHARE] = b->share[a],
			[PRICE] = isinf(b->price[a]) ? NAN : b->price[a], /* of an agent that is shut out */
			[LOSS] = NAN,
			[BOUND] = NAN,
			[GAP] = NAN,
			[STEPS] = NAN,
		};

		answered += b->count[a];
		st = report_line(r, name, &agent->name[a], line, e);
	}
	const double total[NUMBERS] = {
		[ROWS] = (double)b->rows,
		[LO] = NAN,
		[HI] = NAN,
		[SHARE] = answered / (double)b->rows,
		[PRICE] = NAN,
		[LOSS] = b->loss,
		[BOUND] = b->bound,
		[GAP] = b->gap,
		[STEPS] = b->steps,
	};
	return st ? st : report_line(r, name, NULL, total, e);
}
