/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "adaptive/frugal.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cascade/cascade_rows.h"
#include "math/order.h"
#include "math/sum.h"

#define CHORDS_MAX 200 /* each is above the one before; a few are the rule */

void frugal_init(struct frugal *f, size_t m, double limit)
{
	*f = (struct frugal){0};
	answered_init(&f->seen, m, limit);
}

static void plan_free(struct frugal_plan *p)
{
	free(p->next);
	free(p->tau);
}

void frugal_free(struct frugal *f)
{
	answered_free(&f->seen);
	plan_free(&f->plan);
	plan_free(&f->beyond);
	*f = (struct frugal){0};
}

/* Whether the second one may be asked after the first. */
static bool may_follow(const struct cascade_row *r, size_t base, size_t next)
{
	return !isnan(r->conf[next]) && !(r->latency && r->latency[base] + r->latency[next] > r->limit);
}

size_t frugal_ask(const struct frugal_plan *p, size_t labels, const struct cascade_row *r, size_t label, double *paid)
{
	size_t next;

	*paid = 0;
	if (isnan(r->conf[p->base]))
		return SIZE_MAX;
	*paid = r->cost[p->base];
	if (label >= labels || r->conf[p->base] >= p->tau[label])
		return p->base;
	next = p->next[label];
	if (next == FRUGAL_NOBODY || !may_follow(r, p->base, next))
		return p->base;
	*paid += r->cost[next];
	return next;
}

/* A strategy with its means. */
struct strategy {
	struct frugal_plan plan;
	struct cascade_result mean;
};

/* What asking one more agent is worth below a threshold that rises, for a base's answer. */
struct rise {
	double sum, best, tau; /* so far, the largest, and where */
};

struct search {
	const struct frugal *f;
	size_t labels;
	struct arena arena;
	double *share;         /* [n] of the weight */
	struct order *by_conf; /* [m] the rows by the base's confidence; none where it may not be asked on some row */
	struct rise *rise;     /* [labels][m] */
	double *last;          /* [labels] the confidence of the row before */
};

static struct cascade_result measure(const struct frugal *f, size_t labels, const struct frugal_plan *p)
{
	struct sum weight = {0}, cost = {0}, gain = {0};
	size_t m = f->seen.rows.m;
	double paid;

	for (size_t i = 0; i < f->seen.rows.n; i++) {
		struct cascade_row r = cascade_row_at(&f->seen.rows, i);
		size_t a = frugal_ask(p, labels, &r, f->seen.answer[i * m + p->base], &paid);

		sum_add(&weight, f->seen.rows.weight[i]);
		sum_add_product(&cost, f->seen.rows.weight[i], paid);
		sum_add_product(&gain, f->seen.rows.weight[i], f->seen.rows.gain[i * m + a]);
	}
	return (struct cascade_result){sum_ratio(&cost, &weight), sum_ratio(&gain, &weight)};
}

/* The rows before this confidence are below the threshold. */
static void end_block(struct search *s, size_t label, double tau)
{
	for (size_t j = 0; j < s->f->seen.rows.m; j++) {
		struct rise *r = &s->rise[label * s->f->seen.rows.m + j];

		if (r->sum > r->best) {
			r->best = r->sum;
			r->tau = tau;
		}
	}
}

/* What asking every other agent after each label of the base gains above each threshold, at a price: the best, but for the last block. */
static void find_rises(struct search *s, size_t base, double price)
{
	const struct cascade *c = &s->f->seen.rows;
	size_t m = c->m;

	memset(s->rise, 0, s->labels * m * sizeof *s->rise);
	for (size_t l = 0; l < s->labels; l++)
		s->last[l] = -INFINITY;
	for (size_t k = 0; k < c->n; k++) {
		size_t i = s->by_conf[base].row[k].item, label = s->f->seen.answer[i * m + base];
		double conf = c->conf[i * m + base];
		struct cascade_row r = cascade_row_at(c, i);

		if (label >= s->labels)
			continue;
		if (conf > s->last[label])
			end_block(s, label, conf);
		s->last[label] = conf;
		for (size_t j = 0; j < m; j++)
			if (j != base && may_follow(&r, base, j))
				s->rise[label * m + j].sum += s->share[i]
					* (c->gain[i * m + j] - c->gain[i * m + base] - price * c->cost[i * m + j]);
	}
}

