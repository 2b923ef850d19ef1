/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/estimand_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "csv/line.h"
#include "inference/interval_columns.h"
#include "number/num_parse.h"

int estimand_norm_parse(struct estimand_norm *n, const char *name, bool half, struct err *e)
{
	*n = (struct estimand_norm){name, INFINITY, half};
	if (strcmp(name, "max") && (num_parse(name, strlen(name), &n->p) || n->p < 1))
		return err_set(e, ST_USAGE, "--norm: neither max nor a number from 1 up: '%.200s'", name);
	return ST_OK;
}

static struct name name_of(enum estimand_kind kind)
{
	const char *name = estimand_name(kind);

	return (struct name){(char *)name, strlen(name)};
}

/* A row of a bin. */
enum { BIN_COLUMNS = 11, WITHOUT_BAND = 9 };

static size_t bin_columns(const struct calibration_error_options *opt, const struct name *estimand,
	const struct name *member, const struct bin_result *b, const struct interval *band,
	struct column c[BIN_COLUMNS])
{
	const struct column all[BIN_COLUMNS] = {{"estimand", COLUMN_TEXT, .text = estimand},
		{"name", COLUMN_TEXT, .text = member}, {"lo", .value = b->lo}, {"hi", .value = b->hi},
		{"n", COLUMN_COUNT, .count = b->n}, {"confidence", .value = b->conf},
		{"frequency", .value = b->frequency}, {"wilson_lo", .value = b->wilson.lo},
		{"wilson_hi", .value = b->wilson.hi},
		{opt->consistency ? "consistency_lo" : "bootstrap_lo", .value = band->lo},
		{opt->consistency ? "consistency_hi" : "bootstrap_hi", .value = band->hi}};

	memcpy(c, all, sizeof all);
	return opt->draws ? BIN_COLUMNS : WITHOUT_BAND;
}

int estimand_report_bins_open(
	struct report *r, const struct estimand_errors *x, const struct report_options *opt, int fd, struct err *e)
{
	struct column c[BIN_COLUMNS];
	size_t n = bin_columns(x->opt, NULL, NULL, &(struct bin_result){0}, &(struct interval){0}, c);

	return report_open_columns(r, opt, c, n, fd, e);
}

/* The band of bin k; draw [draws] is overwritten. */
static struct interval band_of(const struct calibration_error *part, size_t k, double frequency, double *draw)
{
	const struct calibration_error_options *opt = part->opt;

	for (size_t b = 0; b < opt->draws; b++)
		draw[b] = calibration_draws_frequency(&part->draws, k, opt->consistency, b);
	return opt->consistency ? interval_percentile(draw, opt->draws, opt->level)
				: interval_bca(draw, opt->draws, frequency, opt->level);
}

int estimand_report_bins(struct report *r, const struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	const struct name estimand = name_of(s->kind);
	double *draw = mem_alloc(x->opt->draws, sizeof *draw, e), level = x->opt->draws ? x->opt->level : .95;
	int st = draw ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < x->n; i++)
		for (size_t k = 0; !st && k < x->part[i].bins.edges.n; k++) {
			struct bin_result b = bins_bin(&x->part[i].bins, k, level);
			struct interval band = band_of(&x->part[i], k, b.frequency, draw);
			struct column c[BIN_COLUMNS];
			size_t n = bin_columns(x->opt, &estimand, &s->member.name[i], &b, &band, c);

			st = report_columns(r, c, n, e);
		}
	free(draw);
	return st;
}

/* A row of the summary; without a result the header, or the cells of a draw. */
struct estimand_row {
	struct name estimand;
	const struct name *member;
	const struct calibration_error_result *result;
	bool all_classes; /* the row is about the whole distribution, whose scores stand in it */
};

/* The columns that there always are, then those that were asked for. */
enum { ALWAYS = 15, MOST_COLUMNS = 19 };

/* What ECE and its kin, which are above 0 for calibrated confidences too, would be of those. */
static const char IF_CALIBRATED[] = "_consistency";

