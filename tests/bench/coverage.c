/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How often nominal intervals hold the truth (make bench-coverage): worlds with known truths, many tables of each, and the
 * library's own accumulators, draws and intervals.
 *
 *   coverage [TABLES [DRAWS [ROWS ...]]]      CSV: world,n,estimate,truth,tables,held,below,above
 *
 * held: the share of tables whose 95 % interval holds the truth; below, above: whose interval lies wholly below or above it.
 * Truths are those of 4,000,000 rows of the world, but for debiased_l2, whose limit is sqrt(sum of the squared gaps), there too.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inference/draw_sums.h"
#include "inference/interval.h"
#include "math/rng.h"
#include "measure/calibration_error.h"
#include "rank/areas.h"
#include "rank/scored_draws.h"
#include "real/real.h"

enum world { ACCURATE, RARE, TIES, WEIGHTS, CLUSTERS, WORLDS };
static const char *const world_name[] = {"accurate", "rare", "ties", "weights", "clusters"};

enum estimate {
	FREQUENCY,
	CONFIDENCE,
	BRIER,
	NLL,
	DEBIASED,
	COST,
	SYSTEM,
	AURC,
	EAURC,
	AUGRC,
	AUCAC,
	AUROC,
	AP,
	ESTIMATES
};
static const char *const estimate_name[] = {"frequency", "confidence", "brier", "nll", "debiased_l2", "cost",
	"system_accuracy", "aurc", "eaurc", "augrc", "system_aucac", "auroc", "ap"};

enum { CLUSTER = 5, TRUTH_ROWS = 4000000 };

static struct err e;

static void must(int status)
{
	if (status) {
		fprintf(stderr, "coverage: %s\n", e.text);
		exit(1);
	}
}

struct row {
	double conf, weight, cost;
	bool event, answered, helped;
};

/* One row; the first of a cluster sets what its others share. */
static struct row draw_row(enum world w, size_t i, struct rng *r)
{
	static double shared, common;
	double v = rng_uniform(r), right;
	struct row x = {.weight = 1};

	if (w == CLUSTERS && i % CLUSTER == 0) {
		shared = v;
		common = rng_uniform(r);
	}
	if (w == CLUSTERS)
		v = shared;
	right = w == ACCURATE ? 1 - .2 * v * v * v : w == RARE ? .08 * v * v * v : .55 + .4 * v;
	x.conf = w == ACCURATE ? 1 - .12 * v * v : w == RARE ? .002 + .06 * v * v : .5 + .49 * v;
	if (w == TIES)
		x.conf = (floor(5 * v) + 3) / 8;
	if (w == WEIGHTS)
		x.weight = .5 + 3.5 * v * v;
	/* half of the rows of a cluster have one outcome */
	x.event = (w == CLUSTERS && rng_uniform(r) < .5 ? common : rng_uniform(r)) < right;
	x.cost = v - 2 * real_log(1 - rng_uniform(r)); /* skewed */
	x.answered = rng_uniform(r) < .9;
	x.helped = rng_uniform(r) < .9 - .2 * v;
	return x;
}

/* A table: what is kept of it. */
struct sample {
	struct calibration_error error;
	struct scored_rows rows;
	struct draw_sums sums; /* weight, cost, right and scored of the system that defers the least confident */
	double total[4];
};

/* Deferred are the rows below this confidence. */
static double kept_from(enum world w)
{
	return w == ACCURATE ? .95 : w == RARE ? .02 : .65;
}

static void fill(struct sample *t, enum world w, size_t n, const struct calibration_error_options *opt, struct rng *r)
{
	memset(t, 0, sizeof *t);
	must(calibration_error_init(&t->error, opt, &e));
	if (opt->draws)
		must(draw_sums_init(&t->sums, DRAW_WEIGHTS, 1, 4, false, opt->draws, &e));
	for (size_t i = 0; i < n; i++) {
		struct row x = draw_row(w, i, r);
		uint64_t outcome = draws_key_of_number(i, rng_below(r, (size_t)1 << 60)), key = outcome;
		static uint64_t cluster;
		bool defer = x.conf < kept_from(w);
		double value[4] = {1, x.cost, defer ? x.answered && x.helped : x.event, defer ? x.answered : 1};

		if (i % CLUSTER == 0)
			cluster = key;
		if (w == CLUSTERS)
			key = cluster;
		must(calibration_error_add(&t->error,
			&(struct calibration_row){
				x.conf, x.event, calibration_error_nll(x.conf, x.event), x.weight, key, outcome},
			&e));
		must(scored_rows_add(&t->rows,
			&(struct scored_row){.score = 1 - x.conf,
				.weight = x.weight,
				.right = x.event,
				.answered = x.answered,
				.expert_right = x.helped,
				.key = key,
				.outcome_key = key},
			&e));
		for (int k = 0; k < 4; k++)
			t->total[k] += x.weight * value[k];
		if (opt->draws)
			draw_sums_add(&t->sums, 0, &(struct draw_row){key, 0, x.weight}, value);
	}
	must(calibration_error_end(&t->error, &e));
	must(scored_rows_sort(&t->rows, &e));
	if (opt->draws)
		must(draw_sums_end(&t->sums, &e));
}

