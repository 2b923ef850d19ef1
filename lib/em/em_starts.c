/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_starts.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "math/rng.h"

/* A run under way. */
struct run {
	const struct em_starts *s;
	size_t start;     /* from 1 */
	double objective; /* of the last E-step */
};

static int note(void *ctx, size_t iteration, const struct em_point *p, struct err *e)
{
	struct run *r = ctx;

	r->objective = p->objective;
	return r->s->trace ? r->s->trace(r->s->ctx, r->start, iteration, p, e) : ST_OK;
}

/* Parameters as mixture_init has them, but for the gate's last layer. */
static void draw(struct mixture *m, struct rng *r)
{
	const struct network *gate = &m->network[MIXTURE_GATE];
	size_t last = gate->nlayer - 1, width = gate->width[last];

	for (size_t p = 0; p < MIXTURE_PARTS; p++)
		network_start(&m->network[p], m->theta[p], r);
	for (size_t i = network_weights(gate, last); i < network_biases(gate, last); i++)
		m->theta[MIXTURE_GATE][i] = rng_normal(r) / sqrt((double)width);
}

static void copy(double *const to[MIXTURE_PARTS], double *const from[MIXTURE_PARTS], const struct mixture *m)
{
	for (size_t p = 0; p < MIXTURE_PARTS; p++)
		memcpy(to[p], from[p], m->network[p].nparam * sizeof *to[p]);
}

static int run_once(struct mixture *m, const struct mixture_rows *d, const struct em_options *o, struct run *r,
	bool *converged, struct err *e)
{
	struct em *em = em_new(m, d, o, e);
	int st = em ? em_run(em, r->s->iterations, r->s->tolerance, note, r, converged, e) : e->status;

	em_free(em);
	return st;
}

int em_starts_run(struct mixture *m, const struct mixture_rows *d, const struct em_options *o,
	const struct em_starts *s, size_t *kept, bool *converged, struct err *e)
{
	struct arena a = {0};
	struct rng r = {0};
	double *best[MIXTURE_PARTS], reached = -INFINITY;
	int st;

	for (size_t p = 0; p < MIXTURE_PARTS; p++)
		best[p] = arena_alloc(&a, m->network[p].nparam, sizeof *best[p]);
	st = arena_status(&a, e);
	if (!st)
		st = rng_init(&r, s->seed, e);
	for (size_t i = 0; !st && i < s->n; i++) {
		struct run run = {s, i + 1, -INFINITY};
		bool ended = false;

		if (i)
			draw(m, &r);
		st = run_once(m, d, o, &run, &ended, e);
		if (st || (i && !(run.objective > reached)))
			continue;
		copy(best, m->theta, m);
		reached = run.objective, *kept = i + 1, *converged = ended;
	}
	if (!st)
		copy(m->theta, best, m);
	rng_free(&r);
	arena_free(&a);
	return st;
}
