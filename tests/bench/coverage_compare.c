/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How often intervals hold the truth (coverage.h): of the differences of l2d-compare.
 *
 * System 0 answers every row as the model does.  System 1 defers the rows below kept_from(), and its model has other confidences
 * and errs on other rows: half of its outcomes are the first one's.  Truths are means over 5 tables of 40,000 rows.
 */
#include "coverage.h"

#include "compare/pair.h"

static const enum measure_kind kind[] = {MEASURE_ACCURACY, MEASURE_COST, MEASURE_ADJUSTED, MEASURE_BRIER, MEASURE_NLL,
	MEASURE_AUROC_MIDRANK, MEASURE_AURC, MEASURE_COVERAGE};
static const char *const name[] = {"d_accuracy", "d_cost", "d_cost_adjusted_accuracy", "d_brier", "d_nll",
	"d_auroc_midrank", "d_aurc_mean", "d_coverage"};

enum { KINDS = sizeof kind / sizeof *kind, TRUTH_TABLES = 5, TRUTH_ROWS = 40000 };

static void set_model(struct outcome *x, double conf, bool right)
{
	x->model = right ? SCORE_RIGHT : SCORE_WRONG;
	x->quality = x->alone = right;
	x->score = 1 - conf;
	x->brier = 2 * (conf - right) * (conf - right);
	x->nll = -real_log(fmin(fmax(right ? conf : 1 - conf, 1e-6), 1));
	x->kept = true;
	x->cost = 0;
}

static void fill(struct outcomes *o, enum world w, size_t n, struct rng *r)
{
	double most = 0;

	for (size_t i = 0; i < n; i++) {
		struct row x = draw_row(w, i, r);
		struct outcome *a = &o->system[0].row[i], *b = &o->system[1].row[i];
		bool other = rng_uniform(r) < frequency_at(w, x.v), same = rng_uniform(r) < .5;

		o->row[i] = (struct joined_row){.weight = x.weight, .key = x.key, .cluster = i / CLUSTER};
		o->order[i] = i;
		most = fmax(most, x.weight);
		set_model(a, x.conf, x.event);
		set_model(b, .1 + .8 * x.conf, same ? x.event : other);
		if (x.conf < kept_from(w)) {
			b->kept = false;
			b->quality = x.answered && x.helped;
			b->cost = x.cost;
		}
		/* the second one ranks by something else as well */
		b->score += .2 * rng_uniform(r) * (1 - kept_from(w));
	}
	for (size_t i = 0; i < n; i++)
		o->row[i].weight /= most;
	o->n = n;
	o->clustered = w == CLUSTERS;
	o->cluster.n = (n + CLUSTER - 1) / CLUSTER;
	o->whole = w != WEIGHTS;
}

static void compare(enum world w, size_t n, size_t b, struct rng *r, double *difference, struct interval *c)
{
	const struct pair_options opt = {.interval = {.level = .95, .draws = b},
		.permutations = 1,
		.jobs = 1,
		.lambda = .05,
		.margin = NAN,
		.detect = NAN};
	struct outcomes o = {0};
	struct system system[2] = {0};
	size_t *row = calloc(n, sizeof *row);

	o.system = system;
	o.row = calloc(n, sizeof *o.row);
	o.order = calloc(n, sizeof *o.order);
	for (int s = 0; s < 2; s++)
		system[s].row = calloc(n, sizeof *system[s].row);
	if (!row || !o.row || !o.order || !system[0].row || !system[1].row)
		must(err_memory(&e));
	for (size_t i = 0; i < n; i++)
		row[i] = i;
	fill(&o, w, n, r);
	for (size_t k = 0; k < KINDS; k++) {
		struct pair p = {&o, &opt, row, n, 0, 1, kind[k]};
		struct pair_result result;

		must(pair_compare(&p, &result, &e));
		difference[k] = result.difference;
		if (c)
			c[k] = (struct interval){result.lo, result.hi};
	}
	free(row);
	free(o.row);
	free(o.order);
	free(system[0].row);
	free(system[1].row);
}

static void truths(enum world w, struct rng *r, double *truth)
{
	double one[KINDS];

	for (size_t k = 0; k < KINDS; k++)
		truth[k] = 0;
	for (int i = 0; i < TRUTH_TABLES; i++) {
		compare(w, TRUTH_ROWS, DRAWS_BLOCK, r, one, NULL);
		for (size_t k = 0; k < KINDS; k++)
			truth[k] += one[k] / TRUTH_TABLES;
	}
}

static void table(enum world w, size_t n, size_t b, struct rng *r, double *truth, struct interval *c)
{
	double difference[KINDS];

	(void)truth;
	compare(w, n, b, r, difference, c);
}

int main(int argc, char **argv)
{
	const struct estimates all = {name, KINDS, truths, table};

	return coverage_main(&all, argc, argv);
}
