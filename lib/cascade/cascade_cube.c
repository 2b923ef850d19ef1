/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_cube.h"

#include <math.h>
#include <string.h>

#define SIDE (CUBE_BINS + 2) /* one on either side for rows that pass for all thresholds, or for none */

/* Of the rows of a triple of bins: past o, and where they may stop at o. */
struct cube_sums {
	struct cascade_cell past, here;
};

void cascade_cube_init(struct cascade_cube *c, struct arena *a)
{
	*c = (struct cascade_cube){0};
	c->sums = arena_alloc(a, (size_t)SIDE * SIDE * SIDE, sizeof *c->sums);
	c->bins = arena_alloc(a, 2, sizeof *c->bins);
}

/* The ranges of o, p and q. */
struct sides {
	struct cascade_range o, p, q;
};

static struct cube_sums *sums_at(const struct cascade_cube *c, size_t o, size_t p, size_t q)
{
	return &c->sums[(p * SIDE + o) * SIDE + q];
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

/* The best of the earlier stages that the row may stop at; true where it goes no further. */
static bool stops_early(const struct cascade_rows *r, size_t i, double price, double *best)
{
	size_t m = r->m;

	*best = -INFINITY;
	for (size_t k = 0; k + 4 < m; k++) {
		uint32_t rank = r->rank[i * (m - 1) + k];

		if (rank)
			*best = larger(*best, r->gain[i * m + k] - price * r->cost[i * m + k]);
		if (rank > r->levels[k])
			return true;
	}
	return false;
}

static void add_row(struct cascade_cube *c, const struct cascade_rows *r, const struct sides *s, size_t i, double price,
	double *stop)
{
	size_t m = r->m, at = i * m + m - 4;
	const uint32_t *rank = r->rank + i * (m - 1) + m - 4;
	double best, worth[4];
	size_t bin;

	if (stops_early(r, i, price, &best)) {
		stop[s->o.bins + 1] += best;
		return;
	}
	for (size_t k = 0; k < 4; k++)
		worth[k] = larger(best, r->gain[at + k] - price * r->cost[at + k]);
	bin = cascade_bin(&s->o, rank[0]);
	stop[bin] += bin ? worth[0] : 0;
	if (bin <= s->o.bins) {
		struct cube_sums *to = sums_at(c, bin, cascade_bin(&s->p, rank[1]), cascade_bin(&s->q, rank[2]));
		double w = worth[0];

		cascade_cell_add(&to->past, worth[1], worth[2], worth[3]);
		if (bin)
			cascade_cell_add(&to->here, larger(w, worth[1]), larger(w, worth[2]), larger(w, worth[3]));
	}
}

/* The thresholds of one bin of o.  past: of the rows in the bins before, which becomes that of the next; beside: those that
 * stop at o for certain. */
static struct cube_slice bound_slice(const struct cascade_cube *c, const struct sides *s, size_t o,
	struct cascade_bins *past, double beside, double floor)
{
	struct cascade_bins *all = &c->bins[1];
	struct cube_slice x = {.o = cascade_bins_ranks(&s->o, o, o)};
	struct cascade_bin_range found;

	for (size_t p = 0; p < s->p.bins + 2; p++)
		for (size_t q = 0; q < s->q.bins + 2; q++) {
			const struct cube_sums *sums = sums_at(c, o, p, q);

			all->cell[p][q] = past->cell[p][q];
			cascade_cell_join(&all->cell[p][q], &sums->here);
			cascade_cell_join(&past->cell[p][q], &sums->past);
		}
	found = cascade_bins_bound(all, &s->p, &s->q, beside, floor);
	x.any = found.any;
	if (!found.any)
		return x;
	x.bound = found.most;
	x.p = cascade_bins_ranks(&s->p, found.first[0], found.last[0]);
	x.q = cascade_bins_ranks(&s->q, found.first[1], found.last[1]);
	return x;
}

static void clear(struct cascade_cube *c, const struct sides *s)
{
	for (size_t p = 0; p < s->p.bins + 2; p++)
		for (size_t o = 0; o < s->o.bins + 2; o++)
			memset(sums_at(c, o, p, 0), 0, (s->q.bins + 2) * sizeof *c->sums);
}

double cascade_cube_bound(struct cascade_cube *c, const struct cascade_rows *r, double price, double floor)
{
	const uint32_t *levels = r->levels + r->m - 4;
	const struct sides s = {cascade_range(1, levels[0] + 1, CUBE_BINS), cascade_range(1, levels[1] + 1, CUBE_BINS),
		cascade_range(1, levels[2] + 1, CUBE_BINS)};
	double stop[SIDE] = {0}, beside = 0, most = -INFINITY;
	struct cascade_bins *past = &c->bins[0];

	clear(c, &s);
	for (size_t i = 0; i < r->n; i++)
		add_row(c, r, &s, i, price, stop);
	for (size_t p = 0; p < s.p.bins + 2; p++)
		for (size_t q = 0; q < s.q.bins + 2; q++)
			past->cell[p][q] = sums_at(c, 0, p, q)->past;
	c->slices = s.o.bins;
	for (size_t o = 1; o <= s.o.bins; o++) {
		beside = 0;
		for (size_t j = o + 1; j < s.o.bins + 2; j++)
			beside += stop[j];
		c->slice[o - 1] = bound_slice(c, &s, o, past, beside, floor);
		if (c->slice[o - 1].any)
			most = larger(most, c->slice[o - 1].bound);
	}
	return most;
}

static void widen(struct cascade_range *x, const struct cascade_range *by)
{
	x->lo = by->lo < x->lo ? by->lo : x->lo;
	x->hi = by->hi > x->hi ? by->hi : x->hi;
}

struct cube_slice cascade_cube_join(const struct cascade_cube *c, size_t from, size_t to, double floor)
{
	struct cube_slice all = {0};

	for (size_t k = from; k < to; k++) {
		const struct cube_slice *x = &c->slice[k];

		if (!x->any || x->bound <= floor)
			continue;
		if (!all.any)
			all = *x;
		widen(&all.o, &x->o);
		widen(&all.p, &x->p);
		widen(&all.q, &x->q);
		all.bound = larger(all.bound, x->bound);
	}
	return all;
}
