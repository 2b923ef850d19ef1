/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/ranking_draws.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "inference/draws.h"

/* Draws that are taken together: their sums stay in the processor's cache. */
enum { PART = 4 * DRAWS_BLOCK };

/* Sums of every draw of a part: the block at hand, and what came before it. */
struct streams {
	double event[PART], other[PART], events[PART], others[PART], area[PART];
};

/* One thread's. */
struct scratch {
	struct streams side[2];
	double count[PART]; /* how often the row counts, or whether it is exchanged */
};

struct run {
	const struct ranking *a, *b; /* b: NULL without exchanges */
	const struct order *order;   /* with exchanges: of both, odd items are b's */
	bool aurc;
	double total; /* weight */
	double *value;
	size_t draws;
	struct scratch *scratch; /* [jobs] */
};

static void end_block(struct streams *s, bool aurc, bool whole, size_t n)
{
	for (size_t b = 0; b < n; b++) {
		double event = s->event[b], other = s->other[b], m = event + other;
		double events = s->events[b], before = events + s->others[b];

		if (!aurc)
			s->area[b] += event * (s->others[b] + other / 2);
		else if (whole && m <= 1) /* most blocks: a row that is drawn once, or not */
			s->area[b] += m * (events + event) / (before + 1);
		else
			s->area[b] += ranking_risk_step(before, events, m, event, whole);
		s->events[b] += event;
		s->others[b] += other;
		s->event[b] = s->other[b] = 0;
	}
}

static void add_row(struct scratch *s, const struct ranking *r, size_t row, size_t from)
{
	double *to = r->event[row] ? s->side[0].event : s->side[0].other, w = r->weight[row];

	draws_weights(r->key[row], from, PART, s->count);
	for (size_t b = 0; b < PART; b++)
		to[b] += s->count[b] * w;
}

static void take_draws(void *context, size_t part, size_t thread)
{
	const struct run *run = context;
	const struct ranking *r = run->a;
	struct scratch *s = &run->scratch[thread];
	size_t first = part * PART, n = run->draws - first < PART ? run->draws - first : PART;

	s->side[0] = (struct streams){0};
	for (size_t from = 0, end; from < r->n; from = end) {
		end = order_block_end(&r->order, from);
		for (size_t i = from; i < end; i++)
			add_row(s, r, r->order.row[i].item, first);
		end_block(&s->side[0], run->aurc, r->whole, PART);
	}
	for (size_t b = 0; b < n; b++) {
		const struct streams *x = &s->side[0];

		run->value[first + b] =
			x->area[b] / (run->aurc ? x->events[b] + x->others[b] : x->events[b] * x->others[b]);
	}
}

/* One row goes to the side that its system says, or where it is exchanged to the other one. */
static void add_swapped(struct scratch *s, const struct ranking *r, size_t row, bool second, size_t from)
{
	struct streams *own = &s->side[second], *other = &s->side[!second];
	double *stays = r->event[row] ? own->event : own->other, *goes = r->event[row] ? other->event : other->other;
	double w = r->weight[row];

	draws_events(r->key[row], .5, from, PART, s->count);
	for (size_t b = 0; b < PART; b++) {
		stays[b] += w - w * s->count[b];
		goes[b] += w * s->count[b];
	}
}

static void take_swaps(void *context, size_t part, size_t thread)
{
	const struct run *run = context;
	const struct order *o = run->order;
	struct scratch *s = &run->scratch[thread];
	size_t first = part * PART, n = run->draws - first < PART ? run->draws - first : PART;

	s->side[0] = s->side[1] = (struct streams){0};
	for (size_t from = 0, end; from < o->n; from = end) {
		end = order_block_end(o, from);
		for (size_t i = from; i < end; i++) {
			bool second = o->row[i].item & 1;

			add_swapped(s, second ? run->b : run->a, o->row[i].item / 2, second, first);
		}
		end_block(&s->side[0], true, run->a->whole, n);
		end_block(&s->side[1], true, run->a->whole, n);
	}
	for (size_t b = 0; b < n; b++)
		run->value[first + b] = (s->side[1].area[b] - s->side[0].area[b]) / run->total;
}

static int run_parts(struct run *run, jobs_task_fn *task, size_t jobs, struct err *e)
{
	run->scratch = mem_alloc(jobs, sizeof *run->scratch, e);
	if (!run->scratch)
		return ST_SYSTEM;
	jobs_run(jobs, (run->draws + PART - 1) / PART, task, run);
	free(run->scratch);
	return ST_OK;
}

int ranking_draws(const struct ranking *r, bool aurc, double *value, size_t draws, size_t jobs, struct err *e)
{
	struct run run = {.a = r, .aurc = aurc, .value = value, .draws = draws};

	return run_parts(&run, take_draws, jobs, e);
}

/* Adds the rows of a ranking to the order of places, the middles of their blocks as shares of the weight. */
static int add_places(struct order *o, const struct ranking *r, bool second, double total, struct err *e)
{
	double before = 0;
	int st = ST_OK;

	for (size_t from = 0, end; !st && from < r->n; from = end) {
		double weight = 0;

		end = order_block_end(&r->order, from);
		for (size_t i = from; i < end; i++)
			weight += r->weight[r->order.row[i].item];
		for (size_t i = from; !st && i < end; i++)
			st = order_add(o, (before + weight / 2) / total, r->order.row[i].item * 2 + second, e);
		before += weight;
	}
	return st;
}

int ranking_swapped(
	const struct ranking *a, const struct ranking *b, double *difference, size_t n, size_t jobs, struct err *e)
{
	struct order o = {0};
	struct run run = {.a = a, .b = b, .order = &o, .value = difference, .draws = n};
	int st;

	for (size_t i = 0; i < a->n; i++)
		run.total += a->weight[i];
	st = add_places(&o, a, false, run.total, e);
	if (!st)
		st = add_places(&o, b, true, run.total, e);
	if (!st)
		st = order_sort(&o, e);
	if (!st)
		st = run_parts(&run, take_swaps, jobs, e);
	order_free(&o);
	return st;
}
