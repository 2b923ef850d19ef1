/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_coarse.h"

#include <math.h>
#include <string.h>

static double larger(double a, double b)
{
	return a > b ? a : b;
}

/* The bin of rank r, from 1; 0 below the range, CASCADE_BINS + 1 from its end on. */
static size_t bin_of(const struct cascade_range *x, uint32_t r)
{
	if (r < x->lo)
		return 0;
	if (r >= x->hi)
		return CASCADE_BINS + 1;
	return 1 + (size_t)((uint64_t)(r - x->lo) * CASCADE_BINS / ((uint64_t)x->hi - x->lo + 1));
}

static void fill(struct cascade_bins *b, const struct cascade_reach *reach, const uint32_t *row, size_t n,
	const struct cascade_range *p, const struct cascade_range *q)
{
	memset(b, 0, sizeof *b);
	for (size_t i = 0; i < n; i++) {
		const struct cascade_reach *r = &reach[row[i]];
		struct cascade_cell *c = &b->cell[bin_of(p, r->p)][bin_of(q, r->q)];
		double yz = larger(r->y, r->z);

		c->x += r->x;
		c->y += r->y;
		c->z += r->z;
		c->yz += yz;
		c->xy += larger(r->x, r->y);
		c->xz += larger(r->x, r->z);
		c->xyz += larger(r->x, yz);
	}
}

/* Which bins hold the thresholds that may be above the floor. */
struct bin_range {
	size_t first[2], last[2]; /* of p, of q; from 1 */
	double most;              /* the largest bound */
	bool any;
};

static void note(struct bin_range *r, size_t p, size_t q, double bound)
{
	const size_t at[2] = {p, q};

	for (int k = 0; k < 2; k++) {
		r->first[k] = !r->any || at[k] < r->first[k] ? at[k] : r->first[k];
		r->last[k] = !r->any || at[k] > r->last[k] ? at[k] : r->last[k];
	}
	r->most = r->any ? larger(r->most, bound) : bound;
	r->any = true;
}

/* The bins q for p in bin j.  past[k]: sums over the bins of p before j, of y, z and yz; base: what stops at p for certain. */
static void bound_bin(const struct cascade_bins *b, const struct cascade_cell *past, size_t j, double base,
	double floor, struct bin_range *found)
{
	const struct cascade_cell *here = b->cell[j];
	double below = base, above = 0; /* q's bins below k, and from k on */

	for (size_t k = 0; k < CASCADE_BINS + 2; k++)
		above += past[k].y + here[k].xy;
	for (size_t k = 0; k <= CASCADE_BINS; k++) {
		above -= past[k].y + here[k].xy;
		if (k > 0 && below + above + past[k].yz + here[k].xyz > floor)
			note(found, j, k, below + above + past[k].yz + here[k].xyz);
		below += past[k].z + here[k].xz;
	}
}

static struct bin_range bound_bins(const struct cascade_bins *b, double floor)
{
	struct cascade_cell past[CASCADE_BINS + 2] = {0};
	struct bin_range found = {0};
	double base = 0;

	for (size_t j = 0; j < CASCADE_BINS + 2; j++)
		for (size_t k = 0; k < CASCADE_BINS + 2; k++)
			base += b->cell[j][k].x;
	for (size_t j = 0; j <= CASCADE_BINS; j++) {
		for (size_t k = 0; k < CASCADE_BINS + 2; k++)
			base -= b->cell[j][k].x;
		if (j > 0)
			bound_bin(b, past, j, base, floor, &found);
		for (size_t k = 0; k < CASCADE_BINS + 2; k++) {
			past[k].y += b->cell[j][k].y;
			past[k].z += b->cell[j][k].z;
			past[k].yz += b->cell[j][k].yz;
		}
	}
	return found;
}

/* The ranks of bins first to last; true where that is less than half of the range. */
static bool narrow(struct cascade_range *x, size_t first, size_t last)
{
	uint64_t width = (uint64_t)x->hi - x->lo + 1;
	uint32_t lo = x->lo + (uint32_t)(((first - 1) * width + CASCADE_BINS - 1) / CASCADE_BINS);
	uint32_t hi = x->lo + (uint32_t)((last * width - 1) / CASCADE_BINS);

	x->lo = lo;
	x->hi = hi;
	return (uint64_t)hi - lo + 1 < width / 2;
}

bool cascade_coarse(struct cascade_bins *b, const struct cascade_reach *reach, const uint32_t *row, size_t n,
	double floor, struct cascade_range *p, struct cascade_range *q, double *bound)
{
	bool again = true;

	*bound = INFINITY;
	while (again && p->hi - p->lo >= CASCADE_BINS && q->hi - q->lo >= CASCADE_BINS) {
		struct bin_range found;

		fill(b, reach, row, n, p, q);
		found = bound_bins(b, floor);
		if (!found.any)
			return false;
		*bound = found.most;
		again = narrow(p, found.first[0], found.last[0]);
		again |= narrow(q, found.first[1], found.last[1]);
	}
	return true;
}
