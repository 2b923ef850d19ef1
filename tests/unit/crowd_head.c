/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/crowd_head: the M-step's optimum by its gradient, priors by hand, exchange, keeping and restoring. */
#include "crowd/crowd_head.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { N = 40, NIN = 2, NC = 3 };

static struct err e;

/* Items of one vote each, all features different, so that each is a pattern. */
static void make_votes(struct votes *v)
{
	*v = (struct votes){.n = N, .nworker = 1, .nclass = NC, .nfeature = NIN};
	v->item = calloc(N, sizeof *v->item);
	v->vote = calloc(N, sizeof *v->vote);
	v->x = calloc((size_t)N * NIN, sizeof *v->x);
	for (uint32_t i = 0; i < N; i++) {
		v->x[i * NIN] = sin(i + 1.);
		v->x[i * NIN + 1] = cos(3. * i) + i % 3;
		v->vote[i] = (struct vote){0, i % NC, 1};
		v->item[i] = (struct crowd_item){v->vote + i, 1, NULL, 1 + i % 2, v->x + i * NIN};
	}
	CHECK(!votes_patterns(v, &e));
	CHECK(v->npattern == N);
}

/* The gradient of the M-step's objective, written out for a linear head. */
static double largest_slope(const struct crowd_head *h, const struct votes *v, const double *q, double l2, double prior)
{
	double grad[NC * (NIN + 1)] = {0}, total = 0, largest = 0;

	for (size_t i = 0; i <= N; i++) { /* the last one is the mean */
		double p[NC], scratch[NIN * 2 + NC], w = i < N ? v->pattern[i].w : prior * NC;
		const double *x = i < N ? v->pattern[i].x : h->map.mean;

		total += i < N ? w : 0;
		crowd_head_prior(h, x, scratch, p);
		for (size_t z = 0; z < NC; z++) {
			double d = w * ((i < N ? q[i * NC + z] : 1. / NC) - p[z]);

			for (size_t j = 0; j < NIN; j++)
				grad[z * NIN + j] += d * (x[j] - h->map.mean[j]) / h->map.scale[j];
			grad[NC * NIN + z] += d;
		}
	}
	for (size_t k = 0; k < NC * NIN; k++)
		grad[k] -= total * l2 * h->theta[k];
	for (size_t k = 0; k < NC * (NIN + 1); k++)
		largest = fmax(largest, fabs(grad[k]));
	return largest;
}

static void test_optimum(void)
{
	const struct crowd_head_options o = {.l2 = .02, .prior = .3, .seed = 1, .jobs = 2};
	struct crowd_head h = {0};
	struct crowd_head_fit *f;
	struct votes v;
	double q[N * NC], mean[NC], sum[NC] = {0}, scratch[NIN * 2 + NC], p[NC], reached = 0, total = 0;
	size_t index;
	struct names features = {0};

	make_votes(&v);
	CHECK(!names_add(&features, "a", 1, &index, &e));
	CHECK(!names_add(&features, "b", 1, &index, &e));
	for (size_t i = 0; i < N; i++)
		for (size_t z = 0; z < NC; z++)
			q[i * NC + z] = z == v.pattern[i].vote->label ? .8 : .1;
	CHECK(!crowd_head_fit_new(&f, &h, &v, &o, &features, &e));
	crowd_head_start(f);
	for (int step = 0; step < 60; step++)
		reached = crowd_head_maximise(f, q, 1);
	CHECK(largest_slope(&h, &v, q, o.l2, o.prior) < 1e-4);
	crowd_head_shares(f, mean);
	for (size_t i = 0; i < N; i++) {
		total += v.pattern[i].w;
		crowd_head_prior(&h, v.pattern[i].x, scratch, p);
		for (size_t z = 0; z < NC; z++) {
			CHECK_NEAR(v.pattern[i].prior[z], p[z], 1e-14);
			sum[z] += v.pattern[i].w * p[z];
		}
	}
	for (size_t z = 0; z < NC; z++)
		CHECK_NEAR(mean[z], sum[z] / total, 1e-14);
	/* The density, by its definition. */
	crowd_head_prior(&h, h.map.mean, scratch, p);
	CHECK_NEAR(reached,
		o.prior * (log(p[0]) + log(p[1]) + log(p[2])) - total * o.l2 / 2 * network_squares(&h.network, h.theta),
		1e-10);
	crowd_head_keep(f);
	crowd_head_prior(&h, v.pattern[3].x, scratch, p);
	crowd_head_exchange(f, 0, 2);
	crowd_head_prior(&h, v.pattern[3].x, scratch, mean);
	CHECK(mean[0] == p[2] && mean[1] == p[1] && mean[2] == p[0]);
	crowd_head_restore(f);
	crowd_head_prior(&h, v.pattern[3].x, scratch, mean);
	CHECK(!memcmp(mean, p, sizeof p));
	/* A new start knows nothing. */
	crowd_head_start(f);
	CHECK_NEAR(crowd_head_priors(f), o.prior * NC * log(1. / NC), 1e-12);
	crowd_head_fit_free(f);
	crowd_head_free(&h);
	votes_free(&v);
	names_free(&features);
}

int main(void)
{
	test_optimum();
	return check_end();
}
