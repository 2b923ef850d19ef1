/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/routing.h"

#include <math.h>

#include "decide/best_agent.h"
#include "route/route_rows.h"
#include "route/router_file.h"
#include "route/router_report.h"
#include "table/record.h"

/* What is found before the table is routed. */
struct found {
	struct route_setting with;
	const struct table_options *table;
	struct router router;
	bool ready;
};

/* A thread's. */
struct routing {
	struct found *found;
	struct table *t;
	struct route_input in;
	struct router router;
	struct route_rows rows; /* those that are held */
	struct explore explore;
	bool *may; /* [m] be asked on the current row */
};

static bool elsewhere(const struct route_setting *with)
{
	return with->fit || with->model;
}

static int find(struct found *f, struct err *e)
{
	int st = ST_OK;

	if (f->ready)
		return ST_OK;
	if (f->with.fit)
		st = router_fit_file(&f->router, &f->with.router, &f->with.input, f->table, f->with.fit, e);
	if (f->with.model)
		st = router_read(&f->router, f->with.model, &f->with.input, e);
	if (!st && f->with.model)
		f->with.router = (struct router_options){.rule = f->router.rule, .lambda = NAN, .budget = NAN};
	if (!st && f->with.model && f->router.part > 0 && !isnan(f->with.explore.share))
		st = err_set(
			e, ST_USAGE, "--explore: the model tosses a coin of its own: '%.200s'", f->with.model->name);
	f->ready = !st;
	return st;
}

/* Binds the columns and makes the router. */
static int open(struct routing *s, struct table *t, struct err *e)
{
	const struct route_setting *with = &s->found->with;
	bool first = !s->found->ready; /* of the threads: what the fit has to say is said once */
	int st = find(s->found, e);

	s->t = t;
	if (first)
		t->counts.unknown += s->found->router.unknown;
	if (!st)
		st = route_input_init(&s->in, t, &with->input, e);
	if (!st)
		st = explore_open(&s->explore, t, &with->explore, e);
	if (st)
		return st;
	s->may = arena_alloc(&s->in.arena, s->in.agent.n, sizeof *s->may);
	st = arena_status(&s->in.arena, e);
	return st ? st : router_open(&s->router, &with->router, &s->in, elsewhere(with) ? &s->found->router : NULL, e);
}

static void routing_free(void *routing)
{
	struct routing *s = routing;

	router_free(&s->router);
	route_input_free(&s->in);
	route_rows_free(&s->rows);
}

/* The columns' names; ST_DATA for a table with columns of another decision. */
static int name_columns(const struct routing *s, struct names *computed, struct err *e)
{
	static const char *const name[] = {"agent", "answer", "paid", NULL}, *const propensity[] = {"propensity", NULL};
	bool explored = explores(&s->explore);
	int st = record_check(s->t, RECORD_PAID | (explored ? RECORD_PROPENSITY : 0), e);

	if (!st)
		st = names_add_words(computed, name, e);
	return st || !explored ? st : names_add_words(computed, propensity, e);
}

/* Rows that were held have lost their place, and are shown. */
static int nobody(const struct routing *s, const struct csv_row *row, struct err *e)
{
	char shown[ERR_EXCERPT];

	if (row->line)
		return err_at(e, ST_NUMERIC, table_file(s->t), row->line, 1, ROUTER_NOBODY);
	return err_set(e, ST_NUMERIC, "%.400s: %s: '%s'", table_file(s->t), ROUTER_NOBODY,
		err_excerpt(shown, row->raw, row->rawn));
}

