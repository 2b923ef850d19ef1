/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/auroc_curve.h"

#include "rank/curve_draws.h"
#include "rank/scored_draws.h"

void auroc_curve_start(struct auroc_curve *m, const struct scored_rows *rows, size_t steps)
{
	*m = (struct auroc_curve){.rows = rows, .steps = steps};
	curve_start(&m->curve, rows);
	m->more = curve_next(&m->curve, &m->ahead);
	m->ahead_at = m->curve.at;
}

static int rescore(const struct scored_rows *rows, double threshold, struct scored_rows *t, struct err *e)
{
	int st = ST_OK;

	*t = (struct scored_rows){.order.jobs = rows->order.jobs};
	for (size_t i = 0; !st && i < rows->order.n; i++) {
		struct scored_row r = scored_row(rows, i);
		bool defer = -r.score > threshold;
		struct scored_row k = {.score = -(defer ? r.expert_right : r.p),
			.weight = r.weight,
			.right = r.right,
			.key = r.key,
			.outcome_key = r.key};

		if (!defer || r.answered)
			st = scored_rows_add(t, &k, e);
	}
	return st ? st : scored_rows_sort(t, e);
}

int auroc_curve_next(struct auroc_curve *m, struct curve_point *p, struct scored_rows *scored, struct err *e)
{
	double target = ((double)m->steps - (double)m->step) / (double)m->steps;

	*scored = (struct scored_rows){0};
	if (!m->rows->order.n || m->step++ > m->steps)
		return ST_END;
	while (m->more && (m->ahead.coverage >= target)) {
		m->point = m->ahead;
		m->at = m->ahead_at;
		m->more = curve_next(&m->curve, &m->ahead);
		m->ahead_at = m->curve.at;
	}
	*p = m->point;
	return rescore(m->rows, p->threshold, scored, e);
}

enum { OWN = 2 };

static void all_columns(const struct curve_point *p, const struct areas_separation *s, bool ap,
	const struct name *positive, struct column c[CURVE_COLUMNS + OWN])
{
	curve_columns(p, c);
	c[CURVE_COLUMNS] = (struct column){ap ? "ap" : "auroc", .value = ap ? s->ap : s->auroc, .interval = ""};
	c[CURVE_COLUMNS + 1] = (struct column){"positive", COLUMN_TEXT, .text = positive};
}

int auroc_curve_report_open(struct report *r, bool ap, const struct report_options *opt,
	const struct interval_options *o, int fd, struct err *e)
{
	struct column c[CURVE_COLUMNS + OWN];

	all_columns(&(struct curve_point){0}, &(struct areas_separation){0}, ap, NULL, c);
	return curve_open_columns(r, opt, c, CURVE_COLUMNS + OWN, o, fd, e);
}

/* The columns of every draw: of coverage, and of what its scored rows separate. */
static int draw(struct interval_columns *all, const struct curve_draws *curve, const struct scored_rows *scored,
	bool ap, struct err *e)
{
	struct column c[CURVE_COLUMNS + OWN];
	struct scored_draws rows;
	int st = scored_draws_init(&rows, scored, e);

	for (size_t b = 0; !st && b < all->draws; b++) {
		struct curve_point p = curve_draws_point(curve, b);
		struct areas_separation s = areas_separation(scored_draws_take(&rows, b));

		all_columns(&p, &s, ap, NULL, c);
		interval_columns_draw(all, c, b);
	}
	scored_draws_free(&rows);
	return st;
}

int auroc_curve_report(struct report *r, struct scored_rows *rows, size_t steps, bool ap, const struct names *positive,
	const struct interval_options *o, struct err *e)
{
	bool intervals = o->level > 0;
	struct column c[CURVE_COLUMNS + OWN];
	struct interval_columns all = {0};
	struct curve_draws draws = {0};
	struct scored_rows scored;
	struct auroc_curve m;
	struct curve_point p;
	int st = scored_rows_sort(rows, e);

	if (!st && intervals)
		st = interval_columns_init(&all, CURVE_COLUMNS + OWN, o->draws, e);
	if (!st && intervals)
		st = curve_draws_start(&draws, rows, o->draws, e);
	auroc_curve_start(&m, rows, steps);
	while (!st) {
		st = auroc_curve_next(&m, &p, &scored, e);
		if (!st && intervals)
			st = curve_draws_defer(&draws, m.at, e);
		if (!st && intervals)
			st = draw(&all, &draws, &scored, ap, e);
		if (!st) {
			struct areas_separation s = areas_separation(&scored);

			all_columns(&p, &s, ap, &positive->name[0], c);
			st = curve_report_columns(r, intervals ? &all : NULL, c, CURVE_COLUMNS + OWN, o->level, e);
		}
		scored_rows_free(&scored);
	}
	curve_draws_free(&draws);
	interval_columns_free(&all);
	return st == ST_END ? ST_OK : st;
}
