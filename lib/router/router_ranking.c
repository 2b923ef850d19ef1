/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "router/router_ranking.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "math/order.h"
#include "math/sum.h"
#include "router/router_curve.h"

enum { EDGES = 11 };

static const double part[] = {.2, .5, .8};

struct ranking {
	const struct ranked_row *row;
	struct order order;         /* by falling score */
	size_t weak;                /* 0 or 1: of the pair */
	double quality[2];          /* of the weak and the strong agent */
	struct router_point *curve; /* [blocks + 1] from nobody to everybody */
	size_t n;
};

static void add_row(struct sum sum[3], const struct ranked_row *x, size_t agent, double sign)
{
	sum_add_product(&sum[1], sign * x->weight, x->cost[agent]);
	sum_add_product(&sum[2], sign * x->weight, x->quality[agent]);
}

static struct router_point point(const struct sum sum[3], const struct sum *all)
{
	return (struct router_point){sum_ratio(&sum[0], all), sum_ratio(&sum[1], all), sum_ratio(&sum[2], all)};
}

/* A point after every block of equal scores. */
static void follow(struct ranking *k)
{
	struct sum sum[3] = {0}, all = {0};

	for (size_t i = 0; i < k->order.n; i++) {
		sum_add(&all, k->row[i].weight);
		add_row(sum, &k->row[i], k->weak, 1);
	}
	k->curve[k->n++] = point(sum, &all);
	for (size_t from = 0, end; from < k->order.n; from = end) {
		end = order_block_end(&k->order, from);
		for (size_t i = from; i < end; i++) {
			const struct ranked_row *x = &k->row[k->order.row[i].item];

			sum_add(&sum[0], x->weight);
			add_row(sum, x, k->weak, -1);
			add_row(sum, x, !k->weak, 1);
		}
		k->curve[k->n++] = point(sum, &all);
	}
	k->quality[0] = k->curve[0].quality;
	k->quality[1] = k->curve[k->n - 1].quality;
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
static size_t edges(const struct ranking *k, struct router_point *p)
{
	size_t n = 0, last = 0;

	for (size_t i = EDGES; i-- > 0;) {
		double most = 1 - (double)i / (EDGES - 1);
		size_t at = 1;

		while (at + 1 < k->n && k->curve[at].share < most * (1 - 1e-12))
			at++;
		if (at != last)
			p[n++] = k->curve[at];
		last = at;
	}
	return n;
}

static void measure(struct ranking *k, bool hull, struct router_ranking *found)
{
	struct router_point p[EDGES];
	size_t n = edges(k, p), falls = router_falls(p, n);
	double weak = k->quality[0], strong = k->quality[1];

	found->apgr = router_apgr(p, n, weak, strong);
	found->apgr_curve = router_apgr(k->curve, k->n, weak, strong);
	found->falls_at = falls < n ? p[falls].share : NAN;
	if (hull)
		n = router_hull(p, n, false);
	for (int i = 0; i < 3; i++)
		found->cpt[i] = falls < n && !hull ? NAN : router_cpt(p, n, part[i], weak, strong);
	router_aiq(k->curve, k->n, &found->aiq_code, &found->aiq_paper);
}

int router_rank(
	struct ranked_row *row, size_t n, const struct router_rows *r, struct router_ranking *found, struct err *e)
{
	struct ranking k = {.row = row};
	struct arena arena = {0};
	int st = ST_OK;

	*found = (struct router_ranking){NAMES_NONE, NAMES_NONE, NAN, NAN, {NAN, NAN, NAN}, NAN, NAN, NAN};
	if (!n)
		return ST_OK;
	k.weak = r->ordered ? 0 : weaker(row, n);
	k.curve = arena_alloc(&arena, n + 1, sizeof *k.curve);
	st = arena_status(&arena, e);
	for (size_t i = 0; !st && i < n; i++)
		st = order_add(&k.order, -row[i].score, i, e);
	if (!st)
		st = order_sort(&k.order, e);
	if (!st) {
		follow(&k);
		found->weak = r->pair[k.weak];
		found->strong = r->pair[!k.weak];
		measure(&k, r->opt->hull, found);
	}
	order_free(&k.order);
	arena_free(&arena);
	return st;
}
