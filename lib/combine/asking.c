/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/asking.h"

#include <math.h>

#include "math/vec.h"

double asking_size(size_t classes, size_t experts, size_t left)
{
	double k = (double)classes, size = k;

	for (size_t i = 0; i < left && size < INFINITY; i++)
		size *= k * (double)(experts > i ? experts - i : 0);
	return size;
}

/* What asking on is worth once q is what is known; nothing where it does not pay. */
static double go_on(const struct asking *a, const double *q, size_t left)
{
	double best = 0, mass = 0;

	for (size_t c = 0; left && c < a->classes; c++)
		mass += q[c];
	for (size_t i = 0; left && i < a->experts; i++)
		if (a->may[i])
			best = fmax(best, asking_gain(a, q, i, left) - a->cost[i] * mass);
	return best;
}

double asking_gain(const struct asking *a, const double *q, size_t j, size_t left)
{
	size_t k = a->classes, now = vec_argmax(q, k);
	const double *chance = a->chance + j * k * k;
	double *next = a->room + (left - 1) * k, gain = 0;

	a->may[j] = false;
	for (size_t h = 0; h < k; h++) {
		for (size_t c = 0; c < k; c++)
			next[c] = q[c] * chance[h * k + c];
		gain += next[vec_argmax(next, k)] - next[now];
		gain += go_on(a, next, left - 1);
	}
	a->may[j] = true;
	return gain;
}
