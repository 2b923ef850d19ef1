/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibration_test/resampling.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "inference/draws.h"
#include "real/real.h"

/* The width of the kernel, as its authors have it. */
static const double WIDTH = .4;

static int by_place(const void *a, const void *b)
{
	const struct scored_row *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return x->right - y->right;
}

int confidences_init(struct confidences *c, const struct scored_rows *rows, struct err *e)
{
	size_t n = rows->order.n;
	struct scored_row *row = mem_alloc(n, sizeof *row, e);

	*c = (struct confidences){.n = n};
	c->conf = mem_alloc(3 * n, sizeof *c->conf, e);
	if (!row || !c->conf) {
		free(row);
		return ST_SYSTEM;
	}
	c->weight = c->conf + n;
	c->event = c->weight + n;
	for (size_t i = 0; i < n; i++)
		row[i] = scored_row(rows, i);
	qsort(row, n, sizeof *row, by_place);
	for (size_t i = 0; i < n; i++) {
		c->conf[i] = row[i].score;
		c->weight[i] = row[i].weight;
		c->event[i] = row[i].right;
		c->total += row[i].weight;
	}
	free(row);
	return ST_OK;
}

void confidences_free(struct confidences *c)
{
	free(c->conf);
	*c = (struct confidences){0};
}

/* Sums of every draw, the last of which is of the events that happened. */
struct streams {
	struct arena arena;
	size_t draws, n; /* n: whole blocks and one more */
	double *event;
	double *gap, *ece;           /* of the bin at hand; of all */
	double *near, *pairs, *same; /* residuals weighted by their nearness; i < j; i = j */
};

static int streams_init(struct streams *s, size_t draws, struct err *e)
{
	*s = (struct streams){.draws = draws, .n = (draws / DRAWS_BLOCK + 1) * DRAWS_BLOCK + 1};
	s->event = arena_alloc(&s->arena, s->n, sizeof *s->event);
	s->gap = arena_alloc(&s->arena, s->n, sizeof *s->gap);
	s->ece = arena_alloc(&s->arena, s->n, sizeof *s->ece);
	s->near = arena_alloc(&s->arena, s->n, sizeof *s->near);
	s->pairs = arena_alloc(&s->arena, s->n, sizeof *s->pairs);
	s->same = arena_alloc(&s->arena, s->n, sizeof *s->same);
	return arena_status(&s->arena, e);
}

static void end_bin(struct streams *s)
{
	for (size_t b = 0; b < s->n; b++) {
		s->ece[b] += fabs(s->gap[b]);
		s->gap[b] = 0;
	}
}

/* decay: exp(-distance from the row before / width). */
static void add_row(struct streams *s, double conf, double weight, double decay)
{
	for (size_t b = 0; b < s->n; b++) {
		double d = weight * (s->event[b] - conf), near = s->near[b] * decay;

		s->gap[b] += d;
		s->pairs[b] += d * near;
		s->same[b] += d * d;
		s->near[b] = near + d;
	}
}

static void pass(struct streams *s, const struct confidences *c, const struct edges *edges, size_t seed)
{
	size_t bin = 0;

	for (size_t i = 0; i < c->n; i++) {
		size_t here = edges_find(edges, c->conf[i]);

		if (here != bin)
			end_bin(s);
		bin = here;
		draws_events(draws_key_of_number(i, seed), c->conf[i], 0, s->n - 1, s->event);
		s->event[s->n - 1] = c->event[i];
		add_row(s, c->conf[i], c->weight[i], i ? real_exp((c->conf[i - 1] - c->conf[i]) / WIDTH) : 0);
	}
	end_bin(s);
}

double resampled_share(const double *x, size_t draws, double observed)
{
	size_t beyond = 1;

	for (size_t b = 0; b < draws; b++)
		beyond += x[b] >= observed - 1e-9 * fabs(observed);
	return (double)beyond / (double)(draws + 1);
}

/* The jackknife's standard error of the sum over i != j divided by `pairs`: of row i the sum of its terms is to both sides of it. */
static int jackknife(const struct confidences *c, double skce, double pairs, double *error, struct err *e)
{
	double *term = mem_alloc(c->n, sizeof *term, e), near = 0, sum = 0, n = (double)c->n;

	if (!term)
		return ST_SYSTEM;
	for (size_t i = 0; i < c->n; i++) {
		double d = c->weight[i] * (c->event[i] - c->conf[i]);

		near *= i ? real_exp((c->conf[i - 1] - c->conf[i]) / WIDTH) : 0;
		term[i] = d * near;
		near += d;
	}
	near = 0;
	for (size_t i = c->n; i-- > 0;) {
		double d = c->weight[i] * (c->event[i] - c->conf[i]);

		near *= i + 1 < c->n ? real_exp((c->conf[i] - c->conf[i + 1]) / WIDTH) : 0;
		term[i] = (term[i] + d * near) / pairs - skce * c->weight[i] / c->total;
		near += d;
		sum += term[i] * term[i];
	}
	free(term);
	*error = 2 * sqrt(sum * (n / (n - 1)));
	return ST_OK;
}

int resample(const struct confidences *c, const struct edges *edges, size_t draws, size_t seed, struct resampled *r,
	struct err *e)
{
	struct streams s;
	double squares = 0, pairs;
	int st = streams_init(&s, draws, e);
	size_t last = s.n - 1;

	for (size_t i = 0; i < c->n; i++)
		squares += c->weight[i] * c->weight[i];
	pairs = c->total * c->total - squares;
	if (!st) {
		pass(&s, c, edges, seed);
		for (size_t b = 0; b < s.n; b++)
			s.same[b] += 2 * s.pairs[b];
		r->ece = s.ece[last] / c->total;
		r->mmce = sqrt(fmax(0, s.same[last])) / c->total;
		r->skce = 2 * s.pairs[last] / pairs;
		r->p_ece = resampled_share(s.ece, draws, s.ece[last]);
		r->p_mmce = resampled_share(s.same, draws, s.same[last]);
		r->p_skce = resampled_share(s.pairs, draws, s.pairs[last]);
		st = jackknife(c, r->skce, pairs, &r->skce_error, e);
	}
	arena_free(&s.arena);
	return st;
}
