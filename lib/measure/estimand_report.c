/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/estimand_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "csv/line.h"

/* A row of a bin; without one the header. */
static int bin_row(struct report *r, const struct report_options *opt, const struct name *estimand,
	const struct name *member, const struct bin_result *bin, int fd, struct err *e)
{
	const struct bin_result *b = bin ? bin : &(struct bin_result){0};
	const struct column c[] = {{"estimand", COLUMN_TEXT, .text = estimand}, {"name", COLUMN_TEXT, .text = member},
		{"lo", .value = b->lo}, {"hi", .value = b->hi}, {"n", COLUMN_COUNT, .count = b->n},
		{"confidence", .value = b->conf}, {"frequency", .value = b->frequency},
		{"wilson_lo", .value = b->wilson_lo}, {"wilson_hi", .value = b->wilson_hi}};
	size_t n = sizeof c / sizeof *c;

	return bin ? report_columns(r, c, n, e) : report_open_columns(r, opt, c, n, fd, e);
}

static struct name name_of(enum estimand_kind kind)
{
	const char *name = estimand_name(kind);

	return (struct name){(char *)name, strlen(name)};
}

int estimand_report_bins_open(struct report *r, const struct report_options *opt, int fd, struct err *e)
{
	return bin_row(r, opt, NULL, NULL, NULL, fd, e);
}

int estimand_report_bins(struct report *r, const struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	const struct name estimand = name_of(s->kind);
	int st = ST_OK;

	for (size_t i = 0; !st && i < x->n; i++)
		for (size_t k = 0; !st && k < x->part[i].bins.edges.n; k++) {
			struct bin_result b = bins_bin(&x->part[i].bins, k);

			st = bin_row(r, NULL, &estimand, &s->member.name[i], &b, -1, e);
		}
	return st;
}

/* A row of the summary; without a result the header. */
struct summary {
	struct name estimand;
	const struct name *member;
	const struct calibration_error_result *result;
	bool all_classes; /* the row is about the whole distribution, whose scores stand in it */
};

/* The columns that there always are, then those that were asked for. */
enum { ALWAYS = 15, MOST_COLUMNS = 19 };

static size_t summary_columns(const struct estimand_errors *errors, const struct estimand_norm *norm,
	const struct name *norm_name, const struct summary *row, struct column c[MOST_COLUMNS])
{
	const struct calibration_error_result *x = row->result ? row->result : &(struct calibration_error_result){0};
	double brier = row->all_classes ? proper_brier(&errors->classes) / (norm->half ? 2 : 1) : NAN;
	double nll = row->all_classes ? proper_nll(&errors->classes) : NAN;
	const struct column always[ALWAYS] = {{"estimand", COLUMN_TEXT, .text = &row->estimand},
		{"name", COLUMN_TEXT, .text = row->member}, {"n", COLUMN_COUNT, .count = x->bins.n},
		{"bins", COLUMN_COUNT, .count = x->bins.made ? x->bins.made : NAMES_NONE},
		{"norm", COLUMN_TEXT, .text = norm_name}, {"ece", .value = x->bins.ece}, {"mce", .value = x->bins.mce},
		{"rmsce", .value = x->bins.rmsce}, {"debiased_l2", .value = x->bins.debiased},
		{"confidence", .value = x->bins.conf}, {"frequency", .value = x->bins.frequency},
		{"brier", .value = x->brier}, {"nll", .value = x->nll}, {"class_brier", .value = brier},
		{"class_nll", .value = nll}};
	const struct column corp[] = {
		{"mcb", .value = x->corp.mcb}, {"dsc", .value = x->corp.dsc}, {"unc", .value = x->corp.unc}};
	size_t n = ALWAYS;

	memcpy(c, always, sizeof always);
	if (errors->opt->smooth)
		c[n++] = (struct column){"smooth_ece", .value = x->smooth};
	for (size_t i = 0; errors->opt->corp && i < sizeof corp / sizeof *corp; i++)
		c[n++] = corp[i];
	return n;
}

static int summary_row(struct report *r, const struct estimand_errors *x, const struct estimand_norm *norm,
	const struct summary *row, struct err *e)
{
	const struct name name = {(char *)norm->name, strlen(norm->name)};
	struct column c[MOST_COLUMNS];
	size_t n = summary_columns(x, norm, &name, row, c);

	return report_columns(r, c, n, e);
}

int estimand_report_open(struct report *r, const struct estimand_errors *x, const struct estimand_norm *norm,
	const struct report_options *opt, int fd, struct err *e)
{
	struct column c[MOST_COLUMNS];
	size_t n = summary_columns(x, norm, NULL, &(struct summary){0}, c);

	return report_open_columns(r, opt, c, n, fd, e);
}

static int summary_rows(struct report *r, const struct estimand_errors *x, const struct estimand *s,
	const struct estimand_norm *norm, struct calibration_error_result *result, struct err *e)
{
	static char mean_name[] = "class-mean";
	struct calibration_error_result mean;
	struct summary row = {
		.estimand = name_of(s->kind), .all_classes = s->kind == ESTIMAND_TOP || s->kind == ESTIMAND_BINARY};
	int st = ST_OK;

	for (size_t i = 0; !st && i < x->n; i++) {
		row.member = &s->member.name[i];
		row.result = &result[i];
		st = calibration_error_result(&x->part[i], norm->p, &result[i], e);
		if (!st)
			st = summary_row(r, x, norm, &row, e);
	}
	if (st || s->kind != ESTIMAND_CLASS)
		return st;
	mean = calibration_error_mean(result, x->n, norm->p);
	return summary_row(r, x, norm, &(struct summary){{mean_name, strlen(mean_name)}, NULL, &mean, true}, e);
}

int estimand_report(struct report *r, const struct estimand_errors *x, const struct estimand *s,
	const struct estimand_norm *norm, struct err *e)
{
	struct calibration_error_result *result = mem_alloc(x->n, sizeof *result, e);
	int st = result ? summary_rows(r, x, s, norm, result, e) : ST_SYSTEM;

	free(result);
	return st;
}
