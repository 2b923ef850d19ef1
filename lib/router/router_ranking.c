/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "router/router_ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "inference/draws.h"
#include "math/sum.h"
#include "rank/scored_rows.h"

enum { EDGES = 11 };

static const double part[] = {.2, .5, .8};

enum { SHARE, COST, QUALITY, ALL, TOTALS };

/* Sums along the curve: exact ones of the rows, of a draw, which is one of many, as rank/scored_rows.h carries them. */
struct totals {
	bool exact;
	struct sum sum[TOTALS];
	struct running run[TOTALS];
};

static void add(struct totals *t, size_t k, double a, double b)
{
	if (t->exact) {
		sum_add_product(&t->sum[k], a, b);
	} else {
		running_add(&t->run[k], a * b);
		t->run[k].lost += fma(a, b, -(a * b));
	}
}

static void add_agent(struct totals *t, double weight, const struct ranked_row *x, size_t agent)
{
	add(t, COST, weight, x->cost[agent]);
	add(t, QUALITY, weight, x->quality[agent]);
}

/* a / b with what they carry, so that a common factor of both changes nothing. */
static double quotient(const struct running *a, const struct running *b)
{
	double above = running_value(a), below = running_value(b), q = above / below;
	double carried = a->sum - above + a->lost - q * (b->sum - below + b->lost);

	return isfinite(q) ? q + (fma(-q, below, above) + carried) / below : q;
}

static double mean(const struct totals *t, size_t k)
{
	return t->exact ? sum_ratio(&t->sum[k], &t->sum[ALL]) : quotient(&t->run[k], &t->run[ALL]);
}

static void add_point(struct ranked *k, const struct totals *t)
{
	k->curve[k->points++] = (struct router_point){mean(t, SHARE), mean(t, COST), mean(t, QUALITY)};
}

/* A point after every block of equal scores that has rows in the draw. */
static void follow(struct ranked *k, bool exact)
{
	struct totals t = {.exact = exact};

	k->points = 0;
	for (size_t i = 0; i < k->n; i++) {
		const struct ranked_row *x = &k->row[k->order.row[i].item];

		add(&t, ALL, k->count[i], x->weight);
		add_agent(&t, k->count[i] * x->weight, x, k->weak);
	}
	add_point(k, &t);
	for (size_t from = 0, end; from < k->n; from = end) {
		bool drawn = false;

		end = order_block_end(&k->order, from);
		for (size_t i = from; i < end; i++) {
			const struct ranked_row *x = &k->row[k->order.row[i].item];

			if (!k->count[i])
				continue;
			drawn = true;
			add(&t, SHARE, k->count[i], x->weight);
			add_agent(&t, -k->count[i] * x->weight, x, k->weak);
			add_agent(&t, k->count[i] * x->weight, x, !k->weak);
		}
		if (drawn)
			add_point(k, &t);
	}
	k->quality[0] = k->curve[0].quality;
	k->quality[1] = k->curve[k->points - 1].quality;
}

/* Which agent is the weak one, where nobody has said so. */
static size_t weaker(const struct ranked_row *row, size_t n)
{
	struct sum sum[2] = {0};

	for (size_t i = 0; i < n; i++)
		for (int j = 0; j < 2; j++)
			sum_add_product(&sum[j], row[i].weight, row[i].quality[j]);
	return sum_compare(&sum[1], &sum[0]) < 0;
}

/* The points of the curve whose thresholds are edges of ten bins: the smallest share that is at least 1 - i/10, of one block of
 * scores at the least.  Returns how many different ones there are. */
static size_t edges(const struct ranked *k, struct router_point *p)
{
	size_t n = 0, last = 0;

	for (size_t i = EDGES; i-- > 0;) {
		double most = 1 - (double)i / (EDGES - 1);
		size_t at = 1;

		while (at + 1 < k->points && k->curve[at].share < most * (1 - 1e-12))
			at++;
		if (at != last)
			p[n++] = k->curve[at];
		last = at;
	}
	return n;
}

static void measure(struct ranked *k, struct router_ranking *found)
{
	struct router_point p[EDGES];
	double weak = k->quality[0], strong = k->quality[1];
	/* the curve begins with the weak agent alone, which is none of the 11 points */
	size_t n = edges(k, p), falls = n && p[0].quality < weak ? 0 : router_falls(p, n);
	const struct router_options *o = k->r->opt;
	bool none = falls < n && !o->hull;

	found->apgr = router_apgr(p, n, weak, strong);
	found->apgr_curve = router_apgr(k->curve, k->points, weak, strong);
	found->falls_at = falls < n ? p[falls].share : NAN;
	if (o->hull)
		n = router_hull(p, n, false);
	for (int i = 0; i < 3; i++)
		found->cpt[i] = none ? NAN : router_cpt(p, n, part[i], weak, strong);
	router_aiq(k->curve, k->points, o->aiq.hi > o->aiq.lo ? &o->aiq : NULL, &found->aiq_code, &found->aiq_paper);
}

int ranked_init(struct ranked *k, const struct ranked_row *row, size_t n, const struct router_rows *r, struct err *e)
{
	int st;

	*k = (struct ranked){.r = r, .row = row, .n = n, .weak = r->ordered ? 0 : weaker(row, n)};
	k->curve = arena_alloc(&k->arena, n + 1, sizeof *k->curve);
	k->key = arena_alloc(&k->arena, n, sizeof *k->key);
	k->count = arena_alloc(&k->arena, n, sizeof *k->count);
	st = arena_status(&k->arena, e);
	for (size_t i = 0; !st && i < n; i++)
		st = order_add(&k->order, -row[i].score, i, e);
	if (!st)
		st = order_sort(&k->order, e);
	for (size_t i = 0; !st && i < n; i++)
		k->key[i] = row[k->order.row[i].item].key;
	return st;
}

void ranked_free(struct ranked *k)
{
	order_free(&k->order);
	arena_free(&k->arena);
	*k = (struct ranked){0};
}

void ranked_measure(struct ranked *k, size_t draw, struct router_ranking *found)
{
	bool any = false;

	*found = (struct router_ranking){NAMES_NONE, NAMES_NONE, NAN, NAN, {NAN, NAN, NAN}, NAN, NAN, NAN};
	if (!k->n)
		return;
	if (draw == RANKED_ROWS)
		memset(k->count, 1, k->n);
	else
		draws_of_rows(k->key, k->n, draw, k->count);
	for (size_t i = 0; i < k->n && !any; i++)
		any = k->count[i];
	if (!any)
		return;
	follow(k, draw == RANKED_ROWS);
	found->weak = k->r->pair[k->weak];
	found->strong = k->r->pair[!k->weak];
	measure(k, found);
}
