/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/auroc_curve.h"

void auroc_curve_start(struct auroc_curve *m, const struct scored_rows *rows, size_t steps)
{
	*m = (struct auroc_curve){.rows = rows, .steps = steps};
	curve_start(&m->curve, rows);
	m->more = curve_next(&m->curve, &m->ahead);
}

static int separate(const struct scored_rows *rows, double threshold, struct areas_separation *s, struct err *e)
{
	struct scored_rows t = {.order.jobs = rows->order.jobs};
	int st = ST_OK;

	for (size_t i = 0; !st && i < rows->order.n; i++) {
		struct scored_row r = scored_row(rows, i);
		bool defer = -r.score > threshold;
		struct scored_row k = {.score = -(defer ? r.expert_right : r.p), .weight = r.weight, .right = r.right};

		if (!defer || r.answered)
			st = scored_rows_add(&t, &k, e);
	}
	if (!st)
		st = scored_rows_sort(&t, e);
	if (!st)
		*s = areas_separation(&t);
	scored_rows_free(&t);
	return st;
}

int auroc_curve_next(struct auroc_curve *m, struct curve_point *p, struct areas_separation *s, struct err *e)
{
	double target = ((double)m->steps - (double)m->step) / (double)m->steps;

	if (!m->rows->order.n || m->step++ > m->steps)
		return ST_END;
	while (m->more && (m->ahead.coverage >= target)) {
		m->point = m->ahead;
		m->more = curve_next(&m->curve, &m->ahead);
	}
	*p = m->point;
	return separate(m->rows, p->threshold, s, e);
}

enum { OWN = 2 };

static void all_columns(const struct curve_point *p, const struct areas_separation *s, bool ap,
	const struct name *positive, struct column c[CURVE_COLUMNS + OWN])
{
	curve_columns(p, c);
	c[CURVE_COLUMNS] = (struct column){ap ? "ap" : "auroc", .value = ap ? s->ap : s->auroc};
	c[CURVE_COLUMNS + 1] = (struct column){"positive", COLUMN_TEXT, .text = positive};
}

int auroc_curve_report_open(struct report *r, bool ap, const struct report_options *opt, int fd, struct err *e)
{
	struct column c[CURVE_COLUMNS + OWN];

	all_columns(&(struct curve_point){0}, &(struct areas_separation){0}, ap, NULL, c);
	return report_open_columns(r, opt, c, CURVE_COLUMNS + OWN, fd, e);
}

int auroc_curve_report(struct report *r, const struct scored_rows *rows, size_t steps, bool ap,
	const struct names *positive, struct err *e)
{
	struct column c[CURVE_COLUMNS + OWN];
	struct areas_separation s;
	struct auroc_curve m;
	struct curve_point p;
	int st;

	auroc_curve_start(&m, rows, steps);
	while (!(st = auroc_curve_next(&m, &p, &s, e))) {
		all_columns(&p, &s, ap, &positive->name[0], c);
		st = report_columns(r, c, CURVE_COLUMNS + OWN, e);
		if (st)
			return st;
	}
	return st == ST_END ? ST_OK : st;
}
