/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/auroc_curve.h"

#include <stdlib.h>

#include "base/buf.h"

void auroc_curve_free(struct auroc_curve *m)
{
	free(m->row);
	scored_rows_free(&m->order);
	*m = (struct auroc_curve){0};
}

int auroc_curve_add(struct auroc_curve *m, const struct auroc_curve_row *r, struct err *e)
{
	struct scored_row t = {.score = -r->score, .weight = r->weight, .answered = r->answered};
	int st = array_reserve(&m->row, &m->cap, m->n + 1, sizeof *m->row, e);

	if (st)
		return st;
	m->row[m->n++] = *r;
	return scored_rows_add(&m->order, &t, e);
}

int auroc_curve_merge(struct auroc_curve *m, const struct auroc_curve *other, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < other->n; i++)
		st = auroc_curve_add(m, &other->row[i], e);
	return st;
}

int auroc_curve_start(struct auroc_curve *m, size_t steps, struct err *e)
{
	int st = scored_rows_sort(&m->order, e);

	m->steps = steps;
	m->step = 0;
	if (st)
		return st;
	curve_start(&m->curve, &m->order);
	m->more = curve_next(&m->curve, &m->ahead);
	return ST_OK;
}

static int separate(const struct auroc_curve *m, double threshold, struct areas_separation *s, struct err *e)
{
	struct scored_rows t = {0};
	int st = ST_OK;

	for (size_t i = 0; !st && i < m->n; i++) {
		const struct auroc_curve_row *r = &m->row[i];
		bool defer = r->score > threshold;
		struct scored_row k = {.score = -(defer ? r->says : r->p), .weight = r->weight, .right = r->positive};

		if (!defer || r->answered)
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

	if (!m->n || m->step++ > m->steps)
		return ST_END;
	while (m->more && (m->ahead.coverage >= target)) {
		m->point = m->ahead;
		m->more = curve_next(&m->curve, &m->ahead);
	}
	*p = m->point;
	return separate(m, p->threshold, s, e);
}
