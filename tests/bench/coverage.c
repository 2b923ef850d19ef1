/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How often intervals hold the truth (coverage.h): of l2d-ece, l2d-score and the areas of l2d-curve.
 *
 * Truths are those of 4,000,000 rows of the world, but for debiased_l2, whose limit is sqrt(sum of the squared gaps), there too.
 */
#include "coverage.h"

#include "inference/draw_sums.h"
#include "measure/calibration_error.h"
#include "rank/areas.h"
#include "rank/scored_draws.h"

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

enum { TRUTH_ROWS = 4000000 };

/* A table: what is kept of it. */
struct sample {
	struct calibration_error error;
	struct scored_rows rows;
	struct draw_sums sums; /* weight, cost, right and scored of the system that defers the least confident */
	double total[4];
};

static void fill(struct sample *t, enum world w, size_t n, const struct calibration_error_options *opt, struct rng *r)
{
	memset(t, 0, sizeof *t);
	must(calibration_error_init(&t->error, opt, &e));
	if (opt->draws)
		must(draw_sums_init(&t->sums, DRAW_WEIGHTS, 1, 4, false, opt->draws, &e));
	for (size_t i = 0; i < n; i++) {
		struct row x = draw_row(w, i, r);
		bool defer = x.conf < kept_from(w);
		double value[4] = {1, x.cost, defer ? x.answered && x.helped : x.event, defer ? x.answered : 1};

		must(calibration_error_add(&t->error,
			&(struct calibration_row){
				x.conf, x.event, calibration_error_nll(x.conf, x.event), x.weight, x.key, x.own},
			&e));
		must(scored_rows_add(&t->rows,
			&(struct scored_row){.score = 1 - x.conf,
				.weight = x.weight,
				.right = x.event,
				.answered = x.answered,
				.expert_right = x.helped,
				.key = x.key,
				.outcome_key = x.key},
			&e));
		for (int k = 0; k < 4; k++)
			t->total[k] += x.weight * value[k];
		if (opt->draws)
			draw_sums_add(&t->sums, 0, &(struct draw_row){x.key, 0, x.weight}, value);
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

static void estimate_all(const struct sample *t, double *x)
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
	estimate_all(&t, truth);
	empty(&t);
}

static void table(enum world w, size_t n, size_t b, struct rng *r, double *truth, struct interval *c)
{
	const struct calibration_error_options opt = {.bins = 15, .draws = b, .level = .95};
	double *x = malloc(ESTIMATES * b * sizeof *x), estimate[ESTIMATES];
	struct sample t;

	(void)truth;
	if (!x)
		must(err_memory(&e));
	fill(&t, w, n, &opt, r);
	estimate_all(&t, estimate);
	draws(&t, b, x);
	empty(&t);
	for (size_t k = 0; k < ESTIMATES; k++)
		c[k] = interval_bca(x + k * b, b, estimate[k], .95);
	free(x);
}

int main(int argc, char **argv)
{
	const struct estimates all = {estimate_name, ESTIMATES, truths, table};

	return coverage_main(&all, argc, argv);
}
