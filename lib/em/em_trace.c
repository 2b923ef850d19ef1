/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_trace.h"

#include <math.h>

#include "csv/line.h"
#include "parallel/peers.h"

static const struct report_options plain;

/* The columns, and their cells at the point. */
static void columns(struct line *l, size_t start, size_t iteration, const struct em_point *p, const struct names *agent)
{
	if (start)
		line_add_count(l, "start", start);
	line_add_count(l, "iteration", iteration);
	line_add(l, "loglik", NULL, 0, p ? p->loglik : NAN);
	line_add(l, "objective", NULL, 0, p ? p->objective : NAN);
	for (size_t a = 0; a < agent->n; a++)
		line_add(l, "share", agent->name[a].s, agent->name[a].n, p ? p->share[a] : NAN);
	for (size_t a = 0; a < agent->n; a++)
		line_add(l, "dual", agent->name[a].s, agent->name[a].n, p ? p->price[a] : NAN);
}

static int create(struct em_trace *t, const char *path, struct err *e)
{
	struct csv_writer file;
	struct line l = {0};
	int st = csv_writer_create(&file, path, 0, e);

	if (st)
		return st;
	columns(&l, t->starts, 0, NULL, t->agent);
	st = report_open_line(&t->report, &plain, &l, file.fd, e);
	line_free(&l);
	return st;
}

int em_trace_open(struct em_trace *t, const char *path, bool starts, const struct names *agent, struct err *e)
{
	*t = (struct em_trace){.agent = agent, .on = path, .starts = starts};
	return path ? peers_agree(peers_me() ? ST_OK : create(t, path, e), e) : ST_OK;
}

static int write_row(struct em_trace *t, size_t start, size_t iteration, const struct em_point *p, struct err *e)
{
	struct line l = {0};
	int st;

	columns(&l, t->starts ? start : 0, iteration, p, t->agent);
	st = report_line(&t->report, &l, e);
	line_free(&l);
	return st;
}

int em_trace_row(struct em_trace *t, size_t start, size_t iteration, const struct em_point *p, struct err *e)
{
	return t->on ? peers_agree(peers_me() ? ST_OK : write_row(t, start, iteration, p, e), e) : ST_OK;
}

int em_trace_close(struct em_trace *t, int status, struct err *e)
{
	return t->report.opt ? csv_writer_close_whole(&t->report.w, status, e) : status;
}
