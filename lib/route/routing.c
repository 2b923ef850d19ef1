/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/routing.h"

#include "table/record.h"

int routing_open(struct routing *s, struct table *t, const struct router_options *o,
	const struct route_input_options *with, struct err *e)
{
	int st;

	s->t = t;
	s->opt = *with;
	st = route_input_init(&s->in, t, &s->opt, e);
	return st ? st : router_open(&s->router, o, &s->in, e);
}

void routing_free(void *routing)
{
	struct routing *s = routing;

	router_free(&s->router);
	route_input_free(&s->in);
	route_rows_free(&s->rows);
}

int routing_name(const struct routing *s, struct names *computed, struct err *e)
{
	static const char *const name[] = {"agent", "answer", "paid", NULL};
	int st = record_check(s->t, false, true, e);

	return st ? st : names_add_words(computed, name, e);
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

static int write_row(
	struct routing *s, const struct route_row *r, const struct csv_row *row, struct extend *x, struct err *e)
{
	double paid;
	size_t a = router_choose(&s->router, r, &paid);

	if (a == s->in.agent.n)
		return nobody(s, row, e);
	if (r->answer[a] == UINT32_MAX)
		s->t->counts.unanswered += route_input_answers(&s->in, a);
	extend_name(x, &s->in.agent.name[a]);
	extend_name(x, r->answer[a] == UINT32_MAX ? NULL : cases_class_name(&s->in.c, r->answer[a]));
	extend_number(x, paid);
	return extend_kept_row(x, row, e);
}

int routing_decide(void *routing, struct extend *x, struct err *e)
{
	struct routing *s = routing;
	int st = route_input_next(&s->in, e);
	struct route_row r = route_input_row(&s->in);

	return st ? st : write_row(s, &r, &s->t->row, x, e);
}

int routing_hold(void *routing, struct extend *x, struct err *e)
{
	struct routing *s = routing;
	int st = route_input_next(&s->in, e);

	(void)x;
	if (!st)
		st = router_learn(&s->router, &s->in, e);
	return st ? st : route_rows_add(&s->rows, &s->in, e);
}

int routing_decide_held(struct routing *s, double budget, struct extend *x, struct err *e)
{
	struct route_row r;
	struct csv_row row;
	int st = cases_check(&s->in.c, e);

	if (!st && s->rows.keep.n)
		st = router_fit(&s->router, budget, e);
	for (size_t i = 0; !st && i < s->rows.keep.n; i++) {
		st = route_rows_get(&s->rows, i, &r, &row, e);
		if (!st)
			st = write_row(s, &r, &row, x, e);
	}
	return st;
}
