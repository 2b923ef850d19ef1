/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/measures.h"

#include <math.h>
#include <string.h>

static double accuracy(const struct outcome *x, double lambda)
{
	(void)lambda;
	return x->quality;
}

static double cost(const struct outcome *x, double lambda)
{
	(void)lambda;
	return x->cost;
}

static double adjusted(const struct outcome *x, double lambda)
{
	return accuracy(x, lambda) - lambda * x->cost;
}

static double brier(const struct outcome *x, double lambda)
{
	(void)lambda;
	return x->brier;
}

static double nll(const struct outcome *x, double lambda)
{
	(void)lambda;
	return x->nll;
}

static double coverage(const struct outcome *x, double lambda)
{
	(void)lambda;
	return x->kept;
}

static double value(const struct outcome *x, double lambda)
{
	(void)lambda;
	return x->value;
}

static const struct measure table[MEASURES] = {
	[MEASURE_ACCURACY] = {"accuracy", true, accuracy},
	[MEASURE_COST] = {"cost", false, cost},
	[MEASURE_ADJUSTED] = {"cost_adjusted_accuracy", true, adjusted},
	[MEASURE_BRIER] = {"brier", false, brier},
	[MEASURE_NLL] = {"nll", false, nll},
	[MEASURE_AUROC] = {"auroc", true},
	[MEASURE_AUROC_MIDRANK] = {"auroc_midrank", true},
	[MEASURE_AURC] = {"aurc_mean", false},
	[MEASURE_COVERAGE] = {"coverage", true, coverage},
	[MEASURE_VALUE] = {NULL, true, value},
};

const struct measure *measure_of(enum measure_kind k)
{
	return &table[k];
}

int measures_parse(const char *list, unsigned *bits, struct err *e)
{
	*bits = list ? 0 : ~0U;
	for (const char *s = list; s && *s;) {
		size_t n = strcspn(s, ","), k = 0;

		while (k < MEASURE_VALUE && (strlen(table[k].name) != n || memcmp(table[k].name, s, n)))
			k++;
		if (k == MEASURE_VALUE)
			return err_set(e, ST_USAGE, "--measure: no such measure: '%.*s'", (int)(n < 200 ? n : 200), s);
		*bits |= 1U << k;
		s += n + (s[n] == ',');
	}
	return ST_OK;
}
