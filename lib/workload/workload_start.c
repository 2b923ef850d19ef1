/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload_start.h"

#include <math.h>
#include <stdlib.h>

#include "assign/exchange.h"
#include "limits/choices.h"
#include "workload/workload_settle.h"

int workload_settle(struct workload *w, const struct table *t, struct err *e)
{
	struct readers r;
	int st = readers_find(&r, t, w->where, e);

	if (st)
		return st;
	w->own = readers_own(&r);
	if (w->own && (w->mode != WORKLOAD_ASSIGN || w->least < w->most || w->limits->balanced))
		return err_set(e, ST_USAGE,
			"%s: rows have their own number of readers, which only --mode assign keeps, without %s",
			r.column == NAMES_NONE ? "--readings-where" : t->header.name[r.column].s,
			"--agents-per-row and --balanced");
	if (!w->most)
		w->least = w->most = w->own ? 2 : 1;
	return ST_OK;
}

int workload_limits(struct workload *w, struct limits *l, struct workload_input *r, const struct limits_options *o,
	const char *batch, struct err *e)
{
	int st = limits_open(l, &r->agent, o, w->most, e);

	if (!st && l->sets.in_row.overlap && w->most > IN_ROW_MOST)
		st = err_set(
			e, ST_USAGE, "--in-row: sets with agents in common are for %d readers at most", IN_ROW_MOST);
	if (!st && l->sets.minutes && w->mode != WORKLOAD_ASSIGN)
		st = err_set(e, ST_USAGE, "--limits: minutes in a limits file are for --mode assign");
	if (!st && l->sets.minutes)
		st = workload_input_minutes(r, e);
	if (!st)
		st = side_limits_open(&w->side, w->side_options, &r->agent, &r->side, e);
	if (!st && l->sets.minutes)
		st = set_minutes_check(&l->sets, w->side.timed, e);
	w->side.in_row = &l->sets.in_row;
	w->side.progress = &r->t->progress;
	if (!st && l->batched && !batch)
		st = err_set(e, ST_USAGE, "--limits: the file has batches: --batch is needed");
	if (!st && l->sets.file
		&& (batch || w->least < w->most || (w->mode != WORKLOAD_ASSIGN && w->mode != WORKLOAD_ONLINE)))
		st = err_set(e, ST_USAGE,
			"--limits: a file with sets or prices is for --mode assign and online, without --batch and "
			"--agents-per-row");
	return st;
}

/* Can the row be given agents, as many as it needs, as the rule about them wants, and with those who stay? */
static bool possible(const struct workload *w, const struct workload_input *r)
{
	struct exchange x = {.m = r->agent.n,
		.least = w->least,
		.most = w->most,
		.cost = r->value,
		.readings = w->own ? &r->places : NULL,
		.kept = r->fixed.n && isinf(r->fixed.cost) ? r->fixed.who : NULL};

	return set_limits_possible(&w->limits->sets, &x, 0);
}

/* Shuts the agents out of the current row that its batch's limits leave nothing. */
static int admit(const struct workload *w, struct workload_input *r, const struct csv_field *batch, size_t batch_column,
	const struct limit **limit, struct err *e)
{
	double closed = w->mode == WORKLOAD_PROJECT ? 0 : INFINITY;
	size_t usable = 0, needed = w->own ? r->places : w->least;

	*limit = limits_of(w->limits, batch->p, batch->n);
	if (!*limit)
		return table_bad_cell(r->t, batch_column, "the limits file does not list the batch", e);
	for (size_t a = 0; a < r->agent.n; a++) {
		if (!limits_allow(w->limits, *limit, a))
			r->value[a] = closed;
		usable += r->value[a] != closed;
	}
	if (usable < needed)
		return err_at(e, ST_NUMERIC, table_file(r->t), r->t->row.line, 1,
			"the row has %zu agents that may be used, not %zu", usable, needed);
	if ((w->limits->sets.in_row.n || r->fixed.n) && r->readers.score == NAMES_NONE && !possible(w, r))
		return err_at(e, ST_NUMERIC, table_file(r->t), r->t->row.line, 1,
			"the row's agents leave no choice that keeps %s",
			workload_settle_wish(r->fixed.n > 0, w->limits->sets.in_row.n > 0));
	return ST_OK;
}

/* Several agents who stay are of the exact solution alone. */
static int check_fixed(const struct workload *w, const struct workload_input *r, struct err *e)
{
	const struct fixed *f = &r->fixed;
	const char *name = f->n ? r->t->header.name[f->column[0]].s : "";

	if (f->n && w->mode == WORKLOAD_PROJECT)
		return err_set(e, ST_USAGE, "%.200s: who has a row already is nothing to --mode project", name);
	if (f->n && w->most > 1 && (w->mode != WORKLOAD_ASSIGN || w->least < w->most))
		return err_set(e, ST_USAGE,
			"%.200s: with several agents a row who has it already is kept by --mode assign alone, without "
			"--agents-per-row",
			name);
	return ST_OK;
}

int workload_open(const struct workload *w, struct workload_input *r, struct table *t, enum workload_loss loss,
	bool renormalize, struct err *e)
{
	bool conf = loss == WORKLOAD_LOSS_CONF;
	enum workload_input_value kind = WORKLOAD_INPUT_GATE;
	int st = ST_OK;

	if (w->mode != WORKLOAD_PROJECT) {
		if (loss == WORKLOAD_LOSS_AUTO)
			st = workload_input_has_confidences(t, &conf, e);
		kind = !conf ? WORKLOAD_INPUT_LOG : w->least < w->most ? WORKLOAD_INPUT_WORTH : WORKLOAD_INPUT_LOSS;
	}
	if (!st)
		st = workload_input_init(r, t, kind, renormalize, w->side_options, e);
	if (!st && w->limits->sets.minutes)
		st = workload_input_minutes(r, e);
	if (!st)
		st = fixed_init(&r->fixed, t, w->change, w->most, e);
	if (!st)
		st = check_fixed(w, r, e);
	if (!st)
		st = readers_find(&r->readers, t, w->where, e);
	r->readers.most = w->most;
	r->readers.model = names_find(&r->agent, "model", 5);
	if (!st && w->most > r->agent.n)
		st = err_set(e, ST_NUMERIC, "%zu agents per row, but there are only %zu agents", w->most, r->agent.n);
	return st;
}

int workload_next(const struct workload *w, struct workload_input *r, size_t batch_column, struct csv_field *batch,
	const struct limit **limit, struct err *e)
{
	int st = workload_input_next(r, e);

	if (st)
		return st;
	*batch = batch_column == NAMES_NONE ? (struct csv_field){.p = ""} : r->t->row.f[batch_column];
	if (w->limits->sets.file) {
		st = set_limits_class(r->t, r->class_column, w->limits->sets.column.n, &r->class, e);
		*batch = (struct csv_field){.p = r->class.p ? r->class.p : "", .n = r->class.n};
	}
	return st ? st : admit(w, r, batch, batch_column, limit, e);
}
