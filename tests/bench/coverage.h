/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How often nominal intervals hold the truth: worlds with known truths, many tables of each, and the library's own accumulators,
 * draws and intervals.  Included by the programs of make bench-coverage, each of which has its estimates:
 *
 *   PROGRAM [TABLES [DRAWS [ROWS | WORLD] ...]]      CSV: world,n,estimate,truth,tables,held,below,above
 *
 * held: the share of tables whose 95 % interval holds the truth; below, above: whose interval lies wholly below or above it.
 * truth: where each table has its own, the last one's.  Every world and number of rows has random numbers of its own, so that
 * they can be run one by one.
 */
#ifndef L2D_TESTS_COVERAGE_H
#define L2D_TESTS_COVERAGE_H

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inference/draws.h"
#include "inference/interval.h"
#include "math/rng.h"
#include "real/real.h"

enum world { ACCURATE, RARE, TIES, WEIGHTS, CLUSTERS, WORLDS };
static const char *const world_name[] = {"accurate", "rare", "ties", "weights", "clusters"};

enum { CLUSTER = 5, MOST_ESTIMATES = 32 };

static struct err e;

static void must(int status)
{
	if (status) {
		fprintf(stderr, "coverage: %s\n", e.text);
		exit(1);
	}
}

/* What a place v of a world, uniform in [0, 1), has. */
static double frequency_at(enum world w, double v)
{
	return w == ACCURATE ? 1 - .2 * v * v * v : w == RARE ? .08 * v * v * v : .55 + .4 * v;
}

static double confidence_at(enum world w, double v)
{
	return w == ACCURATE ? 1 - .12 * v * v
		: w == RARE  ? .002 + .06 * v * v
		: w == TIES  ? (floor(5 * v) + 3) / 8
			     : .5 + .49 * v;
}

static double weight_at(enum world w, double v)
{
	return w == WEIGHTS ? .5 + 3.5 * v * v : 1;
}

static double help_at(double v)
{
	return .9 - .2 * v;
}

struct row {
	double v, conf, weight, cost;
	bool event, answered, helped;
	uint64_t key; /* its draws' */
	uint64_t own; /* its own, where that is its cluster's */
};

/* Row i of a table; the first of a cluster sets what its others share. */
static struct row draw_row(enum world w, size_t i, struct rng *r)
{
	static double shared, common;
	static uint64_t cluster;
	double v = rng_uniform(r);
	struct row x;

	if (w == CLUSTERS && i % CLUSTER == 0) {
		shared = v;
		common = rng_uniform(r);
	}
	if (w == CLUSTERS)
		v = shared;
	x = (struct row){.v = v, .conf = confidence_at(w, v), .weight = weight_at(w, v)};
	/* half of the rows of a cluster have one outcome */
	x.event = (w == CLUSTERS && rng_uniform(r) < .5 ? common : rng_uniform(r)) < frequency_at(w, v);
	x.cost = v - 2 * real_log(1 - rng_uniform(r)); /* skewed */
	x.answered = rng_uniform(r) < .9;
	x.helped = rng_uniform(r) < help_at(v);
	x.own = draws_key_of_number(i, rng_below(r, (size_t)1 << 60));
	if (i % CLUSTER == 0)
		cluster = x.own;
	x.key = w == CLUSTERS ? cluster : x.own;
	return x;
}

/* Deferred are the rows below this confidence. */
static double kept_from(enum world w)
{
	return w == ACCURATE ? .95 : w == RARE ? .02 : .65;
}

/* The estimates of a program. */
struct estimates {
	const char *const *name; /* [n] */
	size_t n;
	/* Sets truth [n], once a world; where each table has its own, table does. */
	void (*truths)(enum world w, struct rng *r, double *truth);
	/* The intervals [n] of a new table of so many rows from b draws. */
	void (*table)(enum world w, size_t rows, size_t b, struct rng *r, double *truth, struct interval *c);
};

struct tally_of {
	size_t tables, held, below, above;
};

static void simulate(const struct estimates *s, enum world w, size_t n, size_t tables, size_t b, double *truth)
{
	struct tally_of count[MOST_ESTIMATES] = {0};
	struct interval c[MOST_ESTIMATES];
	struct rng r;

	must(rng_init(&r, n * WORLDS + w, &e));
	for (size_t i = 0; i < tables; i++) {
		s->table(w, n, b, &r, truth, c);
		for (size_t k = 0; k < s->n; k++) {
			count[k].tables += !isnan(c[k].lo);
			count[k].held += c[k].lo <= truth[k] && truth[k] <= c[k].hi;
			count[k].below += c[k].hi < truth[k];
			count[k].above += c[k].lo > truth[k];
		}
	}
	for (size_t k = 0; k < s->n; k++)
		printf("%s,%zu,%s,%.6g,%zu,%.4f,%.4f,%.4f\n", world_name[w], n, s->name[k], truth[k], count[k].tables,
			(double)count[k].held / (double)count[k].tables,
			(double)count[k].below / (double)count[k].tables,
			(double)count[k].above / (double)count[k].tables);
	fflush(stdout);
	rng_free(&r);
}

/* Whether the arguments from number 3 on name the world, or no world. */
static bool is_asked(int argc, char **argv, enum world w)
{
	bool any = false, this = false;

	for (int i = 3; i < argc; i++) {
		any |= !isdigit((unsigned char)*argv[i]);
		this |= !strcmp(argv[i], world_name[w]);
	}
	return this || !any;
}

static int coverage_main(const struct estimates *s, int argc, char **argv)
{
	size_t tables = argc > 1 ? (size_t)atol(argv[1]) : 2000, b = argc > 2 ? (size_t)atol(argv[2]) : 1000;
	double truth[MOST_ESTIMATES];
	struct rng r;

	printf("world,n,estimate,truth,tables,held,below,above\n");
	for (enum world w = 0; w < WORLDS; w++) {
		if (!is_asked(argc, argv, w))
			continue;
		must(rng_init(&r, w, &e));
		s->truths(w, &r, truth);
		rng_free(&r);
		for (int i = 3; i < argc; i++)
			if (isdigit((unsigned char)*argv[i]))
				simulate(s, w, (size_t)atol(argv[i]), tables, b, truth);
	}
	return 0;
}

#endif
