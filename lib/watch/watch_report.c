/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/watch_report.h"

#include <string.h>
#include <unistd.h>

#include "csv/line.h"

static void add_evidence(const struct watch *w, struct line *l)
{
	size_t raised = 0;

	line_add(l, "evidence", NULL, 0, alarms_value(&w->alarms));
	for (size_t i = 0; i < w->alarms.n; i++)
		line_add(l, "evidence", w->test.name[1 + i].s, w->test.name[1 + i].n,
			evidence_value(&w->alarms.test[i].evidence));
	for (size_t i = 0; i < w->test.n; i++)
		raised += w->window.raised[i];
	line_add_count(l, "alarms", raised);
}

static bool is_timed(const struct watch *w)
{
	return w->in.arrival.column != NAMES_NONE;
}

/* All of a window's columns but the last: `alarm`, and the time of its last row. */
static void window_line(const struct watch *w, struct line *l)
{
	struct sum scored = tally_sum(&w->window.scored);

	line_add_count(l, "row", w->alarms.rows);
	score_columns(&w->window.score, &w->in.d.c.agent, l);
	line_add(l, "confidence", NULL, 0, sum_ratio(&w->window.conf, &scored));
	line_add(l, "frequency", NULL, 0, sum_ratio(&w->window.right, &scored));
	line_add(l, "accuracy_lo", NULL, 0, w->right.lo);
	line_add(l, "accuracy_hi", NULL, 0, w->right.hi);
	add_evidence(w, l);
}

static int open_windows(struct watch_report *r, const struct line *l, bool timed, struct err *e)
{
	struct names columns = {0};
	size_t index;
	int st = l->failed ? err_memory(e) : names_add_list(&columns, l->name.name, l->name.n, e);

	if (!st)
		st = names_add(&columns, "alarm", 5, &index, e);
	if (!st && timed)
		st = names_add(&columns, "time", 4, &index, e);
	if (!st)
		st = report_open(&r->report, r->opt, &columns, STDOUT_FILENO, e);
	r->open = !st;
	names_free(&columns);
	return st;
}

static int open_report(struct watch_report *r, const struct watch *w, struct err *e)
{
	static const char *const columns[] = {"row", "id", "alarm", "agent", "evidence", NULL},
				 *const time[] = {"time", NULL};
	struct names names = {0};
	struct line l = {0};
	int st = ST_OK;

	if (r->open)
		return ST_OK;
	if (r->of_alarms) {
		st = names_add_words(&names, columns, e);
		if (!st && is_timed(w))
			st = names_add_words(&names, time, e);
		if (!st)
			st = report_open(&r->report, r->opt, &names, STDOUT_FILENO, e);
		names_free(&names);
		r->open = !st;
		return st;
	}
	window_line(w, &l);
	st = open_windows(r, &l, is_timed(w), e);
	line_free(&l);
	return st;
}

/* The names of the alarms of a window, with blanks between them. */
static int write_names(struct watch_report *r, const struct watch *w, struct err *e)
{
	struct buf text = {0};
	int st = ST_OK;

	for (size_t i = 0; !st && i < w->test.n; i++) {
		if (!w->window.raised[i])
			continue;
		st = text.n ? buf_add_char(&text, ' ', e) : ST_OK;
		if (!st)
			st = buf_add(&text, w->test.name[i].s, w->test.name[i].n, e);
	}
	if (!st)
		csv_write_text(&r->report.w, text.n ? text.p : "", text.n);
	if (!st && is_timed(w))
		csv_write_string(&r->report.w, w->window.last.cell);
	buf_free(&text);
	return st ? st : csv_write_end(&r->report.w, e);
}

int watch_report_window(struct watch_report *r, const struct watch *w, struct err *e)
{
	struct line l = {0};
	int st;

	window_line(w, &l);
	st = l.failed ? err_memory(e) : open_report(r, w, e);
	if (!st)
		report_row(&r->report);
	for (size_t i = 0; !st && i < l.name.n; i++)
		if (l.cell[i].kind == COLUMN_COUNT)
			csv_write_count(&r->report.w, l.cell[i].count);
		else
			csv_write_number(&r->report.w, l.cell[i].value);
	line_free(&l);
	return st ? st : write_names(r, w, e);
}

static int write_alarm(struct watch_report *r, const struct watch *w, size_t i, struct err *e)
{
	const struct watch_test *t = i ? &w->alarms.test[i - 1] : NULL;
	const struct csv_field *id = w->in.id_column == NAMES_NONE ? NULL : &w->in.d.c.t->row.f[w->in.id_column];
	struct csv_writer *out = &r->report.w;

	report_row(&r->report);
	csv_write_count(out, w->alarms.rows);
	csv_write_text(out, id ? id->p : "", id ? id->n : 0);
	csv_write_string(out, t ? watch_kind_name(t->kind) : "all");
	csv_write_name(out, t && watch_kind_of_agents(t->kind) ? &w->in.d.c.agent.name[t->agent] : NULL);
	csv_write_number(out, w->alarms.fresh[i]);
	if (is_timed(w))
		csv_write_string(out, w->in.arrival.cell);
	return csv_write_end(out, e);
}

int watch_report_alarms(struct watch_report *r, const struct watch *w, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < w->test.n; i++) {
		if (!(w->alarms.fresh[i] > 0))
			continue;
		st = open_report(r, w, e);
		if (!st)
			st = write_alarm(r, w, i, e);
	}
	return st;
}

bool watch_report_flush(struct watch_report *r)
{
	return !r->open || csv_writer_flush(&r->report.w);
}

int watch_report_close(struct watch_report *r, const struct watch *w, int status, struct err *e)
{
	if (!status)
		status = open_report(r, w, e);
	return r->open ? report_close(&r->report, status, e) : status;
}