static void empty(struct sample *t)
{
	calibration_error_free(&t->error);
	scored_rows_free(&t->rows);
	draw_sums_free(&t->sums);
}

static void values(
	const struct calibration_error_result *c, const struct scored_rows *rows, const double *total, double *x)
{
	struct areas_areas a = areas_areas(rows, AREAS_MEAN);
	struct areas_separation s = areas_separation(rows);
	const double all[ESTIMATES] = {c->bins.frequency, c->bins.conf, c->brier, c->nll, c->bins.debiased,
		total[1] / total[0], total[2] / total[3], a.aurc, a.eaurc, a.augrc, a.system_aucac, s.auroc, s.ap};

	memcpy(x, all, sizeof all);
}

static void estimates(const struct sample *t, double *x)
{
	struct calibration_error_result c;

	must(calibration_error_result(&t->error, 1, &c, &e));
	values(&c, &t->rows, t->total, x);
}

/* x [ESTIMATES][draws] */
static void draws(const struct sample *t, size_t n, double *x)
{
	struct scored_draws rows;

	must(scored_draws_init(&rows, &t->rows, &e));
	for (size_t b = 0; b < n; b++) {
		struct calibration_error_result c = calibration_error_of_draw(&t->error, 1, b);
		double one[ESTIMATES], total[4];

		for (size_t k = 0; k < 4; k++)
			total[k] = draw_sums_number(&t->sums, 0, 1, k, b).hi;
		values(&c, scored_draws_take(&rows, b), total, one);
		for (size_t k = 0; k < ESTIMATES; k++)
			x[k * n + b] = one[k];
	}
	scored_draws_free(&rows);
}

static void truths(enum world w, struct rng *r, double *truth)
{
	const struct calibration_error_options opt = {.bins = 15};
	struct sample t;

	fill(&t, w, TRUTH_ROWS, &opt, r);
	estimates(&t, truth);
	empty(&t);
}

struct tally_of {
	size_t held, below, above;
};

static void simulate(enum world w, size_t n, size_t tables, size_t b, const double *truth, struct rng *r)
{
	const struct calibration_error_options opt = {.bins = 15, .draws = b, .level = .95};
	struct tally_of count[ESTIMATES] = {0};
	double *x = malloc(ESTIMATES * b * sizeof *x), estimate[ESTIMATES];

	for (size_t i = 0; x && i < tables; i++) {
		struct sample t;

		fill(&t, w, n, &opt, r);
		estimates(&t, estimate);
		draws(&t, b, x);
		empty(&t);
		for (size_t k = 0; k < ESTIMATES; k++) {
			struct interval c = interval_bca(x + k * b, b, estimate[k], .95);

			count[k].held += c.lo <= truth[k] && truth[k] <= c.hi;
			count[k].below += c.hi < truth[k];
			count[k].above += c.lo > truth[k];
		}
	}
	free(x);
	for (size_t k = 0; k < ESTIMATES; k++)
		printf("%s,%zu,%s,%.6g,%zu,%.4f,%.4f,%.4f\n", world_name[w], n, estimate_name[k], truth[k], tables,
			(double)count[k].held / (double)tables, (double)count[k].below / (double)tables,
			(double)count[k].above / (double)tables);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	size_t tables = argc > 1 ? (size_t)atol(argv[1]) : 2000, b = argc > 2 ? (size_t)atol(argv[2]) : 1000;
	double truth[ESTIMATES];
	struct rng r;

	must(rng_init(&r, 1, &e));
	printf("world,n,estimate,truth,tables,held,below,above\n");
	for (enum world w = 0; w < WORLDS; w++) {
		truths(w, &r, truth);
		for (int i = 3; i < (argc > 3 ? argc : 5); i++)
			simulate(w, argc > 3 ? (size_t)atol(argv[i]) : i == 3 ? 200 : 2000, tables, b, truth, &r);
	}
	rng_free(&r);
	return 0;
}
