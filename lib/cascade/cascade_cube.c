/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_cube.h"

#include <math.h>
#include <string.h>

void cascade_cube_init(struct cascade_cube *c, struct arena *a)
{
	*c = (struct cascade_cube){0};
	cube_sums_init(&c->sums, a);
	c->part = arena_alloc(a, (size_t)CUBE_BINS * CUBE_BINS * CUBE_PARTS, sizeof *c->part);
	c->bound = arena_alloc(a, (size_t)CUBE_BINS * CUBE_BINS * CUBE_BINS, sizeof *c->bound);
}

/* Bounds of the bins of q, from 1, for bins of o and p. */
static double *line_at(const struct cascade_cube *c, size_t o, size_t p)
{
	size_t ps = c->sums.side[1].bins, qs = c->sums.side[2].bins;

	return &c->bound[((o - 1) * ps + p - 1) * qs];
}

static void add(struct cube_worth *to, const struct cube_worth *x)
{
	to->stop += x->stop;
	to->pass += x->pass;
	to->both += x->both;
}

static void take(struct cube_worth *from, const struct cube_worth *x)
{
	from->stop -= x->stop;
	from->pass -= x->pass;
	from->both -= x->both;
}

/* For each of n bins of others, the most that the rows of a bin are worth whose parts are part[0 .. CUBE_PARTS][n]: those of later
 * parts than the threshold's stop, those of earlier ones pass. */
static void add_parts(const struct cube_worth *part, size_t n, double *bound)
{
	for (size_t j = 0; j < n; j++) {
		double now = 0, most = -INFINITY;

		for (size_t k = 0; k < CUBE_PARTS; k++)
			now += part[k * n + j].stop;
		for (size_t k = 0; k < CUBE_PARTS; k++) {
			const struct cube_worth *x = &part[k * n + j];

			now -= x->stop;
			most = now + x->both > most ? now + x->both : most;
			now += x->pass;
		}
		bound[j] += most;
	}
}

/* A part of a bin of p: for each bin of q the rows of other bins, which stop there or pass. */
static void middle_part(const struct cube_middle *x, size_t qs, struct cube_worth *part)
{
	struct cube_worth sum = {0};

	for (size_t q = 0; q < qs + 2; q++)
		add(&sum, &x[q].stops);
	for (size_t q = 0; q <= qs; q++) {
		take(&sum, &x[q].stops);
		if (q > 0)
			part[q - 1] = sum;
		add(&sum, &x[q].passes);
	}
}

/* A part of a bin of o: for each bin of p and q the rows of other bins. */
static void outer_part(const struct cascade_cube *c, size_t at, struct cube_worth *part)
{
	size_t ps = c->sums.side[1].bins, qs = c->sums.side[2].bins;
	struct cube_middle before[CUBE_SIDE] = {0}; /* [q] of p's earlier bins */
	struct cube_worth after = {0};              /* of p's later bins */

	for (size_t p = 1; p < ps + 2; p++)
		for (size_t q = 0; q < qs + 2; q++)
			add(&after, &cube_outer(&c->sums, at, p)[q].here);
	for (size_t p = 0; p <= ps; p++) {
		const struct cube_outer *x = cube_outer(&c->sums, at, p);

		for (size_t q = 0; p > 0 && q < qs + 2; q++)
			take(&after, &x[q].here);
		if (p > 0)
			middle_part(before, qs, part + (p - 1) * qs);
		for (size_t q = 0; p > 0 && q < qs; q++)
			add(&part[(p - 1) * qs + q], &after);
		for (size_t q = 0; q < qs + 2; q++) {
			add(&before[q].stops, &x[q].stops);
			add(&before[q].passes, &x[q].passes);
		}
	}
}

/* The most that the rows at q's thresholds are worth, for each of its bins; all parts of all of them. */
static void add_last(const struct cube_worth *x, size_t qs, double *bound)
{
	double now = x[0].pass;

	for (size_t k = 1; k < cube_part(qs + 1) + 1; k++)
		now += x[k].stop;
	for (size_t q = 1; q <= qs; q++) {
		double most = -INFINITY;

		for (size_t k = cube_part(q); k < cube_part(q + 1); k++) {
			now -= x[k].stop;
			most = now + x[k].both > most ? now + x[k].both : most;
			now += x[k].pass;
		}
		bound[q - 1] += most;
	}
}

/* The rows in several ranges; those of bins of o before this one are in bin 0. */
static void add_several(const struct cascade_cube *c, size_t o)
{
	size_t ps = c->sums.side[1].bins, qs = c->sums.side[2].bins;
	double before[CUBE_SIDE] = {0}; /* [q] of p's earlier bins */

	for (size_t p = 0; p <= ps; p++) {
		const struct cube_several *x = cube_several(&c->sums, o, p), *past = cube_several(&c->sums, 0, p);
		double *bound = p > 0 ? line_at(c, o, p) : NULL, sum = 0;

		for (size_t q = 0; q < qs + 2; q++)
			sum += x[q].stops;
		for (size_t q = 0; bound && q <= qs; q++) {
			sum -= x[q].stops;
			if (q > 0)
				bound[q - 1] += past[q].inner + x[q].all + before[q] + sum;
			sum += x[q].passes;
		}
		for (size_t q = 0; q < qs + 2; q++)
			before[q] += x[q].apart;
	}
}

