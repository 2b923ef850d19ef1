/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload_output.h"

#include <math.h>
#include <string.h>

#include "csv/line.h"
#include "decide/agent_columns.h"
#include "table/record.h"

int workload_columns_name(
	const struct workload *w, const struct workload_input *r, struct names *computed, struct err *e)
{
	int st = w->mode == WORKLOAD_PROJECT ? ST_OK : record_check(r->t, w->most > 1 ? RECORD_SEVERAL : 0, e);

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
	extend_row(x, &r->t->row);
	agent_columns_write(x, chosen, w->most, &r->agent, r->answer, &r->c);
	return extend_end(x, e);
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
		row = keep_bytes(&d->rows, i);
		if (x->replaces) /* only then are fields asked for */
			st = keep_row(&d->rows, i, &row, e);
		if (st)
			return st;
		extend_row(x, &row);
		for (size_t a = 0; w->mode == WORKLOAD_PROJECT && a < d->m; a++)
			extend_number(x, d->value[d->at[i] * d->m + a]);
		if (w->mode != WORKLOAD_PROJECT)
			write_agents(w, r, chosen + d->at[i] * w->most, d->answer ? d->answer + i * d->m : NULL, x);
		st = extend_end(x, e);
	}
	return st;
}

/* The columns of the report. */
enum { COLUMNS = 15 };

/* Counts keep their digits. */
static struct column amount(const char *name, double x)
{
	if (x >= 0 && x == floor(x) && x < 0x1p53)
		return (struct column){name, COLUMN_COUNT, .count = (size_t)x};
	return (struct column){name, .value = x};
}

/* The row of agent a of a batch, or where `agent` is NULL that of the whole batch. */
static void fill_line(struct column line[COLUMNS], const struct name *batch, const struct name *agent,
	const struct workload_batch *b, size_t a, double answered)
{
	const struct column all[COLUMNS] = {
		{"batch", COLUMN_TEXT, .text = batch},
		{"agent", COLUMN_TEXT, .text = agent},
		amount("rows", agent ? b->count[a] : (double)b->rows),
		amount("lo", agent ? b->lo[a] : NAN),
		amount("hi", agent ? b->hi[a] : NAN),
		amount("share", agent ? b->share[a] : answered / (double)b->rows),
		amount("price", !agent || isinf(b->price[a]) ? NAN : b->price[a]), /* inf: the agent is shut out */
		amount("loss", agent ? b->mean[a] : b->loss),
		amount("bound", agent ? NAN : b->bound),
		amount("gap", agent ? NAN : b->gap),
		amount("steps", agent ? NAN : b->steps),
		amount("over", agent ? b->over[a] : NAN),
		amount("under", agent ? b->under[a] : NAN),
		amount("paid", agent ? b->paid[a] : b->all_paid),
		amount("changed", agent ? b->changed[a] : b->all_changed),
	};

	memcpy(line, all, sizeof all);
}

int workload_report_open(struct report *r, const struct report_options *opt, const char *file, struct err *e)
{
	struct column line[COLUMNS];
	const char *name[COLUMNS + 1] = {NULL};

	fill_line(line, NULL, NULL, &(struct workload_batch){.rows = 1}, 0, 0);
	for (size_t i = 0; i < COLUMNS; i++)
		name[i] = line[i].name;
	return report_create(r, opt, name, file, e);
}

int workload_report(struct report *r, const struct name *name, const struct names *agent,
	const struct workload_batch *b, struct err *e)
{
	struct column line[COLUMNS];
	double answered = 0;
	int st = ST_OK;

	if (!b->rows)
		return ST_OK;
	for (size_t a = 0; !st && a < agent->n; a++) {
		answered += b->count[a];
		fill_line(line, name, &agent->name[a], b, a, 0);
		st = report_columns(r, line, COLUMNS, e);
	}
	for (size_t k = 0; !st && k < b->limit.n; k++) {
		fill_line(line, name, &b->limit.name[k], b, agent->n + k, 0);
		st = report_columns(r, line, COLUMNS, e);
	}
	fill_line(line, name, NULL, b, 0, answered);
	return st ? st : report_columns(r, line, COLUMNS, e);
}
