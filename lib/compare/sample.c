/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/sample.h"

#include <math.h>

int sample_init(struct sample *s, const struct outcomes *o, size_t n, size_t draws, struct err *e)
{
	struct arena *a = &s->arena;

	*s = (struct sample){0};
	s->row = arena_alloc(a, n, sizeof *s->row);
	s->weight = arena_alloc(a, n, sizeof *s->weight);
	s->key = arena_alloc(a, n, sizeof *s->key);
	s->d = arena_alloc(a, n, sizeof *s->d);
	s->unit = arena_alloc(a, n, sizeof *s->unit);
	s->sum = arena_alloc(a, n, sizeof *s->sum);
	s->unit_key = arena_alloc(a, n, sizeof *s->unit_key);
	s->draw = arena_alloc(a, draws, sizeof *s->draw);
	s->equal = !o->clustered;
	return arena_status(a, e);
}

void sample_add(struct sample *s, const struct outcomes *o, size_t row, double d)
{
	const struct joined_row *j = outcomes_row(o, row);

	s->row[s->n] = row;
	s->weight[s->n] = j->weight;
	s->key[s->n] = j->key;
	s->d[s->n] = d;
	s->equal &= j->weight == s->weight[0];
	s->n++;
}

int sample_units(struct sample *s, const struct outcomes *o, struct err *e)
{
	size_t *number = arena_alloc_none(&s->arena, o->cluster.n);
	int st = arena_status(&s->arena, e);

	for (size_t i = 0; !st && i < s->n; i++) {
		size_t *known = o->clustered ? &number[outcomes_row(o, s->row[i])->cluster] : NULL;

		if (known && *known != NAMES_NONE) {
			s->unit[i] = *known;
			continue;
		}
		s->unit[i] = s->units++;
		s->unit_key[s->unit[i]] = s->key[i];
		if (known)
			*known = s->unit[i];
	}
	return st;
}

void sample_sum(struct sample *s, const double *x, bool weighted)
{
	for (size_t u = 0; u < s->units; u++)
		s->sum[u] = 0;
	for (size_t i = 0; i < s->n; i++)
		s->sum[s->unit[i]] += weighted ? s->weight[i] * x[i] : x[i];
}

double sample_error(struct sample *s, double mean)
{
	double squares = 0, units = (double)s->units;
	double *rest = s->sum;

	for (size_t i = 0; i < s->n; i++)
		rest[s->unit[i]] -= mean * s->weight[i];
	for (size_t u = 0; u < s->units; u++)
		squares += rest[u] * rest[u];
	return sqrt(squares * (units / (units - 1)));
}
