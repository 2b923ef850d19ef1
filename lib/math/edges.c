/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/edges.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

void edges_free(struct edges *b)
{
	free(b->edge);
	*b = (struct edges){0};
}

static int edges_init(struct edges *b, size_t n, bool left, struct err *e)
{
	*b = (struct edges){.left = left, .edge = mem_alloc(n + 1, sizeof *b->edge, e)};
	return b->edge ? ST_OK : ST_SYSTEM;
}

int edges_width(struct edges *b, size_t n, bool left, struct err *e)
{
	int st = edges_init(b, n, left, e);

	if (st)
		return st;
	for (size_t i = 0; i <= n; i++)
		b->edge[i] = (double)i / (double)n;
	b->n = n;
	b->equal = true;
	return ST_OK;
}

/* Midway between two neighbours, on the lower one's side of the upper one even if no double lies between. */
static double midway(double low, double high, bool left)
{
	double middle = low + (high - low) / 2;

	if (left)
		return middle > low ? middle : high;
	return middle < high ? middle : low;
}

/* Weights whose sums are equal but for their rounding: 0.1 three times and 0.3. */
#define MASS_ROUNDING 1e-9

/* The power of two that takes the weights' sums away from the ends of the doubles. */
static int power_of(size_t m, const double *weight)
{
	double most = 0;
	int power;

	for (size_t i = 0; i < m; i++)
		most = weight[i] > most ? weight[i] : most;
	frexp(most, &power);
	return power;
}

int edges_mass(struct edges *b, size_t n, bool left, size_t m, const double *value, const double *weight, struct err *e)
{
	double rest = 0, taken = 0, before = 0;
	int power = power_of(m, weight), st = edges_init(b, n < m ? n : m, left, e);

	if (st)
		return st;
	for (size_t i = 0; i < m; i++)
		rest += ldexp(weight[i], -power);
	for (size_t i = 0; i < m && b->n + 1 < n; i++) {
		if (!(weight[i] > 0))
			continue;
		/* enough is taken: the bin ends before this value, the next one that has a weight */
		if (taken > 0 && taken * (double)(n - b->n) >= rest * (1 - MASS_ROUNDING)) {
			rest -= taken;
			taken = 0;
			b->edge[++b->n] = midway(before, value[i], left);
		}
		taken += ldexp(weight[i], -power);
		before = value[i];
	}
	b->edge[++b->n] = 1;
	return ST_OK;
}

/* Whether x lies in a bin above the one that ends at this edge. */
static bool beyond(const struct edges *b, double x, double edge)
{
	return b->left ? x >= edge : x > edge;
}

size_t edges_find(const struct edges *b, double x)
{
	size_t low = 0, high = b->n - 1;

	if (b->equal && x > 0 && x < 1) {
		low = (size_t)(x * (double)b->n);
		low = low < b->n ? low : b->n - 1;
		while (low > 0 && !beyond(b, x, b->edge[low]))
			low--;
		while (low + 1 < b->n && beyond(b, x, b->edge[low + 1]))
			low++;
		return low;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (beyond(b, x, b->edge[middle + 1]))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
