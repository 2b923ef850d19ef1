/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/attack.h"

#include <math.h>
#include <string.h>

void attack_init(struct attack *a, const struct feature_map *m, double *x, size_t n)
{
	double *zero = x + n * m->nin, *one = zero + m->nin;

	a->x = x;
	a->map = *m;
	a->map.mean = zero;
	a->map.scale = one;
	for (size_t i = 0; i < m->nin; i++) {
		zero[i] = 0;
		one[i] = 1;
	}
	for (size_t i = 0; i < n; i++, x += m->nin)
		for (size_t k = 0; k < m->nin; k++)
			x[k] = (x[k] - m->mean[k]) / m->scale[k];
}

size_t attack_scratch(const struct attack *a)
{
	return FIT_BLOCK * (2 * a->map.nout + a->map.nin) + 4 * a->map.nin;
}

/* One step of length `step` up the gradient gx, into d. */
static void climb(enum norm norm, const double *gx, size_t n, double step, double *d)
{
	double size = ball_norm(norm == NORM_2 ? NORM_2 : NORM_INF, gx, n);

	for (size_t i = 0; i < n && size > 0; i++)
		if (norm == NORM_2)
			d[i] += step * gx[i] / size;
		else if (gx[i] != 0 && (norm == NORM_INF || fabs(gx[i]) == size))
			d[i] += copysign(step, gx[i]);
}

static const double *start(const struct attack *a, const struct attacked_rows *r, size_t k)
{
	return a->x + (r->row ? r->row[k] : r->first + k) * a->map.nin;
}

const double *attack_rows(
	const struct attack *a, const struct attacked_rows *r, double *scratch, double *g, double *rest)
{
	struct feature_map map = a->map; /* its z is the row in hand: threads share a map */
	size_t nin = map.nin, nout = map.nout;
	double *mapped = scratch, *gradient = mapped + FIT_BLOCK * nout, *z = gradient + FIT_BLOCK * nout;
	double *gx = z + FIT_BLOCK * nin, *d = gx + nin, *limit = d + nin;
	const struct norm_ball ball = {a->norm, nin, limit, limit + nin, NULL};

	for (size_t i = 0; i < nin; i++) {
		limit[i] = -INFINITY;
		limit[nin + i] = INFINITY;
	}
	for (size_t k = 0; k < r->n; k++) {
		map.z = memcpy(z + k * nin, start(a, r, k), nin * sizeof *z);
		feature_map_row(&map, map.z, mapped + k * nout);
	}
	for (size_t step = 0; step < a->steps; step++) {
		r->rows(r->ctx, r->first, r->row, r->n,
			network_forward(r->network, r->theta, r->packed, mapped, r->n, rest), g);
		network_inputs(r->network, r->theta, r->n, rest, g, gradient);
		for (size_t k = 0; k < r->n; k++) {
			const double *from = start(a, r, k);

			map.z = z + k * nin;
			feature_map_gradient(&map, gradient + k * nout, gx);
			for (size_t i = 0; i < nin; i++)
				d[i] = map.z[i] - from[i];
			climb(a->norm, gx, nin, 2.5 * a->radius / (double)a->steps, d);
			ball_clip(&ball, a->radius, d);
			for (size_t i = 0; i < nin; i++)
				map.z[i] = from[i] + d[i];
			feature_map_row(&map, map.z, mapped + k * nout);
		}
	}
	return mapped;
}