/* Whoever is explored is asked alone. */
static int write_row(struct routing *s, const struct route_row *r, const struct explored *explored,
	const struct csv_row *row, struct extend *x, struct err *e)
{
	double paid, propensity = 1;
	size_t a = router_choose(&s->router, r, &paid);

	if (a == s->in.agent.n)
		return nobody(s, row, e);
	if (explores(&s->explore))
		propensity = explore_settle(&s->explore, explored, &a);
	if (explored->agent != AGENT_NONE)
		paid = r->cost[a];
	if (r->answer[a] == ANSWERED_NONE)
		s->t->counts.unanswered += route_input_answers(&s->in, a);
	extend_row(x, row);
	extend_name(x, &s->in.agent.name[a]);
	extend_name(x, r->answer[a] == ANSWERED_NONE ? NULL : cases_class_name(&s->in.c, r->answer[a]));
	extend_number(x, paid);
	if (explores(&s->explore))
		extend_number(x, propensity);
	return extend_end(x, e);
}

static int explore(struct routing *s, const struct route_row *r, struct explored *explored, struct err *e)
{
	for (size_t a = 0; a < s->in.agent.n; a++)
		s->may[a] = !isnan(r->score[a]) && r->latency[a] <= s->in.opt->latency;
	return explore_next(&s->explore, s->t, s->may, s->in.agent.n, explored, e);
}

static int decide(void *routing, struct extend *x, struct err *e)
{
	struct routing *s = routing;
	int st = route_input_next(&s->in, e);
	struct route_row r = route_input_row(&s->in);
	struct explored explored;

	if (!st)
		st = explore(s, &r, &explored, e);
	return st ? st : write_row(s, &r, &explored, &s->t->row, x, e);
}

static int hold(void *routing, struct extend *x, struct err *e)
{
	struct routing *s = routing;
	int st = route_input_next(&s->in, e);
	struct route_row r = route_input_row(&s->in);
	struct explored explored;

	(void)x;
	if (!st)
		st = explore(s, &r, &explored, e);
	if (!st)
		st = router_learn(&s->router, &s->in, e);
	return st ? st : route_rows_add(&s->rows, &s->in, &explored, e);
}

static int start(void *routing, struct table *t, struct names *computed, struct err *e)
{
	struct routing *s = routing;
	int st = open(s, t, e);

	return st ? st : name_columns(s, computed, e);
}

/* Writes what the options ask for beside the table. */
static int finish(void *routing, struct extend *x, struct err *e)
{
	const struct routing *s = routing;
	const struct route_setting *with = &s->found->with;
	int st = ST_OK;

	(void)x;
	if (with->save)
		st = router_write_file(&s->router, with->save, &with->input, e);
	if (!st && with->report_file)
		st = router_report(&s->router, with->report, with->report_file, e);
	return st;
}

/* Fits the router to the rows held, decides and writes them. */
static int decide_held(void *routing, struct extend *x, struct err *e)
{
	struct routing *s = routing;
	struct route_row r;
	struct csv_row row;
	int st = cases_check(&s->in.c, e);

	s->t->counts.unknown += s->router.unknown;
	if (!st && s->rows.keep.n)
		st = router_fit(&s->router, s->found->with.router.budget, e);
	for (size_t i = 0; !st && i < s->rows.keep.n; i++) {
		st = route_rows_get(&s->rows, i, &r, &row, e);
		if (!st)
			st = write_row(s, &r, &s->rows.explored[i], &row, x, e);
	}
	return st ? st : finish(s, x, e);
}

int routing_run(const struct route_setting *with, const struct table_run *run, struct err *e)
{
	bool holds = router_is_fitted(&with->router) && !elsewhere(with);
	struct found found = {.with = *with, .table = run->options};
	const struct routing fresh = {.found = &found};
	struct table_task task = {.start = start, .free = routing_free, .fresh = &fresh, .size = sizeof fresh};
	int st;

	router_reads(with->router.rule, &found.with.input);
	found.with.input.label = holds && with->router.rule != ROUTER_BEST;
	task.row = holds ? hold : decide;
	task.finish = holds ? decide_held : with->save || with->report_file ? finish : NULL;
	task.ordered = task.finish;
	st = table_run(&task, run, e);
	router_free(&found.router);
	return st;
}
