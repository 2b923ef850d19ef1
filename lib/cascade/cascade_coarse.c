/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_coarse.h"

#include <math.h>
#include <string.h>

static double larger(double a, double b)
{
	return a > b ? a : b;
}

struct cascade_range cascade_range(uint32_t lo, uint32_t hi, size_t bins)
{
	size_t width = (size_t)hi - lo + 1;

	return (struct cascade_range){lo, hi, width < bins ? width : bins};
}

size_t cascade_bin(const struct cascade_range *x, uint32_t r)
{
	if (r < x->lo)
		return 0;
	if (r >= x->hi)
		return x->bins + 1;
	return 1 + (size_t)((uint64_t)(r - x->lo) * x->bins / ((uint64_t)x->hi - x->lo + 1));
}

struct cascade_range cascade_bins_ranks(const struct cascade_range *x, size_t first, size_t last)
{
	uint64_t width = (uint64_t)x->hi - x->lo + 1;

	return cascade_range(x->lo + (uint32_t)(((first - 1) * width + x->bins - 1) / x->bins),
		x->lo + (uint32_t)((last * width - 1) / x->bins), x->bins);
}

void cascade_cell_add(struct cascade_cell *c, double x, double y, double z)
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

void cascade_cell_join(struct cascade_cell *to, const struct cascade_cell *from)
{
	to->x += from->x;
	to->y += from->y;
	to->z += from->z;
	to->yz += from->yz;
	to->xy += from->xy;
	to->xz += from->xz;
	to->xyz += from->xyz;
}

static void fill(struct cascade_bins *b, const struct cascade_reach *reach, const uint32_t *row, size_t n,
	const struct cascade_range *p, const struct cascade_range *q)
{
	memset(b, 0, sizeof *b);
	for (size_t i = 0; i < n; i++) {
		const struct cascade_reach *r = &reach[row[i]];

		cascade_cell_add(&b->cell[cascade_bin(p, r->p)][cascade_bin(q, r->q)], r->x, r->y, r->z);
	}
}

static void note(struct cascade_bin_range *r, size_t p, size_t q, double bound)
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
static void bound_bin(const struct cascade_bins *b, const struct cascade_cell *past, size_t bins, size_t j, double base,
	double floor, struct cascade_bin_range *found)
{
	const struct cascade_cell *here = b->cell[j];
	double below = base, above = 0; /* q's bins below k, and from k on */

	for (size_t k = 0; k < bins + 2; k++)
		above += past[k].y + here[k].xy;
	for (size_t k = 0; k <= bins; k++) {
		above -= past[k].y + here[k].xy;
		if (k > 0 && below + above + past[k].yz + here[k].xyz > floor)
			note(found, j, k, below + above + past[k].yz + here[k].xyz);
		below += past[k].z + here[k].xz;
	}
}

struct cascade_bin_range cascade_bins_bound(const struct cascade_bins *b, const struct cascade_range *p,
	const struct cascade_range *q, double beside, double floor)
{
	struct cascade_cell past[CASCADE_BINS + 2] = {0};
	struct cascade_bin_range found = {0};
	double base = beside;

	for (size_t j = 0; j < p->bins + 2; j++)
		for (size_t k = 0; k < q->bins + 2; k++)
			base += b->cell[j][k].x;
	for (size_t j = 0; j <= p->bins; j++) {
		for (size_t k = 0; k < q->bins + 2; k++)
			base -= b->cell[j][k].x;
		if (j > 0)
			bound_bin(b, past, q->bins, j, base, floor, &found);
		for (size_t k = 0; k < q->bins + 2; k++) {
			past[k].y += b->cell[j][k].y;
			past[k].z += b->cell[j][k].z;
			past[k].yz += b->cell[j][k].yz;
		}
	}
	return found;
}

/* True where the bins hold less than half of the range. */
static bool narrow(struct cascade_range *x, size_t first, size_t last)
{
	uint64_t width = (uint64_t)x->hi - x->lo + 1;

	*x = cascade_bins_ranks(x, first, last);
	return (uint64_t)x->hi - x->lo + 1 < width / 2;
}

bool cascade_coarse(struct cascade_bins *b, const struct cascade_reach *reach, const uint32_t *row, size_t n,
	double floor, struct cascade_range *p, struct cascade_range *q, double *bound)
{
	bool again = true;

	*bound = INFINITY;
	while (again && p->hi - p->lo >= CASCADE_BINS && q->hi - q->lo >= CASCADE_BINS) {
		struct cascade_bin_range found;

		fill(b, reach, row, n, p, q);
		found = cascade_bins_bound(b, p, q, 0, floor);
		if (!found.any)
			return false;
		*bound = found.most;
		again = narrow(p, found.first[0], found.last[0]);
		again |= narrow(q, found.first[1], found.last[1]);
	}
	return true;
}