/* The base's best agents and thresholds at a price. */
static void best_plan(struct search *s, size_t base, double price, struct frugal_plan *p)
{
	size_t m = s->f->seen.rows.m;

	find_rises(s, base, price);
	p->base = base;
	for (size_t l = 0; l < s->labels; l++) {
		double best = 0;

		end_block(s, l, nextafter(s->last[l], INFINITY));
		p->next[l] = FRUGAL_NOBODY;
		p->tau[l] = -INFINITY;
		for (size_t j = 0; j < m; j++)
			if (s->rise[l * m + j].best > best) {
				best = s->rise[l * m + j].best;
				p->next[l] = j;
				p->tau[l] = s->rise[l * m + j].tau;
			}
	}
}

static int plan_init(struct frugal_plan *p, size_t labels, struct err *e)
{
	p->next = mem_alloc(labels, sizeof *p->next, e);
	p->tau = mem_alloc(labels, sizeof *p->tau, e);
	return p->next && p->tau ? ST_OK : ST_SYSTEM;
}

static void copy(struct strategy *to, const struct strategy *from, size_t labels)
{
	to->plan.base = from->plan.base;
	to->mean = from->mean;
	memcpy(to->plan.next, from->plan.next, labels * sizeof *to->plan.next);
	memcpy(to->plan.tau, from->plan.tau, labels * sizeof *to->plan.tau);
}

static double worth(const struct strategy *s, double price)
{
	return s->mean.gain - price * s->mean.cost;
}

/* The best strategy at a price; of equals the cheaper one. */
static void best_at(struct search *s, double price, struct strategy *trial, struct strategy *best)
{
	bool any = false;

	for (size_t base = 0; base < s->f->seen.rows.m; base++) {
		if (!s->by_conf[base].n)
			continue;
		best_plan(s, base, price, &trial->plan);
		trial->mean = measure(s->f, s->labels, &trial->plan);
		if (!any || worth(trial, price) > worth(best, price)
			|| (worth(trial, price) == worth(best, price) && trial->mean.cost < best->mean.cost))
			copy(best, trial, s->labels);
		any = true;
	}
}

/* Moves a and b to the edge of the hull between them that meets the budget; where the budget is no limit, b to the cheapest
 * strategy of its gain. */
static void find_edge(struct search *s, double budget, struct strategy *trial, struct strategy *best,
	struct strategy *a, struct strategy *b)
{
	for (int k = 0; k < CHORDS_MAX && b->mean.gain > a->mean.gain; k++) {
		double price = (b->mean.gain - a->mean.gain) / (b->mean.cost - a->mean.cost);
		double chord = worth(a, price), slack = 1e-12 * (fabs(a->mean.gain) + price * fabs(b->mean.cost));

		best_at(s, price, trial, best);
		if (!(worth(best, price) > chord + slack))
			return;
		copy(best->mean.cost > budget || best->mean.gain >= b->mean.gain ? b : a, best, s->labels);
	}
}

/* The cheapest base by itself. */
static bool cheapest(struct search *s, struct strategy *a)
{
	struct strategy x = {0};
	bool any = false;

	for (size_t base = 0; base < s->f->seen.rows.m; base++) {
		if (!s->by_conf[base].n)
			continue;
		x.plan.base = base;
		x.mean = measure(s->f, 0, &x.plan);
		if (!any || x.mean.cost < a->mean.cost || (x.mean.cost == a->mean.cost && x.mean.gain > a->mean.gain)) {
			a->plan.base = base;
			a->mean = x.mean;
		}
		any = true;
	}
	for (size_t l = 0; l < s->labels; l++) {
		a->plan.next[l] = FRUGAL_NOBODY;
		a->plan.tau[l] = -INFINITY;
	}
	return any;
}

