/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/group_fit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

/* The rows of the group, in arrays of a. */
static int take_rows(const struct combiner *m, const struct combine_data *d, const size_t *group, size_t number,
	struct arena *a, struct combine_data *part, struct err *e)
{
	size_t n = 0, k = m->classes.n, experts = m->experts.n;
	double *logp, *w;
	uint32_t *answer, *y;

	for (size_t i = 0; i < d->n; i++)
		n += group[i] == number;
	logp = arena_alloc(a, d->logp ? n : 0, k * sizeof *logp);
	w = arena_alloc(a, n, sizeof *w);
	answer = arena_alloc(a, n, experts * sizeof *answer);
	y = arena_alloc(a, n, sizeof *y);
	*part = (struct combine_data){n, d->logp ? logp : NULL, answer, y, w};
	if (arena_status(a, e))
		return ST_SYSTEM;
	n = 0;
	for (size_t i = 0; i < d->n; i++) {
		if (group[i] != number)
			continue;
		if (d->logp)
			memcpy(logp + n * k, d->logp + i * k, k * sizeof *logp);
		memcpy(answer + n * experts, d->answer + i * experts, experts * sizeof *answer);
		y[n] = d->y[i];
		w[n++] = d->w[i];
	}
	return ST_OK;
}

/* Who said nothing in the group has the whole's numbers. */
static void fill_silent(const struct combiner *m, struct combiner *own, const struct combine_data *part)
{
	size_t square = m->classes.n * m->classes.n, n = m->experts.n;

	for (size_t j = 0; j < n; j++) {
		bool answered = false;

		for (size_t i = 0; i < part->n; i++)
			answered = answered || part->answer[i * n + j] != UINT32_MAX;
		if (answered)
			continue;
		memcpy(own->weight + j * square, m->weight + j * square, square * sizeof *m->weight);
		if (m->chance)
			memcpy(own->chance + j * square, m->chance + j * square, square * sizeof *m->chance);
	}
}

static int name_groups(struct combiner *m, const struct groups *g, const size_t *order, struct err *e)
{
	int st = names_add_list(&m->by, g->by->name, g->by->n, e);

	for (size_t i = 0; !st && i + 1 < g->name.n; i++)
		st = names_add_list(&m->group, &g->name.name[order[i]], 1, e);
	return st ? st : combiner_alloc_own(m, e);
}

int group_fit(struct combiner *m, const struct groups *g, const size_t *group, const struct combine_data *d,
	group_fit_fn *fit, const void *set, struct err *e)
{
	size_t *order = mem_alloc(g->name.n, sizeof *order, e);
	int st = order ? groups_order(g, order, e) : ST_SYSTEM;

	if (!st)
		st = name_groups(m, g, order, e);
	for (size_t i = 0; !st && i < m->group.n; i++) {
		struct combine_data part;
		struct arena a = {0};
		struct err inner = {0};

		st = take_rows(m, d, group, order[i], &a, &part, &inner);
		if (!st)
			st = fit(set, &m->own[i], &part, &inner);
		if (!st)
			fill_silent(m, &m->own[i], &part);
		else
			groups_name_error(&m->group.name[i], st, &inner, e);
		arena_free(&a);
	}
	free(order);
	return st;
}
