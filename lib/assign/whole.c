/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/whole.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

#define PAIRS                                                                                                          \
	40000000   /* changes of two rows that are looked at, of which most cost too much: some tenths of a second */
#define PASSES 30  /* until nothing is better, mostly fewer than ten */
#define LESS 1e-12 /* of the objective's unit: not by rounding */

struct whole {
	struct relax *x;
	size_t n, m, nodes;  /* nodes: limits of counts */
	size_t pairs;        /* changes of two rows that may still be looked at */
	uint32_t *agent;     /* [n] */
	double *use;         /* [k] in units */
	double *count;       /* [nodes] */
	double cost, broken; /* now; broken: by how much limits are, each in a unit of its own */
};

static double beyond(double x, double lo, double hi)
{
	return x > hi ? x - hi : x < lo ? lo - x : 0;
}

/* One reading more or less (by) of the agent in the row: of every limit that it counts in. */
static void count(struct whole *w, size_t row, size_t agent, double by)
{
	const struct assign *p = &w->x->p;
	const struct forest *f = w->x->limits;
	size_t k = f ? f->first[(p->class ? p->class[row] : 0) * w->m + agent] : agent;

	for (; k < w->nodes; k = f ? f->up[k] : w->nodes) {
		double lo = (double)(f ? f->lo : p->lo)[k], hi = (double)(f ? f->hi : p->hi)[k];
		double more = beyond(w->count[k] + by, lo, hi) - beyond(w->count[k], lo, hi);

		w->count[k] += by;
		if (f && !isinf(f->price[k]))
			w->cost += f->price[k] * more;
		else
			w->broken += more;
	}
}

static void take(struct whole *w, size_t row, size_t agent, double by)
{
	const struct relax *x = w->x;
	double amount;
	size_t j;

	w->cost += by * x->own[row * w->m + agent];
	for (struct relax_uses u = {&x->p, x->s, row, agent}; relax_next_use(&u, &j, &amount);) {
		double before = w->use[j], limit = x->limit[j];

		w->use[j] += by * amount / x->scale[j];
		w->broken += fmax(0, w->use[j] - limit) - fmax(0, before - limit);
	}
	count(w, row, agent, by);
}

static void move(struct whole *w, size_t row, size_t agent)
{
	take(w, row, w->agent[row], -1);
	take(w, row, agent, 1);
	w->agent[row] = (uint32_t)agent;
}

/* Sums anew, so that what moves back and forth leaves behind does not grow. */
static void settle(struct whole *w)
{
	for (size_t j = 0; j < w->x->s->k; j++)
		w->use[j] = 0;
	for (size_t k = 0; k < w->nodes; k++)
		w->count[k] = 0;
	w->cost = w->broken = 0;
	for (size_t k = 0; k < w->nodes; k++) {
		const struct forest *f = w->x->limits;
		double lo = (double)(f ? f->lo : w->x->p.lo)[k];

		if (f && !isinf(f->price[k]))
			w->cost += f->price[k] * lo;
		else
			w->broken += lo;
	}
	for (size_t i = 0; i < w->n; i++)
		take(w, i, w->agent[i], 1);
}

static bool better(const struct whole *w, double cost, double broken)
{
	double tiny = LESS * w->x->unit;

	if (broken > LESS)
		return w->broken < broken - LESS;
	return w->broken <= LESS && w->cost < cost - tiny;
}

/* Broken limits: of all changes of one row that which costs least for what it mends. */
static bool mend(struct whole *w)
{
	double cost = w->cost, broken = w->broken, least = INFINITY;
	size_t row = w->n, agent = 0;

	for (size_t i = 0; i < w->n; i++) {
		size_t a = w->agent[i];

		for (size_t b = 0; b < w->m; b++) {
			double rate;

			if (b == a || isinf(w->x->own[i * w->m + b]))
				continue;
			move(w, i, b);
			rate = (w->cost - cost + 1e-9 * w->x->unit) / (broken - w->broken);
			if (w->broken < broken - LESS && rate < least) {
				least = rate;
				row = i;
				agent = b;
			}
			move(w, i, a);
			w->cost = cost;
			w->broken = broken;
		}
	}
	if (row < w->n)
		move(w, row, agent);
	return row < w->n;
}

/* After the change of row i, of which cost and broken were before: another row of that agent's goes elsewhere.  True: to the better. */
static bool second(struct whole *w, size_t i, double cost, double broken)
{
	size_t agent = w->agent[i];
	double mid[2] = {w->cost, w->broken};
	bool soft = w->x->limits;

	for (size_t j = 0; j < w->n; j++) {
		const double *own = w->x->own + j * w->m;

		if (j == i || w->agent[j] != agent)
			continue;
		if (w->pairs < w->m)
			return false;
		w->pairs -= w->m;
		for (size_t c = 0; c < w->m; c++) {
			if (c == agent || isinf(own[c])
				|| (!soft && broken <= LESS && mid[0] + own[c] - own[agent] >= cost))
				continue;
			move(w, j, c);
			if (better(w, cost, broken))
				return true;
			move(w, j, agent);
			w->cost = mid[0];
			w->broken = mid[1];
		}
	}
	return false;
}

/* One pass over changes of one row and of two. */
static bool pass(struct whole *w)
{
	bool any = false;

	for (size_t i = 0; i < w->n; i++)
		for (size_t b = 0; b < w->m; b++) {
			double cost = w->cost, broken = w->broken;
			size_t a = w->agent[i];

			if (b == a || isinf(w->x->own[i * w->m + b]))
				continue;
			move(w, i, b);
			if (better(w, cost, broken) || second(w, i, cost, broken)) {
				any = true;
				continue;
			}
			move(w, i, a);
			w->cost = cost;
			w->broken = broken;
		}
	return any;
}

int whole_improve(struct relax *x, bool pairs, bool *keeps, struct err *e)
{
	struct whole w = {.x = x,
		.n = x->p.n,
		.m = x->p.m,
		.nodes = x->limits || x->p.lo ? x->counts : 0,
		.agent = x->r.chosen,
		.pairs = pairs ? PAIRS : PAIRS / 100};

	w.use = mem_alloc(x->s->k + w.nodes, sizeof *w.use, e);
	*keeps = false;
	if (!w.use)
		return ST_SYSTEM;
	w.count = w.use + x->s->k;
	settle(&w);
	for (size_t k = 0; k < w.n && w.broken > LESS && mend(&w); k++)
		settle(&w);
	for (size_t k = 0; k < PASSES && pass(&w); k++)
		settle(&w);
	*keeps = w.broken <= LESS;
	for (size_t k = 0; k < w.nodes; k++)
		x->r.count[k] = (size_t)w.count[k];
	free(w.use);
	return ST_OK;
}
