/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/arcs.h"

#include <math.h>

#define PROBES 20000 /* rows from which the depth of the heaps is estimated */

/* Bucket k counts the arcs of a reduced length in [2^(BUCKET_TOP - k - 1), 2^(BUCKET_TOP - k)), which is any double;
 * the last one those of no length. */
#define BUCKETS 2104
#define BUCKET_TOP 1025

static size_t bucket_of(double slack)
{
	int exponent;

	if (!(slack > 0))
		return BUCKETS - 1;
	frexp(slack, &exponent);
	return (size_t)(BUCKET_TOP - exponent);
}

/* The length below which `want` arcs are, but for the last bucket where `some`; infinite where there are fewer. */
static double depth_of(const size_t *bucket, double want, bool some)
{
	double have = 0;

	for (size_t k = BUCKETS; k-- > 0;) {
		have += (double)bucket[k];
		if (have >= want && !(some && k == BUCKETS - 1))
			return k == BUCKETS - 1 ? 0 : ldexp(1, BUCKET_TOP - (int)k);
	}
	return INFINITY;
}

static double largest_price(const struct graph *w)
{
	double top = 0;

	for (size_t v = 0; v < w->t.nodes; v++)
		top = fmax(top, fabs(w->price[v]));
	return top;
}

/* A depth of nothing would be lost in the rounding of the lengths: it is at least 2^-23 of the length that half of the arcs
 * have, and 2^-40 of the largest price. */
double arcs_depth(const struct graph *w, double least)
{
	size_t bucket[BUCKETS] = {0}, stride = w->n / PROBES + 1, all = 0;
	double want = (16.0 * (double)graph_excess(w) + 64.0 * (double)(w->t.leaves * w->na)) / (double)stride, depth;
	struct exchange x = w->x;

	for (size_t i = 0; i < w->n; i += stride) {
		size_t n = exchange_arcs(&x, i), base = graph_base(w, i);

		for (size_t j = 0; j < n; j++) {
			const struct exchange_arc *arc = &x.arc[j];

			bucket[bucket_of(arc->change + w->price[base + arc->to] - w->price[base + arc->from])]++;
		}
		all += n;
	}
	depth = fmax(depth_of(bucket, want, false), 0x1p-23 * depth_of(bucket, (double)all / 2, true));
	return fmax(fmax(depth, 0x1p-40 * largest_price(w)), 4 * least);
}

static int fill_row(struct graph *w, size_t row, struct err *e)
{
	size_t n = exchange_arcs(&w->x, row), base = graph_base(w, row);

	for (size_t j = 0; j < n; j++) {
		const struct exchange_arc *arc = &w->x.arc[j];
		size_t k = (base + arc->from) * w->na + arc->to;

		if (!(arc->change < w->depth[k]))
			w->cut[k] = true;
		else if (heap_append(&w->heap[k], arc->change, row, e))
			return ST_SYSTEM;
	}
	return ST_OK;
}

int arcs_fill(struct graph *w, double depth, struct err *e)
{
	size_t na = w->na;

	for (size_t l = 0; l < w->t.leaves; l++)
		for (size_t b = 0; b < na; b++) {
			size_t k = l * na + b;

			w->heap[k].n = 0;
			w->depth[k] = depth + w->price[l] - w->price[l - l % na + b];
			w->cut[k] = w->stale[k] = false;
		}
	for (size_t i = 0; i < w->n; i++)
		if (fill_row(w, i, e))
			return ST_SYSTEM;
	for (size_t k = 0; k < w->t.leaves * na; k++) {
		heap_order(&w->heap[k]);
		if (!w->cut[k])
			w->depth[k] = INFINITY;
	}
	return ST_OK;
}

static bool holds(const struct graph *w, size_t row, size_t a, size_t b)
{
	return exchange_places(&w->x, row, a) && exchange_has_room(&w->x, row, b) && exchange_allowed(&w->x, row, a, b);
}

double arcs_length(struct graph *w, size_t from, size_t to, bool *guess)
{
	size_t a = from % w->na, b = to % w->na, k = from * w->na + b;
	struct heap *h = &w->heap[k];

	while (w->stale[k] && h->n && !holds(w, h->item[0].row, a, b))
		heap_pop(h);
	w->stale[k] = false;
	*guess = !h->n && !isinf(w->depth[k]);
	return fmax(0, (h->n ? h->item[0].key : w->depth[k]) + (w->price[to] - w->price[from]));
}

/* Arcs that the change from x to y has made possible go into their heaps.  Under a rule those between two others may be,
 * too, and a second copy of one does no harm. */
static int add_arcs(struct graph *w, size_t row, size_t x, size_t y, struct err *e)
{
	size_t n = exchange_arcs(&w->x, row), base = graph_base(w, row);

	for (size_t j = 0; j < n; j++) {
		const struct exchange_arc *arc = &w->x.arc[j];
		size_t k = (base + arc->from) * w->na + arc->to;

		if ((arc->from == y || arc->to == x || w->x.rule) && arc->change < w->depth[k]
			&& heap_push(&w->heap[k], arc->change, row, e))
			return ST_SYSTEM;
	}
	return ST_OK;
}

int arcs_move(struct graph *w, size_t from, size_t to, bool *moved, struct err *e)
{
	size_t na = w->na, base = from - from % na, x = from - base, y = to - base, row;
	const struct heap *h = &w->heap[from * na + y];

	row = h->item[0].row;
	*moved = !w->x.rule || holds(w, row, x, y);
	if (!*moved)
		return ST_OK;
	exchange_make(&w->x, row, x, y);
	w->load[from]--;
	w->load[to]++;
	w->moved++;
	for (size_t v = 0; v < na; v++) {
		w->stale[from * na + v] = w->stale[(base + v) * na + y] = true;
		for (size_t u = 0; w->x.rule && u < na; u++)
			w->stale[(base + v) * na + u] = true;
	}
	return add_arcs(w, row, x, y, e);
}
