/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_cube.h"

#include <math.h>
#include <string.h>

#define SIDE (CUBE_BINS + 2) /* one on either side for rows that pass for all thresholds, or for none */

/* Sums over rows of what they are worth when they stop at p's stage, at q's, or go past both, and of the better of these. */
struct cube_cell {
	double x, y, z, yz, xy, xz, xyz;
};

/* Of the rows of a triple of bins: past o, and where they may stop at o. */
struct cube_sums {
	struct cube_cell past, here;
};

/* Of the rows of all bins of o. */
struct cube_plane {
	struct cube_cell cell[SIDE][SIDE]; /* [p][q] */
};

void cascade_cube_init(struct cascade_cube *c, struct arena *a)
{
	*c = (struct cascade_cube){0};
	c->sums = arena_alloc(a, (size_t)SIDE * SIDE * SIDE, sizeof *c->sums);
	c->plane = arena_alloc(a, 2, sizeof *c->plane);
	c->bound = arena_alloc(a, (size_t)CUBE_BINS * CUBE_BINS * CUBE_BINS, sizeof *c->bound);
}

static struct cube_sums *sums_at(const struct cascade_cube *c, size_t o, size_t p, size_t q)
{
	return &c->sums[(p * SIDE + o) * SIDE + q];
}

/* Of bins from 1. */
static double *bound_at(const struct cascade_cube *c, size_t o, size_t p, size_t q)
{
	return &c->bound[((o - 1) * CUBE_BINS + p - 1) * CUBE_BINS + q - 1];
}

/* The bin of rank or threshold r, from 1; 0: below all thresholds, bins + 1: from the last one on. */
static size_t row_bin(const struct cube_side *x, uint32_t r)
{
	if (r < 1)
		return 0;
	if (r >= x->thresholds)
		return x->bins + 1;
	return 1 + (size_t)((uint64_t)(r - 1) * x->bins / x->thresholds);
}

static size_t threshold_bin(const struct cube_side *x, uint32_t t)
{
	return 1 + (size_t)((uint64_t)(t - 1) * x->bins / x->thresholds);
}

