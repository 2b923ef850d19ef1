/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "real/real.h"

/* Of a class that an item's own distribution leaves out: its logarithm is finite. */
static const double least = 1e-300;

void crowd_free(struct crowd *c)
{
	free(c->share);
	free(c->parameter);
	free(c->chance);
	*c = (struct crowd){0};
}

/* The standard normal distribution at -3.5, -3, ..., 3.5. */
static void set_nodes(struct crowd *c)
{
	double sum = 0;

	for (size_t m = 0; m < c->nnode; m++) {
		double d = c->nnode == 1 ? 0 : .5 * ((double)m - (CROWD_DIFFICULTIES - 1) / 2);

		c->node[m] = real_exp(d);
		c->node_chance[m] = -d * d / 2;
		sum += real_exp(c->node_chance[m]);
	}
	for (size_t m = 0; m < c->nnode; m++)
		c->node_chance[m] -= real_log(sum);
}

int crowd_init(
	struct crowd *c, enum crowd_method method, size_t nclass, size_t nworker, enum crowd_prior prior, struct err *e)
{
	size_t cells = nclass * nclass;

	*c = (struct crowd){.method = method, .nclass = nclass, .nworker = nworker, .prior = prior};
	c->nnode = method == CROWD_DIFFICULTY ? CROWD_DIFFICULTIES : 1;
	c->width = method == CROWD_CONFUSION ? cells : 1;
	set_nodes(c);
	/* What mem_alloc checks is the product of two. */
	if (nclass > 1 << 16 || nworker > SIZE_MAX / cells / CROWD_DIFFICULTIES)
		return err_memory(e);
	c->share = mem_alloc(nclass, sizeof *c->share, e);
	c->parameter = mem_alloc(nworker * c->width, sizeof *c->parameter, e);
	c->chance = mem_alloc(nworker * c->nnode * cells, sizeof *c->chance, e);
	return c->share && c->parameter && c->chance ? ST_OK : ST_SYSTEM;
}

/* right and wrong: the logarithms of being right and of one of the other labels. */
static void coin_chances(const struct crowd *c, double right, double wrong, double *chance)
{
	for (size_t z = 0; z < c->nclass; z++)
		for (size_t l = 0; l < c->nclass; l++)
			chance[z * c->nclass + l] = l == z ? right : wrong;
}

void crowd_chances(struct crowd *c)
{
	size_t cells = c->nclass * c->nclass;
	double slope, others = real_log((double)(c->nclass - 1));

	for (size_t j = 0; j < c->nworker; j++) {
		double *chance = &c->chance[j * c->nnode * cells], a = c->parameter[j * c->width];

		if (c->method == CROWD_CONFUSION)
			for (size_t i = 0; i < cells; i++)
				chance[i] = real_log(c->parameter[j * cells + i]);
		else if (c->method == CROWD_COIN)
			coin_chances(c, real_log(a), real_log1p(-a) - others, chance);
		for (size_t m = 0; c->method == CROWD_DIFFICULTY && m < c->nnode; m++)
			coin_chances(c, -real_softplus(-a * c->node[m], &slope),
				-real_softplus(a * c->node[m], &slope) - others, chance + m * cells);
	}
}

static void add_vote(const struct crowd *c, const struct vote *v, double *q)
{
	size_t nc = c->nclass;
	const double *chance = &c->chance[v->worker * c->nnode * nc * nc];

	for (size_t i = 0; i < c->nnode * nc; i++)
		q[i] += v->w * chance[i * nc + v->label];
}

double crowd_joint(const struct crowd *c, const struct crowd_item *item, double *q)
{
	size_t n = c->nnode * c->nclass;
	double top = -INFINITY, sum = 0;
	const double *prior = item->prior ? item->prior : c->share;

	for (size_t i = 0; i < n; i++)
		q[i] = real_log(fmax(prior[i % c->nclass], least)) + c->node_chance[i / c->nclass];
	for (size_t i = 0; i < item->n; i++)
		add_vote(c, &item->vote[i], q);
	for (size_t i = 0; i < n; i++)
		top = fmax(top, q[i]);
	for (size_t i = 0; i < n; i++)
		sum += q[i] = real_exp(q[i] - top);
	for (size_t i = 0; i < n; i++)
		q[i] /= sum;
	return top + real_log(sum);
}

double crowd_posterior(const struct crowd *c, const struct crowd_item *item, double *q, double *p)
{
	double loglik = crowd_joint(c, item, q);

	for (size_t z = 0; z < c->nclass; z++) {
		p[z] = 0;
		for (size_t m = 0; m < c->nnode; m++)
			p[z] += q[m * c->nclass + z];
	}
	return loglik;
}

double crowd_answer(const struct crowd *c, size_t worker, size_t z, size_t label)
{
	size_t nc = c->nclass;
	double p = 0;

	for (size_t m = 0; m < c->nnode; m++)
		p += real_exp(c->node_chance[m] + c->chance[((worker * c->nnode + m) * nc + z) * nc + label]);
	return p;
}
