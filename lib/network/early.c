/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/early.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { BLOCK = 256 };

int early_init(struct early *s, struct err *e)
{
	const struct network *h = s->network;
	size_t outputs = h->width[h->nlayer], packed = network_packed(h), scratch = network_scratch(h, BLOCK);

	s->least = INFINITY;
	s->since = 0;
	s->best = mem_alloc(h->nparam + packed + scratch + BLOCK * outputs, sizeof *s->best, e);
	if (!s->best)
		return ST_SYSTEM;
	s->packed = s->best + h->nparam;
	s->scratch = s->packed + packed;
	s->g = s->scratch + scratch;
	return ST_OK;
}

void early_free(struct early *s)
{
	free(s->best);
	s->best = NULL;
}

static double mean_loss(const struct early *s, const double *theta)
{
	size_t width = s->network->width[0];
	double sum = 0;

	network_pack(s->network, theta, s->packed);
	for (size_t i = 0; i < s->n; i += BLOCK) {
		size_t n = s->n - i < BLOCK ? s->n - i : BLOCK;

		sum += s->rows(s->ctx, i, NULL, n,
			network_forward(s->network, theta, s->packed, s->x + i * width, n, s->scratch), s->g);
	}
	return sum / s->total;
}

int early_look(struct early *s, const double *theta, double *loss)
{
	*loss = mean_loss(s, theta);
	s->since++;
	if (*loss < s->least || isinf(s->least)) {
		s->least = *loss;
		s->since = 0;
		memcpy(s->best, theta, s->network->nparam * sizeof *theta);
	}
	return s->since < s->patience ? ST_OK : ST_END;
}
