/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "tune/tuning.h"

#include <float.h>
#include <math.h>

void tuning_set(struct tuning *t, const struct curve_point *p)
{
	*t = (struct tuning){.value = p->threshold, .at = *p, .bound = NAN};
	if (p->n_model == 0)
		t->value = -INFINITY;
}

void tuning_set_everywhere(struct tuning *t, const struct curve_point *p)
{
	tuning_set(t, p);
	if (p->n_deferred + p->n_unscored == 0)
		t->value = INFINITY;
}

void tuning_set_point(const struct scored_rows *rows, size_t i, struct tuning *t)
{
	struct curve c;
	struct curve_point p;

	curve_start(&c, rows);
	for (size_t k = 0; k <= i && curve_next(&c, &p); k++)
		tuning_set_everywhere(t, &p);
}

/* What part of the way from `now` to `next` leads to `target`. */
static double part_way(double now, double next, double target)
{
	return now > target ? (now - target) / (now - next) : 0;
}

void tuning_coverage(const struct scored_rows *rows, double coverage, struct tuning *t)
{
	struct curve c;
	struct curve_point p;

	*t = (struct tuning){.value = -INFINITY, .bound = NAN};
	curve_start(&c, rows);
	for (bool any = false; curve_next(&c, &p); any = true) {
		if (p.coverage < coverage) {
			t->part = any ? part_way(t->at.coverage, p.coverage, coverage) : 0;
			return;
		}
		tuning_set(t, &p);
	}
}

int tuning_budget(const struct scored_rows *rows, double budget, bool by_cost, struct tuning *t, struct err *e)
{
	struct curve c;
	struct curve_point p;
	double spent = 0;

	*t = (struct tuning){.value = 0, .bound = NAN};
	curve_start(&c, rows);
	for (bool any = false; curve_next(&c, &p); any = true) {
		double now = by_cost ? p.cost : p.deferred;

		if (now > budget && !any)
			return err_set(e, ST_NUMERIC, "deferring nothing costs %g a row, more than the budget of %g",
				now, budget);
		if (now > budget) {
			t->part = (budget - spent) / (now - spent);
			return ST_OK;
		}
		if (p.threshold < 0 && any && t->value == 0)
			return ST_OK;
		spent = now;
		tuning_set(t, &p);
		if (t->value < 0) {
			t->value = 0;
			return ST_OK;
		}
	}
	return ST_OK;
}

/* Weights without a common measure, or qualities: running sums are a few units in the last place off, which is no better rule. */
static bool is_better(const struct curve_point *p, const struct curve_point *best, bool whole)
{
	double most = best->system_accuracy, slack = most < 0 ? -8 * DBL_EPSILON : 8 * DBL_EPSILON;

	return p->system_accuracy > most * (whole ? 1 : 1 + slack);
}

int tuning_best(const struct scored_rows *rows, struct tuning *t, struct err *e)
{
	struct curve c;
	struct curve_point p;
	bool any = false;

	curve_start(&c, rows);
	while (curve_next(&c, &p)) {
		if (isnan(p.system_accuracy)
			|| (any && !is_better(&p, &t->at, rows->whole && scored_rows_binary(rows))))
			continue;
		tuning_set_everywhere(t, &p);
		any = true;
	}
	return any ? ST_OK : err_set(e, ST_DATA, "no row from which an accuracy could be computed");
}
