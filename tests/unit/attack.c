/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* network/attack: of a linear function the rows found raise it by radius times the dual norm, in every norm; of maps they stay within the
 * norm, and in one dimension reach most of what a grid finds. */
#include "check.h"

#include <math.h>
#include <stdlib.h>

#include "math/rng.h"
#include "network/attack.h"

enum { ROWS = 20, MOST = 4 };

/* The loss is the first logit. */
static double first_logit(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	size_t nout = *(const size_t *)ctx;
	double sum = 0;

	(void)first, (void)row;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < nout; k++) {
			sum += k ? 0 : z[i * nout + k];
			g[i * nout + k] = !k;
		}
	return sum;
}

struct world {
	struct feature_map map;
	struct network network;
	struct attack attack;
	double *theta, x[ROWS * MOST + 2 * MOST];
	size_t nout;
};

static void world_init(struct world *w, enum feature_map_kind kind, size_t nin, struct attack a, struct rng *r)
{
	struct err e;

	*w = (struct world){.nout = 2, .attack = a};
	CHECK(!feature_map_init(&w->map, kind, nin, 6, &e));
	feature_map_draw(&w->map, r);
	for (size_t i = 0; i < nin; i++) {
		w->map.mean[i] = rng_normal(r);
		w->map.scale[i] = 1 + rng_uniform(r);
	}
	for (size_t i = 0; i < ROWS * nin; i++)
		w->x[i] = w->map.mean[i % nin] + w->map.scale[i % nin] * rng_normal(r);
	CHECK(!network_init(&w->network, w->map.nout, NULL, 0, NETWORK_TANH, w->nout, &e));
	w->theta = malloc(w->network.nparam * sizeof *w->theta);
	for (size_t i = 0; i < w->network.nparam; i++)
		w->theta[i] = rng_normal(r);
	attack_init(&w->attack, &w->map, w->x, ROWS);
}

/* The first logit of a mapped row. */
static double logit(const struct world *w, const double *mapped, double *scratch)
{
	return network_forward(&w->network, w->theta, NULL, mapped, 1, scratch)[0];
}

static void try_one(enum feature_map_kind kind, size_t nin, enum norm norm, struct rng *r)
{
	struct world w;
	double *scratch, *rest, *packed, g[ROWS * 2], mapped[32];
	struct attacked_rows rows;
	const double *worse, *weight;
	double gain = 0, most_gain = 0;

	world_init(&w, kind, nin, (struct attack){.norm = norm, .radius = .3, .steps = 7}, r);
	weight = w.theta + network_weights(&w.network, 0);
	scratch = malloc(attack_scratch(&w.attack) * sizeof *scratch);
	rest = malloc(network_scratch(&w.network, FIT_BLOCK) * sizeof *rest);
	packed = malloc((network_packed(&w.network) + 1) * sizeof *packed);
	network_pack(&w.network, w.theta, packed);
	rows = (struct attacked_rows){&w.network, first_logit, &w.nout, w.theta, packed, 0, NULL, ROWS};
	worse = attack_rows(&w.attack, &rows, scratch, g, rest);
	for (size_t i = 0; i < ROWS; i++) {
		struct feature_map m = w.attack.map;
		double z[MOST], before, after, most = -INFINITY;

		m.z = z;
		feature_map_row(&m, w.x + i * nin, mapped);
		before = logit(&w, mapped, rest);
		after = logit(&w, worse + i * w.map.nout, rest);
		if (kind == FEATURE_MAP_LINEAR)
			CHECK_NEAR(after - before, .3 * ball_dual(norm, weight, nin), 1e-12);
		for (int k = -100; k <= 100 && nin == 1; k++) {
			double x = w.x[i] + .3 * k / 100;

			feature_map_row(&m, &x, mapped);
			most = fmax(most, logit(&w, mapped, rest));
		}
		CHECK(nin > 1 || after <= most + 1e-2);
		gain += after - before;
		most_gain += most - before;
	}
	/* A row at a top is left by the first step, and the last one is not the best: of rows together most of the gain is found. */
	CHECK(gain > 0 && (nin > 1 || gain > .8 * most_gain));
	free(scratch), free(rest), free(packed), free(w.theta);
	feature_map_free(&w.map);
}

int main(void)
{
	struct rng r;
	struct err e;

	CHECK(!rng_init(&r, 3, &e));
	for (int norm = NORM_INF; norm <= NORM_1; norm++)
		for (int kind = FEATURE_MAP_LINEAR; kind <= FEATURE_MAP_RFF; kind++)
			for (size_t nin = 1; nin <= 3; nin++)
				try_one((enum feature_map_kind)kind, nin, (enum norm)norm, &r);
	rng_free(&r);
	return check_end();
}