/* The first threshold of a bin. */
static uint32_t begins(const struct cube_side *x, size_t bin)
{
	return 1 + (uint32_t)(((uint64_t)(bin - 1) * x->thresholds + x->bins - 1) / x->bins);
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

static void cell_add(struct cube_cell *c, double x, double y, double z)
{
	double yz = larger(y, z);

	c->x += x;
	c->y += y;
	c->z += z;
	c->yz += yz;
	c->xy += larger(x, y);
	c->xz += larger(x, z);
	c->xyz += larger(x, yz);
}

static void cell_join(struct cube_cell *to, const struct cube_cell *from)
{
	to->x += from->x;
	to->y += from->y;
	to->z += from->z;
	to->yz += from->yz;
	to->xy += from->xy;
	to->xz += from->xz;
	to->xyz += from->xyz;
}

static double worth(const struct cascade_amount *a, double price)
{
	return a->gain - price * a->cost;
}

/* The best of the earlier stages that the row may stop at; true where it goes no further. */
static bool stops_early(const struct cascade_rows *r, size_t i, double price, double *best)
{
	size_t m = r->m;

	*best = -INFINITY;
	for (size_t k = 0; k + 4 < m; k++) {
		uint32_t rank = r->rank[i * (m - 1) + k];

		if (rank)
			*best = larger(*best, worth(&r->amount[i * m + k], price));
		if (rank > r->levels[k])
			return true;
	}
	return false;
}

static void add_row(struct cascade_cube *c, const struct cascade_rows *r, size_t i, double price, double *stop)
{
	size_t m = r->m, at = i * m + m - 4;
	const uint32_t *rank = r->rank + i * (m - 1) + m - 4;
	double best, value[4];
	size_t bin;

	if (stops_early(r, i, price, &best)) {
		stop[c->side[0].bins + 1] += best;
		return;
	}
	for (size_t k = 0; k < 4; k++)
		value[k] = larger(best, worth(&r->amount[at + k], price));
	bin = row_bin(&c->side[0], rank[0]);
	stop[bin] += bin ? value[0] : 0;
	if (bin <= c->side[0].bins) {
		struct cube_sums *to = sums_at(c, bin, row_bin(&c->side[1], rank[1]), row_bin(&c->side[2], rank[2]));
		double w = value[0];

		cell_add(&to->past, value[1], value[2], value[3]);
		if (bin)
			cell_add(&to->here, larger(w, value[1]), larger(w, value[2]), larger(w, value[3]));
	}
}

/* The bins of q for o and p in bins.  here, past: of the rows in that bin of p, and in all before it; base: what stops at p, or
 * before, for certain. */
static void bound_line(
	const struct cube_cell *here, const struct cube_cell *past, size_t bins, double base, double *bound)
{
	double below = base, above = 0; /* q's bins below k, and from k on */

	for (size_t k = 0; k < bins + 2; k++)
		above += past[k].y + here[k].xy;
	for (size_t k = 0; k <= bins; k++) {
		above -= past[k].y + here[k].xy;
		if (k > 0)
			bound[k - 1] = below + above + past[k].yz + here[k].xyz;
		below += past[k].z + here[k].xz;
	}
}

/* All bins of p and q for a bin of o.  beside: what stops at o for certain. */
static void bound_plane(const struct cascade_cube *c, const struct cube_plane *x, size_t o, double beside)
{
	size_t ps = c->side[1].bins, qs = c->side[2].bins;
	struct cube_cell past[SIDE] = {0};
	double base = beside;

	for (size_t p = 0; p < ps + 2; p++)
		for (size_t q = 0; q < qs + 2; q++)
			base += x->cell[p][q].x;
	for (size_t p = 0; p <= ps; p++) {
		for (size_t q = 0; q < qs + 2; q++)
			base -= x->cell[p][q].x;
		if (p > 0)
			bound_line(x->cell[p], past, qs, base, bound_at(c, o, p, 1));
		for (size_t q = 0; q < qs + 2; q++) {
			past[q].y += x->cell[p][q].y;
			past[q].z += x->cell[p][q].z;
			past[q].yz += x->cell[p][q].yz;
		}
	}
}

/* The next bin of o.  plane[0]: of the rows in the bins before, which becomes that of the next; plane[1]: those of this one too. */
static void add_bin(struct cascade_cube *c, size_t o)
{
	struct cube_plane *past = &c->plane[0], *all = &c->plane[1];

	for (size_t p = 0; p < c->side[1].bins + 2; p++)
		for (size_t q = 0; q < c->side[2].bins + 2; q++) {
			const struct cube_sums *sums = sums_at(c, o, p, q);

			all->cell[p][q] = past->cell[p][q];
			cell_join(&all->cell[p][q], &sums->here);
			cell_join(&past->cell[p][q], &sums->past);
		}
}

static void begin(struct cascade_cube *c, const struct cascade_rows *r)
{
	c->first = r->m - 4;
	for (size_t k = 0; k < 3; k++) {
		uint32_t n = r->levels[c->first + k] + 1;

		c->side[k] = (struct cube_side){n, n < CUBE_BINS ? n : CUBE_BINS};
	}
	for (size_t p = 0; p < c->side[1].bins + 2; p++)
		for (size_t o = 0; o < c->side[0].bins + 2; o++)
			memset(sums_at(c, o, p, 0), 0, (c->side[2].bins + 2) * sizeof *c->sums);
}

void cascade_cube_bound(struct cascade_cube *c, const struct cascade_rows *r, double price)
{
	double stop[SIDE] = {0}, beside = 0;

	begin(c, r);
	for (size_t i = 0; i < r->n; i++)
		add_row(c, r, i, price, stop);
	memset(c->plane, 0, sizeof *c->plane);
	for (size_t o = 0; o <= c->side[0].bins; o++) {
		add_bin(c, o);
		beside = 0;
		for (size_t j = o + 1; j < c->side[0].bins + 2; j++)
			beside += stop[j];
		if (o > 0)
			bound_plane(c, &c->plane[1], o, beside);
	}
}

/* Which bins hold something above the floor. */
struct found {
	size_t from[3], to[3];
	double most;
};

static void note(struct found *f, const size_t *at, double bound)
{
	for (int k = 0; k < 3; k++) {
		f->from[k] = at[k] < f->from[k] ? at[k] : f->from[k];
		f->to[k] = at[k] > f->to[k] ? at[k] : f->to[k];
	}
	f->most = larger(f->most, bound);
}

bool cascade_cube_narrow(const struct cascade_cube *c, double floor, struct cascade_box *box, double *bound)
{
	uint32_t *lo = box->lo + c->first, *hi = box->hi + c->first;
	size_t from[3], to[3], at[3];
	struct found f = {{SIZE_MAX, SIZE_MAX, SIZE_MAX}, {0}, -INFINITY};

	for (int k = 0; k < 3; k++) {
		from[k] = threshold_bin(&c->side[k], lo[k]);
		to[k] = threshold_bin(&c->side[k], hi[k]);
	}
	for (at[0] = from[0]; at[0] <= to[0]; at[0]++)
		for (at[1] = from[1]; at[1] <= to[1]; at[1]++)
			for (at[2] = from[2]; at[2] <= to[2]; at[2]++)
				if (*bound_at(c, at[0], at[1], at[2]) > floor)
					note(&f, at, *bound_at(c, at[0], at[1], at[2]));
	for (int k = 0; f.to[0] && k < 3; k++) {
		uint32_t first = begins(&c->side[k], f.from[k]), last = begins(&c->side[k], f.to[k] + 1) - 1;

		lo[k] = first > lo[k] ? first : lo[k];
		hi[k] = last < hi[k] ? last : hi[k];
	}
	*bound = f.most < *bound ? f.most : *bound;
	return f.to[0] > 0;
}

size_t cascade_cube_widest(const struct cascade_cube *c, const struct cascade_box *box, size_t *stage)
{
	size_t most = 0;

	for (size_t k = 0; k < 3; k++) {
		size_t at = c->first + k;
		size_t bins = threshold_bin(&c->side[k], box->hi[at]) - threshold_bin(&c->side[k], box->lo[at]) + 1;

		if (bins > most) {
			most = bins;
			*stage = at;
		}
	}
	return most;
}
