/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/head.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void head_free(struct head *p)
{
	names_free(&p->classes);
	names_free(&p->experts);
	names_free(&p->features);
	free(p->cost);
	free(p->share);
	feature_map_free(&p->map);
	for (size_t i = 0; i < p->nparts; i++)
		free(p->part[i].theta);
	*p = (struct head){0};
}

static int add_part(struct head *p, const char *name, bool experts, size_t from, size_t n, struct err *e)
{
	struct head_part *h = &p->part[p->nparts];
	int st;

	*h = (struct head_part){.name = name, .experts = experts, .from = from, .n = n};
	st = network_init(&h->network, p->map.nout, p->hidden, p->nhidden, p->activation, n, e);
	if (!st && !(h->theta = mem_alloc(h->network.nparam, sizeof *h->theta, e)))
		st = ST_SYSTEM;
	p->nparts += !st;
	return st;
}

int head_make_parts(struct head *p, struct err *e)
{
	size_t nc = p->classes.n, ne = p->experts.n;
	int st = ST_OK;

	p->setup.nclass = nc;
	p->setup.nexpert = ne;
	if (p->loss->joint)
		st = add_part(p, "joint", false, 0, nc + ne, e);
	if (p->loss->classes && nc)
		st = add_part(p, "class", false, 0, nc, e);
	if (!st && p->loss->experts)
		st = add_part(p, "defer", true, nc, ne, e);
	return st;
}

size_t head_scratch(const struct head *p)
{
	size_t most = 0;

	for (size_t i = 0; i < p->nparts; i++)
		if (network_scratch(&p->part[i].network, 1) > most)
			most = network_scratch(&p->part[i].network, 1);
	return 2 * p->map.nout + 2 * p->map.nin + most;
}

/* The map with a standardised row of its own: threads share a head. */
static struct feature_map map_row(const struct head *p, const double *x, double *scratch, double *mapped)
{
	struct feature_map m = p->map;

	m.z = scratch + head_scratch(p) - p->map.nin;
	feature_map_row(&m, x, mapped);
	return m;
}

void head_logits(const struct head *p, const double *x, double *scratch, double *z)
{
	double *mapped = scratch + head_scratch(p) - p->map.nin - p->map.nout;

	map_row(p, x, scratch, mapped);
	for (size_t i = 0; i < p->nparts; i++) {
		const struct head_part *h = &p->part[i];

		memcpy(z + h->from, network_forward(&h->network, h->theta, NULL, mapped, 1, scratch), h->n * sizeof *z);
	}
}

void head_gradient(const struct head *p, const double *x, const double *g, double *scratch, double *gx)
{
	double *mapped = scratch + head_scratch(p) - p->map.nin - p->map.nout, *by_map = mapped - p->map.nout;
	double *by_x = by_map - p->map.nin;
	struct feature_map m = map_row(p, x, scratch, mapped);

	for (size_t i = 0; i < p->nparts; i++) {
		const struct head_part *h = &p->part[i];

		network_forward(&h->network, h->theta, NULL, mapped, 1, scratch);
		network_inputs(&h->network, h->theta, 1, scratch, g + h->from, by_map);
		feature_map_gradient(&m, by_map, by_x);
		for (size_t f = 0; f < p->map.nin; f++)
			gx[f] += by_x[f];
	}
}

bool head_is_affine(const struct head *p)
{
	return p->map.kind == FEATURE_MAP_LINEAR && !p->nhidden;
}

void head_affine(const struct head *p, double *w)
{
	size_t n = p->features.n;

	for (size_t i = 0; i < p->nparts; i++) {
		const struct head_part *h = &p->part[i];
		const double *theta = h->theta + network_weights(&h->network, 0);

		for (size_t k = 0; k < h->n; k++)
			for (size_t f = 0; f < n; f++)
				w[(h->from + k) * n + f] = theta[k * n + f] / p->map.scale[f];
	}
}
