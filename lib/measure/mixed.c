#include "measure/mixed.h"

#include <stdlib.h>

#include "base/buf.h"

void mixed_free(struct mixed *m)
{
	free(m->row);
	tied_free(&m->order);
	*m = (struct mixed){0};
}

int mixed_add(struct mixed *m, const struct mixed_row *r, struct err *e)
{
	struct tied_row t = {.score = -r->score, .weight = r->weight, .answered = r->answered};
	int st = array_reserve(&m->row, &m->cap, m->n + 1, sizeof *m->row, e);

	if (st)
		return st;
	m->row[m->n++] = *r;
	return tied_add(&m->order, &t, e);
}

int mixed_merge(struct mixed *m, const struct mixed *other, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < other->n; i++)
		st = mixed_add(m, &other->row[i], e);
	return st;
}

int mixed_start(struct mixed *m, size_t steps, struct err *e)
{
	int st = tied_sort(&m->order, e);

	m->steps = steps;
	m->step = 0;
	if (st)
		return st;
	curve_start(&m->curve, &m->order);
	m->more = curve_next(&m->curve, &m->ahead);
	return ST_OK;
}

static int separate(const struct mixed *m, double threshold, struct rank_separation *s, struct err *e)
{
	struct tied t = {0};
	int st = ST_OK;

	for (size_t i = 0; !st && i < m->n; i++) {
		const struct mixed_row *r = &m->row[i];
		bool defer = r->score > threshold;
		struct tied_row k = {
			.score = -(defer ? r->says : r->p), .weight = r->weight, .right = r->positive};

		if (!defer || r->answered)
			st = tied_add(&t, &k, e);
	}
	if (!st)
		st = tied_sort(&t, e);
	if (!st)
		*s = rank_separation(&t);
	tied_free(&t);
	return st;
}

int mixed_next(struct mixed *m, struct curve_point *p, struct rank_separation *s, struct err *e)
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
