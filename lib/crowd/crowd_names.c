/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_names.h"

static void swap(double *a, double *b)
{
	double was = *a;

	*a = *b;
	*b = was;
}

static void exchange(struct crowd *c, double *count, size_t a, size_t b)
{
	size_t nc = c->nclass;

	swap(&c->share[a], &c->share[b]);
	for (size_t j = 0; j < c->nworker; j++) {
		for (size_t l = 0; l < nc; l++) {
			swap(&count[(j * nc + a) * nc + l], &count[(j * nc + b) * nc + l]);
			if (c->method == CROWD_CONFUSION)
				swap(&c->parameter[(j * nc + a) * nc + l], &c->parameter[(j * nc + b) * nc + l]);
		}
		if (c->method == CROWD_COIN)
			c->parameter[j] = 1 - c->parameter[j];
	}
	c->renamed++;
}

/* By how much more votes would be right. */
static double exchange_gain(const struct crowd *c, const double *count, size_t a, size_t b)
{
	size_t nc = c->nclass;
	double gain = 0;

	for (size_t j = 0; j < c->nworker; j++) {
		const double *n = &count[j * nc * nc];

		gain += n[a * nc + b] + n[b * nc + a] - n[a * nc + a] - n[b * nc + b];
	}
	return gain;
}

void crowd_name_classes(struct crowd *c, struct crowd_head_fit *head, double *count, double total)
{
	bool moved = c->prior != CROWD_COLUMNS
		&& (c->method == CROWD_CONFUSION || (c->method == CROWD_COIN && c->nclass == 2));

	/* Every exchange raises a sum of votes, beyond what rounding could. */
	while (moved) {
		moved = false;
		for (size_t a = 0; a < c->nclass; a++)
			for (size_t b = a + 1; b < c->nclass; b++)
				if (exchange_gain(c, count, a, b) > 1e-9 * total) {
					exchange(c, count, a, b);
					if (head)
						crowd_head_exchange(head, a, b);
					moved = true;
				}
	}
	crowd_chances(c);
}
