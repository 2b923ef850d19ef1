/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_cube_sums.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

void cube_sums_init(struct cube_sums *s, struct arena *a)
{
	size_t plane = (size_t)CUBE_SIDE * CUBE_SIDE;

	*s = (struct cube_sums){0};
	s->last = arena_alloc(a, plane * CUBE_LINE, sizeof *s->last);
	s->middle = arena_alloc(a, plane * CUBE_LINE, sizeof *s->middle);
	s->outer = arena_alloc(a, plane * CUBE_LINE, sizeof *s->outer);
	s->several = arena_alloc(a, plane * CUBE_SIDE, sizeof *s->several);
}

/* No more triples of bins than rows, as far as there are two of each. */
static size_t bins_for(size_t rows)
{
	size_t n = 2;

	while (n < CUBE_BINS && (n + 1) * (n + 1) * (n + 1) <= rows)
		n++;
	return n;
}

static void begin(struct cube_sums *s, const struct cascade_rows *r, const struct cascade_box *box)
{
	size_t plane, most = bins_for(r->n);

	s->absent = r->m < 4;
	s->first = r->m - 4 + s->absent;
	s->side[0] = (struct cube_side){1, 1, 1};
	for (size_t k = s->absent; k < 3; k++) {
		uint32_t lo = box->lo[s->first + k - s->absent], n = box->hi[s->first + k - s->absent] - lo + 1;

		s->side[k] = (struct cube_side){lo, n, n < most ? n : most};
	}
	plane = cube_bins(s, 1) * cube_bins(s, 2);
	memset(s->last, 0, cube_bins(s, 0) * cube_bins(s, 1) * cube_parts(s, 2) * sizeof *s->last);
	memset(s->middle, 0, cube_bins(s, 0) * cube_parts(s, 1) * cube_bins(s, 2) * sizeof *s->middle);
	memset(s->outer, 0, cube_parts(s, 0) * plane * sizeof *s->outer);
	memset(s->several, 0, cube_bins(s, 0) * plane * sizeof *s->several);
	memset(s->stop, 0, sizeof s->stop);
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

/* The best of the earlier stages that the row may stop at; true where it goes no further. */
static bool stops_early(
	const struct cascade_rows *r, size_t i, const struct cascade_box *box, size_t first, double price, double *best)
{
	*best = -INFINITY;
	for (size_t k = 0; k < first; k++) {
		uint32_t rank = r->rank[i * (r->m - 1) + k];

		if (rank >= box->lo[k])
			*best = larger(*best, cascade_amount_worth(&r->amount[i * r->m + k], price));
		if (rank >= box->hi[k])
			return true;
	}
	return false;
}

/* The part of a rank. */
static size_t part_of(const struct cube_side *x, uint32_t rank)
{
	if (rank < x->from)
		return 0;
	if (rank - x->from >= x->thresholds - 1)
		return x->bins * CUBE_PARTS + 1;
	return 1 + (size_t)((uint64_t)(rank - x->from) * x->bins * CUBE_PARTS / x->thresholds);
}

static size_t bin_of(size_t part)
{
	return part ? 1 + (part - 1) / CUBE_PARTS : 0;
}

static void add(struct cube_worth *to, double stop, double pass)
{
	to->stop += stop;
	to->pass += pass;
	to->both += larger(stop, pass);
}

/* A row of these parts, worth w where it stops at o, x at p, y at q, z where it passes all three. */
static void add_values(struct cube_sums *s, const size_t *part, double w, double x, double y, double z)
{
	size_t o = bin_of(part[0]), p = bin_of(part[1]), q = bin_of(part[2]);
	struct cube_several *several = &cube_several(s, o, p)[q];
	struct cube_middle *middle = &cube_middle(s, o, part[1])[q];
	struct cube_outer *outer = &cube_outer(s, part[0], p)[q];
	double wx = larger(w, x), yz = larger(y, z);

	add(&cube_last(s, o, p)[part[2]], y, z);
	add(&middle->stops, x, y);
	add(&middle->passes, x, z);
	add(&outer->here, w, x);
	add(&outer->stops, w, y);
	add(&outer->passes, w, z);
	several->inner += larger(x, yz);
	several->apart += larger(w, yz);
	several->stops += larger(wx, y);
	several->passes += larger(wx, z);
	several->all += larger(wx, yz);
}

static void add_row(
	struct cube_sums *s, const struct cascade_rows *r, size_t i, const struct cascade_box *box, double price)
{
	const uint32_t *rank = r->rank + i * (r->m - 1) + s->first;
	const struct cascade_amount *amount = r->amount + i * r->m + s->first;
	double best, value[4] = {0};
	size_t part[3] = {0};

	if (stops_early(r, i, box, s->first, price, &best)) {
		s->stop[cube_bins(s, 0) - 1] += best;
		return;
	}
	for (size_t k = s->absent; k < 4; k++)
		value[k] = larger(best, cascade_amount_worth(&amount[k - s->absent], price));
	for (size_t k = s->absent; k < 3; k++)
		part[k] = part_of(&s->side[k], rank[k - s->absent]);
	s->stop[bin_of(part[0])] += part[0] ? value[0] : 0;
	if (part[0] + 1 < cube_parts(s, 0))
		add_values(s, part, value[0], value[1], value[2], value[3]);
}

void cube_sums_add(struct cube_sums *s, const struct cascade_rows *r, const struct cascade_box *box, double price)
{
	begin(s, r, box);
	for (size_t i = 0; i < r->n; i++)
		add_row(s, r, i, box, price);
}
