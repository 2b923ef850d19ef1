/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibration_test/calibration_test.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/names.h"
#include "calibration_test/resampling.h"
#include "real/normal.h"

static const struct {
	const char *name, *source;
} known[TEST_KINDS] = {
	[TEST_SPIEGELHALTER] = {"spiegelhalter", "Spiegelhalter 1986"},
	[TEST_SPIEGELHALTER_GREATER] = {"spiegelhalter-greater", "Spiegelhalter 1986"},
	[TEST_HOSMER_LEMESHOW] = {"hosmer-lemeshow", "Hosmer and Lemeshow 1980"},
	[TEST_ECCE_MAD] = {"ecce-mad", "Arrieta-Ibarra et al. 2022"},
	[TEST_ECCE_R] = {"ecce-r", "Arrieta-Ibarra et al. 2022"},
	[TEST_CONSISTENCY] = {"consistency-ece", "Broecker and Smith 2007"},
	[TEST_MMCE] = {"mmce", "Kumar et al. 2018"},
	[TEST_SKCE] = {"skce", "Widmann et al. 2019"},
	[TEST_VECTOR_ECE] = {"vector-ece", "Vaicenavicius et al. 2019"},
	[TEST_VECTOR_SKCE] = {"vector-skce", "Widmann et al. 2019"},
};

const char *calibration_test_name(enum calibration_test_kind k)
{
	return known[k].name;
}

const char *calibration_test_source(enum calibration_test_kind k)
{
	return known[k].source;
}

static void spiegelhalter(const struct confidences *c, struct calibration_test t[CALIBRATION_TESTS])
{
	struct running above = {0}, variance = {0};
	double z;

	for (size_t i = 0; i < c->n; i++) {
		double p = c->conf[i], w = c->weight[i], slope = 1 - 2 * p;

		running_add(&above, w * (c->event[i] - p) * slope);
		running_add(&variance, w * w * slope * slope * p * (1 - p));
	}
	z = running_value(&above) / sqrt(running_value(&variance));
	t[TEST_SPIEGELHALTER].statistic = t[TEST_SPIEGELHALTER_GREATER].statistic = z;
	t[TEST_SPIEGELHALTER].p = 2 * normal_tail(fabs(z));
	t[TEST_SPIEGELHALTER_GREATER].p = normal_tail(z);
}

static int hosmer_lemeshow(const struct bins *bins, struct calibration_test *t, struct err *e)
{
	struct bin_numbers *bin = mem_alloc(bins->edges.n, sizeof *bin, e);
	double sum = 0;

	if (!bin)
		return ST_SYSTEM;
	bins_numbers(bins, bin);
	t->freedom = 0;
	for (size_t i = 0; i < bins->edges.n; i++) {
		double c = bin[i].conf, gap = c - bin[i].frequency;

		t->freedom += bin[i].any;
		if (bin[i].any && gap != 0)
			sum += bin[i].effective * gap * gap / (c * (1 - c));
	}
	t->statistic = sum;
	t->p = t->freedom ? chi_square_tail(sum, t->freedom) : NAN;
	free(bin);
	return ST_OK;
}

static void cumulative(const struct confidences *c, struct calibration_test t[CALIBRATION_TESTS])
{
	struct running at = {0}, variance = {0};
	double least = 0, most = 0, sigma;

	for (size_t i = 0; i < c->n; i++) {
		double p = c->conf[i], w = c->weight[i];

		running_add(&at, w * (c->event[i] - p));
		running_add(&variance, w * w * p * (1 - p));
		if (i + 1 < c->n && c->conf[i + 1] == p)
			continue;
		least = fmin(least, running_value(&at));
		most = fmax(most, running_value(&at));
	}
	sigma = sqrt(running_value(&variance));
	t[TEST_ECCE_MAD].value = fmax(most, -least) / c->total;
	t[TEST_ECCE_R].value = (most - least) / c->total;
	t[TEST_ECCE_MAD].statistic = fmax(most, -least) / sigma;
	t[TEST_ECCE_R].statistic = (most - least) / sigma;
	t[TEST_ECCE_MAD].p = brownian_sup_tail(t[TEST_ECCE_MAD].statistic);
	t[TEST_ECCE_R].p = brownian_range_tail(t[TEST_ECCE_R].statistic);
}

int calibration_test_all(const struct scored_rows *rows, const struct bins *bins,
	const struct calibration_test_options *opt, struct calibration_test t[CALIBRATION_TESTS], struct err *e)
{
	struct resampled r = {0};
	struct confidences c;
	int st = confidences_init(&c, rows, e);

	for (int k = 0; k < CALIBRATION_TESTS; k++)
		t[k] = (struct calibration_test){NAN, NAN, NAN, NAN, NAMES_NONE, NAN};
	if (!st && c.n) {
		spiegelhalter(&c, t);
		cumulative(&c, t);
		st = hosmer_lemeshow(bins, &t[TEST_HOSMER_LEMESHOW], e);
	}
	if (!st && c.n)
		st = resample(&c, &bins->edges, opt->draws, opt->seed, &r, e);
	if (!st && c.n) {
		double error = normal_upper((1 - opt->level) / 2) * r.skce_error;

		t[TEST_CONSISTENCY].value = r.ece;
		t[TEST_CONSISTENCY].p = r.p_ece;
		t[TEST_MMCE].value = r.mmce;
		t[TEST_MMCE].p = r.p_mmce;
		t[TEST_SKCE] =
			(struct calibration_test){r.skce, r.skce - error, r.skce + error, NAN, NAMES_NONE, r.p_skce};
	}
	confidences_free(&c);
	return st;
}