static size_t summary_columns(const struct estimand_errors *errors, const struct estimand_norm *norm,
	const struct name *norm_name, const struct estimand_row *row, struct column c[MOST_COLUMNS])
{
	const struct calibration_error_result *x = row->result ? row->result : &(struct calibration_error_result){0};
	const struct column always[ALWAYS] = {{"estimand", COLUMN_TEXT, .text = &row->estimand},
		{"name", COLUMN_TEXT, .text = row->member}, {"n", COLUMN_COUNT, .count = x->bins.n},
		{"bins", COLUMN_COUNT, .count = x->bins.made ? x->bins.made : NAMES_NONE},
		{"norm", COLUMN_TEXT, .text = norm_name}, {"ece", .value = x->bins.ece, .interval = IF_CALIBRATED},
		{"mce", .value = x->bins.mce, .interval = IF_CALIBRATED},
		{"rmsce", .value = x->bins.rmsce, .interval = IF_CALIBRATED},
		{"debiased_l2", .value = x->bins.debiased, .interval = ""},
		{"confidence", .value = x->bins.conf, .interval = ""},
		{"frequency", .value = x->bins.frequency, .interval = ""}, {"brier", .value = x->brier, .interval = ""},
		{"nll", .value = x->nll, .interval = ""},
		{"class_brier", .value = row->all_classes ? x->class_brier / (norm->half ? 2 : 1) : NAN,
			.interval = ""},
		{"class_nll", .value = row->all_classes ? x->class_nll : NAN, .interval = ""}};
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

int estimand_report_open(struct report *r, const struct estimand_errors *x, const struct estimand_norm *norm,
	const struct report_options *opt, int fd, struct err *e)
{
	struct column c[MOST_COLUMNS];
	size_t n = summary_columns(x, norm, NULL, &(struct estimand_row){0}, c);
	struct line l = {0}, with = {0};
	int st;

	line_add_cells(&l, c, n);
	interval_columns_add(NULL, &l, 0, &with);
	st = x->opt->draws ? report_open_line(r, opt, &with, fd, e) : report_open_columns(r, opt, c, n, fd, e);
	line_free(&l);
	line_free(&with);
	return st;
}

/* The summary's rows of one group. */
struct rows {
	struct report *r;
	const struct estimand_errors *x;
	const struct estimand *s;
	const struct estimand_norm *norm;
	struct calibration_error_result *result; /* [members] */
	double *share;                           /* [members] in their mean; NULL: all the same */
	struct interval_columns draws;           /* with intervals */
};

/* Member i, or their mean: the result from the rows, or from a draw. */
enum { FROM_ROWS = -1 };

static int result_of(const struct rows *w, size_t i, long draw, struct calibration_error_result *result, struct err *e)
{
	const struct calibration_error *part = &w->x->part[i];
	int st = ST_OK;

	if (draw != FROM_ROWS) {
		*result = calibration_error_of_draw(part, w->norm->p, (size_t)draw);
		return ST_OK;
	}
	st = calibration_error_result(part, w->norm->p, result, e);
	result->class_brier = proper_brier(&w->x->classes);
	result->class_nll = proper_nll(&w->x->classes);
	return st;
}

static int member_or_mean(
	const struct rows *w, size_t i, long draw, struct calibration_error_result *result, struct err *e)
{
	int st = ST_OK;

	if (i < w->x->n)
		return result_of(w, i, draw, result, e);
	for (size_t k = 0; !st && k < w->x->n; k++)
		st = result_of(w, k, draw, &w->result[k], e);
	*result = calibration_error_mean(w->result, w->share, w->x->n, w->norm->p);
	for (size_t k = 1; w->share && k < w->x->n; k++)
		result->bins.n += w->result[k].bins.n;
	return st;
}

/* Puts the row out, with the intervals of what it is in the draws. */
static int row_with_intervals(
	struct rows *w, size_t i, struct estimand_row *row, const struct column *c, size_t n, struct err *e)
{
	struct line l = {0}, with = {0};
	int st = ST_OK;

	for (size_t b = 0; !st && b < w->draws.draws; b++) {
		struct calibration_error_result drawn;
		struct column cell[MOST_COLUMNS];
		struct estimand_row of = *row;

		of.result = &drawn;
		st = member_or_mean(w, i, (long)b, &drawn, e);
		summary_columns(w->x, w->norm, NULL, &of, cell);
		interval_columns_draw(&w->draws, cell, b);
	}
	line_add_cells(&l, c, n);
	interval_columns_add(&w->draws, &l, w->x->opt->level, &with);
	if (!st)
		st = report_line(w->r, &with, e);
	line_free(&l);
	line_free(&with);
	return st;
}

static int summary_row(struct rows *w, size_t i, struct err *e)
{
	const struct estimand *s = w->s;
	const char *mean = s->kind == ESTIMAND_CLASS ? "class-mean" : "top-class-mean";
	const struct name norm_name = {(char *)w->norm->name, strlen(w->norm->name)};
	struct calibration_error_result result;
	struct estimand_row row = {.estimand = name_of(s->kind),
		.member = &s->member.name[i],
		.result = &result,
		.all_classes = s->kind == ESTIMAND_TOP || s->kind == ESTIMAND_BINARY};
	struct column c[MOST_COLUMNS];
	int st = member_or_mean(w, i, FROM_ROWS, &result, e);

	if (i == w->x->n)
		row = (struct estimand_row){{(char *)mean, strlen(mean)}, NULL, &result, s->kind == ESTIMAND_CLASS};
	if (st)
		return st;
	summary_columns(w->x, w->norm, &norm_name, &row, c);
	return w->x->opt->draws ? row_with_intervals(w, i, &row, c, w->draws.columns, e)
				: report_columns(w->r, c, w->draws.columns, e);
}

/* The shares of the weight that is about each class. */
static int find_shares(struct rows *w, struct err *e)
{
	struct tally all = {0};

	w->share = mem_alloc(w->x->n, sizeof *w->share, e);
	for (size_t i = 0; i < w->x->n; i++)
		tally_merge(&all, &w->x->part[i].proper.weight);
	for (size_t i = 0; w->share && i < w->x->n; i++)
		w->share[i] = tally_ratio(&w->x->part[i].proper.weight, &all);
	return w->share ? ST_OK : ST_SYSTEM;
}

int estimand_report(struct report *r, const struct estimand_errors *x, const struct estimand *s,
	const struct estimand_norm *norm, struct err *e)
{
	struct rows w = {r, x, s, norm, mem_alloc(x->n, sizeof *w.result, e)};
	size_t n = x->n + (s->kind == ESTIMAND_CLASS || s->kind == ESTIMAND_TOP_CLASS);
	struct column c[MOST_COLUMNS];
	int st;

	st = interval_columns_init(
		&w.draws, summary_columns(x, norm, NULL, &(struct estimand_row){0}, c), x->opt->draws, e);
	if (!w.result)
		st = ST_SYSTEM;
	if (!st && s->kind == ESTIMAND_TOP_CLASS)
		st = find_shares(&w, e);
	for (size_t i = 0; !st && i < n; i++)
		st = summary_row(&w, i, e);
	interval_columns_free(&w.draws);
	free(w.result);
	free(w.share);
	return st;
}
