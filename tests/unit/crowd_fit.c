/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/crowd_fit: the first M-step by hand, monotony, several starts. */
#include "crowd/crowd_fit.h"

#include <stdlib.h>

#include "check.h"

enum { N = 6, WORKERS = 3 };

static struct err e;

/* label[i][j]: of worker j to item i, 2: none. */
static const uint32_t label[N][WORKERS] = {{0, 0, 1}, {1, 1, 1}, {0, 2, 0}, {1, 0, 1}, {0, 0, 2}, {1, 1, 0}};

static void make_votes(struct votes *v)
{
	size_t k = 0;

	*v = (struct votes){.n = N, .nworker = WORKERS, .nclass = 2};
	v->item = calloc(N, sizeof *v->item);
	v->vote = calloc((size_t)N * WORKERS, sizeof *v->vote);
	for (size_t i = 0; i < N; i++) {
		v->item[i] = (struct crowd_item){.vote = v->vote + k, .w = 1 + (double)(i % 2)};
		for (uint32_t j = 0; j < WORKERS; j++)
			if (label[i][j] < 2)
				v->vote[k++] = (struct vote){j, label[i][j], 1}, v->item[i].n++;
	}
	CHECK(!votes_patterns(v, &e));
}

/* From the votes' shares. */
static void test_first_step(void)
{
	const struct crowd_options o = {.prior = .5, .starts = 1, .seed = 1, .iterations = 1, .jobs = 2};
	double count[WORKERS][2][2] = {0}, share[2] = {.5, .5}, total = 1;
	struct votes v;
	struct crowd c;
	bool converged;

	make_votes(&v);
	CHECK(!crowd_init(&c, CROWD_CONFUSION, 2, WORKERS, CROWD_SHARES, &e));
	CHECK(!crowd_fit(&c, &v, NULL, &o, &converged, &e));
	CHECK(!converged && !c.start);
	for (size_t i = 0; i < N; i++) {
		double n = 0, ones = 0, w = 1 + (double)(i % 2);

		for (size_t j = 0; j < WORKERS; j++)
			n += label[i][j] < 2, ones += label[i][j] == 1;
		share[0] += w * (1 - ones / n), share[1] += w * ones / n, total += w;
		for (size_t j = 0; j < WORKERS; j++)
			if (label[i][j] < 2) {
				count[j][0][label[i][j]] += w * (1 - ones / n);
				count[j][1][label[i][j]] += w * ones / n;
			}
	}
	for (size_t z = 0; z < 2; z++) {
		CHECK_NEAR(c.share[z], share[z] / total, 1e-14);
		for (size_t j = 0; j < WORKERS; j++)
			CHECK_NEAR(c.parameter[(j * 2 + z) * 2],
				(count[j][z][0] + .5) / (count[j][z][0] + count[j][z][1] + 1), 1e-14);
	}
	crowd_free(&c);
	votes_free(&v);
}

struct course {
	double last, best;
	size_t start;
	bool fell;
};

static int see(void *ctx, size_t start, size_t iteration, double loglik, double objective, struct err *err)
{
	struct course *k = ctx;

	(void)loglik, (void)err;
	k->fell |= iteration > 1 && objective < k->last - 1e-12;
	k->last = objective;
	k->start = start;
	return ST_OK;
}

static void test_starts(void)
{
	for (enum crowd_method method = CROWD_CONFUSION; method <= CROWD_DIFFICULTY; method++) {
		struct course k = {0};
		struct crowd_options o = {.prior = .1,
			.starts = 4,
			.seed = 7,
			.iterations = 2000,
			.jobs = 1,
			.tolerance = 1e-10,
			.trace = see,
			.ctx = &k};
		struct votes v;
		struct crowd c;
		bool converged;

		make_votes(&v);
		CHECK(!crowd_init(&c, method, 2, WORKERS, CROWD_SHARES, &e));
		CHECK(!crowd_fit(&c, &v, NULL, &o, &converged, &e));
		CHECK(converged && !k.fell && k.start == 4 && c.start >= 1 && c.start <= 4);
		crowd_free(&c);
		votes_free(&v);
	}
}

int main(void)
{
	test_first_step();
	test_starts();
	return check_end();
}