/* Bin 0 of o, whose rows pass there, gets those of a bin that is before the next one. */
static void pass_bin(struct cube_sums *s, size_t o)
{
	for (size_t k = 0; k < cube_bins(s, 1) * cube_parts(s, 2); k++)
		add(&s->last[k], &cube_last(s, o, 0)[k]);
	for (size_t k = 0; k < cube_parts(s, 1) * cube_bins(s, 2); k++) {
		add(&s->middle[k].stops, &cube_middle(s, o, 0)[k].stops);
		add(&s->middle[k].passes, &cube_middle(s, o, 0)[k].passes);
	}
	for (size_t k = 0; k < cube_bins(s, 1) * cube_bins(s, 2); k++)
		s->several[k].inner += cube_several(s, o, 0)[k].inner;
}

/* The rows that pass o, at the thresholds of p and q. */
static void add_inner(const struct cascade_cube *c, size_t o)
{
	const struct cube_sums *s = &c->sums;
	size_t ps = s->side[1].bins, qs = s->side[2].bins;
	struct cube_worth before[CUBE_LINE] = {0}; /* of p's earlier bins */
	double after = 0;                          /* of later ones, where all stop */

	for (size_t k = 1; k < cube_parts(s, 1); k++)
		for (size_t q = 0; q < qs + 2; q++)
			after += cube_middle(s, 0, k)[q].stops.stop;
	for (size_t p = 1; p <= ps; p++) {
		double *bound = line_at(c, o, p);

		for (size_t k = 0; k < CUBE_PARTS; k++) {
			const struct cube_middle *x = cube_middle(s, 0, cube_part(p) + k);

			middle_part(x, qs, c->part + k * qs);
			for (size_t q = 0; q < qs + 2; q++)
				after -= x[q].stops.stop;
		}
		for (size_t k = 0; k < cube_parts(s, 2); k++)
			add(&before[k], &cube_last(s, 0, p - 1)[k]);
		add_parts(c->part, qs, bound);
		add_last(before, qs, bound);
		for (size_t q = 0; q < qs; q++)
			bound[q] += after;
	}
}

static void add_outer(const struct cascade_cube *c, size_t o)
{
	size_t plane = c->sums.side[1].bins * c->sums.side[2].bins;

	for (size_t k = 0; k < CUBE_PARTS; k++)
		outer_part(c, cube_part(o) + k, c->part + k * plane);
	add_parts(c->part, plane, line_at(c, o, 1));
}

void cascade_cube_bound(
	struct cascade_cube *c, const struct cascade_rows *r, const struct cascade_box *box, double price)
{
	struct cube_sums *s = &c->sums;
	double stop = 0; /* at o, in later bins */

	cube_sums_add(s, r, box, price);
	for (size_t o = s->side[0].bins; o > 0; o--) {
		stop += s->stop[o + 1];
		for (size_t k = 0; k < s->side[1].bins * s->side[2].bins; k++)
			line_at(c, o, 1)[k] = stop;
	}
	for (size_t o = 1; o <= s->side[0].bins; o++) {
		add_outer(c, o);
		add_inner(c, o);
		add_several(c, o);
		pass_bin(s, o);
	}
}

static size_t bin_of(const struct cube_side *x, uint32_t threshold)
{
	return 1 + (size_t)((uint64_t)(threshold - x->from) * x->bins / x->thresholds);
}

/* The first threshold of a bin. */
static uint32_t begins(const struct cube_side *x, size_t bin)
{
	return x->from + (uint32_t)(((uint64_t)(bin - 1) * x->thresholds + x->bins - 1) / x->bins);
}

/* Bins of o, p and q, the first ones and the last. */
struct bins {
	size_t from[3], to[3];
};

static struct bins all_bins(const struct cascade_cube *c)
{
	struct bins b;

	for (int k = 0; k < 3; k++) {
		b.from[k] = 1;
		b.to[k] = c->sums.side[k].bins;
	}
	return b;
}

/* Of those bins that are above the floor the ranges that hold them all, and the largest bound; false where there are none. */
static bool above(const struct cascade_cube *c, double floor, struct bins *b, double *most)
{
	struct bins found = {{SIZE_MAX, SIZE_MAX, SIZE_MAX}, {0}};
	size_t at[3];

	*most = -INFINITY;
	for (at[0] = b->from[0]; at[0] <= b->to[0]; at[0]++)
		for (at[1] = b->from[1]; at[1] <= b->to[1]; at[1]++)
			for (at[2] = b->from[2]; at[2] <= b->to[2]; at[2]++) {
				double bound = line_at(c, at[0], at[1])[at[2] - 1];

				for (int k = 0; bound > floor && k < 3; k++) {
					found.from[k] = at[k] < found.from[k] ? at[k] : found.from[k];
					found.to[k] = at[k] > found.to[k] ? at[k] : found.to[k];
				}
				*most = bound > *most ? bound : *most;
			}
	*b = found;
	return *most > floor;
}

bool cascade_cube_narrow(const struct cascade_cube *c, double floor, struct cascade_box *box, double *bound)
{
	const struct cube_sums *s = &c->sums;
	uint32_t *lo = box->lo + s->first, *hi = box->hi + s->first;
	struct bins b = all_bins(c);
	double most;

	for (size_t k = s->absent; k < 3; k++) {
		b.from[k] = bin_of(&s->side[k], lo[k - s->absent]);
		b.to[k] = bin_of(&s->side[k], hi[k - s->absent]);
	}
	if (!above(c, floor, &b, &most))
		return false;
	for (size_t k = s->absent; k < 3; k++) {
		uint32_t first = begins(&s->side[k], b.from[k]), last = begins(&s->side[k], b.to[k] + 1) - 1;

		lo[k - s->absent] = first > lo[k - s->absent] ? first : lo[k - s->absent];
		hi[k - s->absent] = last < hi[k - s->absent] ? last : hi[k - s->absent];
	}
	*bound = most < *bound ? most : *bound;
	return true;
}
