/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "score/system_summary.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "inference/rows_needed.h"

/* Its first member is what the sums take for a reader. */
struct reader {
	struct system_rows rows;
	const struct system_summary_options *opt;
	struct system_fairness *fairness; /* of all groups so far */
};

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	struct reader *r = reader;

	r->opt = with;
	if (!(r->fairness = mem_alloc(1, sizeof *r->fairness, e)))
		return ST_SYSTEM;
	return system_rows_open(&r->rows, t, &r->opt->system, e);
}

static int next_row(void *reader, struct err *e)
{
	return system_rows_next(reader, e);
}

static struct cases *cases(void *reader)
{
	return &((struct system_rows *)reader)->decision.c;
}

static void close_rows(void *reader)
{
	struct reader *r = reader;

	system_rows_free(&r->rows);
	if (r->fairness)
		system_fairness_free(r->fairness);
	free(r->fairness);
}

static int begin(void *sums, const void *reader, struct err *e)
{
	return system_sums_fill(sums, reader, e);
}

static int add(void *sums, void *reader, struct err *e)
{
	return system_sums_add(sums, reader, e);
}

static int merge(void *sums, void *reader, const void *other, const void *other_reader, struct err *e)
{
	return system_sums_merge(sums, reader, other, other_reader, e);
}

static void free_sums(void *sums)
{
	system_sums_free(sums);
}

static int write_state(const void *sums, const void *reader, struct state_out *o, struct err *e)
{
	return system_sums_write(sums, reader, o, e);
}

static int read_state(void *sums, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	return system_sums_read(sums, reader, i, taken, e);
}

static int check_state(const void *sums, const void *reader, struct err *e)
{
	(void)reader;
	return system_sums_check(sums, e);
}

static void power_columns(const struct system_summary_options *o, const struct score *s, struct line *l)
{
	double risk = 1 - tally_ratio(&s->system.right, &s->weight);

	line_add(l, "risk", NULL, 0, risk);
	line_add(l, "rows_needed", NULL, 0, rows_needed_risk(risk, o->power, o->delta, o->probability));
}

static int columns(struct system_sums *x, const struct reader *r, bool all, struct line *l, struct err *e)
{
	const struct system_summary_options *o = r->opt;
	int st;

	x->rows.order.jobs = o->jobs;
	r->fairness->positive = o->positive;
	r->fairness->all = all;
	st = system_sums_columns(x, &r->rows, (enum areas_rule)o->area, o->system.grouped ? r->fairness : NULL, l, e);
	if (!st && !isnan(o->power))
		power_columns(o, &x->score, l);
	return st;
}

static int head(struct report *r, const struct report_options *opt, void *sums, const void *reader, struct err *e)
{
	struct line l = {0};
	int st = columns(sums, reader, true, &l, e);

	if (!st)
		st = report_open_line(r, opt, &l, STDOUT_FILENO, e);
	line_free(&l);
	return st;
}

static int report(struct report *r, void *sums, const void *reader, struct err *e)
{
	struct line l = {0};
	int st = columns(sums, reader, !r->group.n, &l, e);

	if (!st)
		st = report_line(r, &l, e);
	line_free(&l);
	return st;
}

static int foresee(void *reader, const void *sums, struct err *e)
{
	struct reader *r = reader;

	return r->opt->system.grouped ? system_fairness_foresee(r->fairness, sums, &r->rows, e) : ST_OK;
}

const struct summary_kind system_summary = {sizeof(struct reader), open_rows, next_row, cases, close_rows,
	sizeof(struct system_sums), begin, add, merge, free_sums, write_state, read_state, check_state, head, report,
	foresee};