/* The edge of the hull at the budget, from a, which is within it. */
static void solve(struct search *s, struct frugal *f, double budget, bool coin, struct strategy *trial,
	struct strategy *best, struct strategy *a, struct strategy *b)
{
	double may = budget + 1e-12 * fabs(budget); /* a mean that is the budget in decimals may come out just above */

	best_at(s, 0, trial, b);
	find_edge(s, may, trial, best, a, b);
	if (b->mean.cost <= may && b->mean.gain > a->mean.gain)
		copy(a, b, s->labels);
	f->mean = a->mean;
	f->part = 0;
	if (!coin || b->mean.cost <= may || b->mean.gain <= a->mean.gain)
		return;
	f->part = fmin(1, fmax(0, (budget - a->mean.cost) / (b->mean.cost - a->mean.cost)));
	f->mean.cost += f->part * (b->mean.cost - a->mean.cost);
	f->mean.gain += f->part * (b->mean.gain - a->mean.gain);
}

static int search(struct search *s, struct frugal *f, double budget, bool coin, struct err *e)
{
	struct strategy x[4] = {0}; /* within, beyond, two to try */
	int st = ST_OK;

	for (size_t k = 0; !st && k < 4; k++)
		st = plan_init(&x[k].plan, s->labels, e);
	if (!st && !cheapest(s, &x[0]))
		st = err_set(e, ST_NUMERIC, "no agent may be asked on every row: there is no base");
	if (!st && x[0].mean.cost > budget + 1e-12 * fabs(budget))
		st = cascade_too_dear("cheapest base", x[0].mean.cost, budget, e);
	if (!st)
		solve(s, f, budget, coin, &x[2], &x[3], &x[0], &x[1]);
	plan_free(&x[2].plan);
	plan_free(&x[3].plan);
	f->plan = x[0].plan;
	f->beyond = x[1].plan;
	return st;
}

/* The rows by each base's confidence; ties in the canonical order of the rows. */
static int sort_rows(struct search *s, struct err *e)
{
	const struct cascade *c = &s->f->seen.rows;
	struct order canonical = {0};
	struct sum all = {0};
	int st = cascade_sort(&canonical, c, e);

	for (size_t i = 0; i < c->n; i++)
		sum_add(&all, c->weight[i]);
	for (size_t i = 0; i < c->n; i++) {
		struct sum one = {0};

		sum_add(&one, c->weight[i]);
		s->share[i] = sum_ratio(&one, &all);
	}
	for (size_t a = 0; !st && a < c->m; a++) {
		struct order *o = &s->by_conf[a];
		bool out = false;

		for (size_t k = 0; !st && k < c->n; k++) {
			double conf = c->conf[canonical.row[k].item * c->m + a];

			out |= isnan(conf);
			st = order_add(o, isnan(conf) ? -INFINITY : conf, canonical.row[k].item, e);
		}
		if (!st)
			st = order_sort(o, e);
		o->n = out ? 0 : o->n;
	}
	order_free(&canonical);
	return st;
}

int frugal_fit(struct frugal *f, size_t labels, double budget, bool coin, struct err *e)
{
	struct search s = {.f = f, .labels = labels};
	size_t m = f->seen.rows.m;
	int st;

	f->labels = labels;
	s.share = arena_alloc(&s.arena, f->seen.rows.n, sizeof *s.share);
	s.by_conf = arena_alloc(&s.arena, m, sizeof *s.by_conf);
	s.rise = arena_alloc(&s.arena, labels * m, sizeof *s.rise);
	s.last = arena_alloc(&s.arena, labels, sizeof *s.last);
	st = arena_status(&s.arena, e);
	if (!st)
		st = sort_rows(&s, e);
	if (!st)
		st = search(&s, f, budget, coin, e);
	for (size_t a = 0; s.by_conf && a < m; a++)
		order_free(&s.by_conf[a]);
	arena_free(&s.arena);
	return st;
}
