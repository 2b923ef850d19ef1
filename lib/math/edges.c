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

int edges_given(struct edges *b, const double *inner, size_t n, bool left, struct err *e)
{
	int st = edges_init(b, n + 1, left, e);

	if (st)
		return st;
	for (size_t i = 0; i < n; i++) {
		double x = inner[i];

		if ((i == 0 && x == 0) || (i + 1 == n && x == 1))
			continue;
		if (!(x > b->edge[b->n] && x < 1))
			return err_set(
				e, ST_USAGE, "--edges: not rising numbers in [0, 1]: %g after %g", x, b->edge[b->n]);
		b->edge[++b->n] = x;
	}
	b->edge[++b->n] = 1;
	return ST_OK;
}

/* Row number h, from 0, of the values taken as often as they weigh; *at and *passed go on from the call before. */
static double value_at(double h, size_t m, const double *value, const double *weight, size_t *at, double *passed)
{
	while (*at + 1 < m && *passed + weight[*at] <= h)
		*passed += weight[(*at)++];
	return value[*at];
}

int edges_quantile(struct edges *b, size_t n, bool nearest, size_t m, const double *value, const double *weight,
	bool whole, struct err *e)
{
	double total = 0, passed = 0;
	size_t at = 0;
	int st = edges_init(b, n, nearest, e);

	if (st)
		return st;
	for (size_t i = 0; i < m; i++)
		total += weight[i];
	for (size_t i = 1; i < n; i++) {
		double h = (total - whole) * ((double)i / (double)n), low, part;

		if (nearest && whole)
			h = rint(h);
		part = whole ? h - floor(h) : 0;
		low = value_at(whole ? floor(h) : h, m, value, weight, &at, &passed);
		if (part > 0) {
			size_t next = at;
			double before = passed;

			low += part * (value_at(floor(h) + 1, m, value, weight, &next, &before) - low);
		}
		b->edge[i] = low;
	}
	b->edge[n] = 1;
	b->n = n;
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
