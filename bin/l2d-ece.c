/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-ece: how well confidences fit events: calibration errors, proper scores, the reliability table.
 * Reads y, p_* (or z_*), for experts e_* and conf_*, w, or two columns by name; writes one row an estimand,
 * or one a bin; with --group for every group of rows and for all.
 * Memory: O(bins) a thread and group; O(rows) with --binning mass, --corp or --test.  Mergeable (--partial, --merge).
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "base/opt_rules.h"
#include "calibration_test/calibration_test_report.h"
#include "measure/estimand_report.h"
#include "summary/summary.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct estimand_names names;
	struct summary_options summary;
	struct interval_options interval;
	struct label_noise_options noise;
	bool half, reliability, smooth, corp, test;
	int estimand, binning, side, band;
	const char *norm, *bins, *edges;
} set = {.table.shows = "l2d-ece", .interval = INTERVAL_DEFAULTS, .bins = "15", .norm = "1"};

static const struct opt options[] = {
	{'e', "estimand", OPT_CHOICE, &set.estimand, "top|class|binary|expert|top-class|vector",
		"whose confidence in what", "top"},
	{0, "conf", OPT_STRING, &set.names.conf, "COLUMN", "a column of confidences, with --event: any pair", NULL},
	{0, "event", OPT_STRING, &set.names.event, "COLUMN", "a column of 0 and 1: what the confidences are of", NULL},
	{0, "positive", OPT_STRING, &set.names.positive, "CLASS", "the positive class of the estimand binary",
		"the last one, as numbers or bytes"},
	{'b', "bins", OPT_STRING, &set.bins, "B", "number of bins, or auto: the cube root of that of rows", "15"},
	{0, "binning", OPT_CHOICE, &set.binning, "width|mass|quantile|nearest|sweep", "which bins", "width"},
	{0, "edges", OPT_STRING, &set.edges, "LIST", "bins with these edges in (0, 1)", NULL},
	{0, "side", OPT_CHOICE, &set.side, "right|left", "the side on which a bin of equal width is closed", "right"},
	{0, "norm", OPT_STRING, &set.norm, "P", "norm of the column ece: a number from 1 up, or max", "1"},
	{0, "half", OPT_FLAG, &set.half, NULL, "half the Brier score over classes", NULL},
	{0, "smooth", OPT_FLAG, &set.smooth, NULL, "add the smooth calibration error", NULL},
	{0, "corp", OPT_FLAG, &set.corp, NULL, "add the CORP decomposition of the Brier score", NULL},
	{0, "reliability", OPT_FLAG, &set.reliability, NULL, "write one row a bin instead of the summary", NULL},
	{0, "band", OPT_CHOICE, &set.band, "bootstrap|consistency", "the band beside Wilson's, with --interval",
		"bootstrap"},
	{0, "test", OPT_FLAG, &set.test, NULL, "write tests of calibration instead of the summary", NULL},
	LABEL_NOISE_OPTIONS(set.noise),
	INTERVAL_OPTIONS(set.interval),
	SUMMARY_OPTIONS(set.summary),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.names.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	{"cluster", OPT_NEEDS, "interval"},
	{"draws seed", OPT_NEEDS, "interval test"},
	{"test", OPT_EXCLUDES, "reliability norm half smooth corp interval"},
	{"partial", OPT_EXCLUDES, "reliability norm half"},
	{"reliability", OPT_EXCLUDES, "norm half smooth corp"},
	{"estimand=vector", OPT_NEEDS, "test"},
	{"estimand=vector", OPT_NEEDS, "binning=width"},
	{"band", OPT_NEEDS, "reliability"},
	{"band", OPT_NEEDS, "interval"},
	{"conf", OPT_NEEDS, "event"},
	{"event", OPT_NEEDS, "conf"},
	{"conf", OPT_EXCLUDES, "estimand renormalize half"},
	{"half", OPT_NEEDS, "estimand=top|class|binary"},
	{"renormalize", OPT_NEEDS, "estimand=top|class|binary|top-class|vector"},
	{"side edges", OPT_NEEDS, "binning=width"},
	{"edges", OPT_EXCLUDES, "bins"},
	{"bins", OPT_NEEDS, "binning=width|mass|quantile|nearest"},
	{"positive", OPT_NEEDS, "estimand=binary"},
	{"other-answers", OPT_NEEDS, "estimand=expert"},
	{"label-noise noise-matrix", OPT_APART},
	{"label-noise noise-matrix", OPT_EXCLUDES, "conf smooth corp test"},
	{"label-noise noise-matrix", OPT_NEEDS, "band=bootstrap"},
	{"label-noise noise-matrix", OPT_NEEDS, "binning=width|mass|quantile|nearest"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-ece",
	.operands = "[FILE]...",
	.purpose = "Measure how well confidences fit events.",
	.reads = "y, p_* (or z_*); expert: e_*, conf_*; if there: w; with --conf and --event only these and w",
	.writes =
		"estimand, name, n, bins, norm, ece, mce, rmsce, debiased_l2, confidence, frequency, brier, "
		"nll,\n"
		"class_brier, class_nll; with --smooth: smooth_ece; with --corp: mcb, dsc, unc;\n"
		"with --reliability: estimand, name, lo, hi, n, confidence, frequency, wilson_lo, wilson_hi;\n"
		"with --interval: NAME_lo, NAME_hi, ece_consistency_lo ..., interval; in the reliability table the band;\n"
		"with --test: estimand, name, n, test, value, value_lo, value_hi, statistic, df, p_value, source",
	.opts = options,
	.rules = rules,
};

/* What the options say, for all threads. */
static struct calibration_error_options calibration;
static struct estimand_norm norm;
static struct label_noise noise;

static enum estimand_kind kind(void)
{
	return set.names.conf ? ESTIMAND_PAIR : (enum estimand_kind)set.estimand;
}

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	struct estimand *s = reader;

	s->kind = kind();
	return t ? estimand_open(s, t, with, e) : ST_OK;
}

static int begin(void *a, const void *reader, struct err *e)
{
	return estimand_errors_init(a, reader, &calibration, e);
}

static int check_state(const void *a, const void *reader, struct err *e)
{
	const struct estimand *s = reader;
	int st = estimand_errors_check(a, e);

	return st || kind() != ESTIMAND_BINARY ? st : state_one_positive(&s->member, set.names.positive, e);
}

static int head(struct report *r, const struct report_options *opt, void *a, const void *reader, struct err *e)
{
	(void)reader;
	if (set.test)
		return calibration_test_report_open(r, opt, STDOUT_FILENO, e);
	return set.reliability ? estimand_report_bins_open(r, a, opt, STDOUT_FILENO, e)
			       : estimand_report_open(r, a, &norm, opt, STDOUT_FILENO, e);
}

static int report(struct report *r, void *a, const void *reader, struct err *e)
{
	const struct calibration_test_options test = {set.interval.draws, set.interval.seed, .95};
	int st = estimand_errors_end(a, reader, e);

	if (st)
		return st;
	if (set.test)
		return calibration_test_report(r, a, reader, &test, e);
	return set.reliability ? estimand_report_bins(r, a, reader, e) : estimand_report(r, a, reader, &norm, e);
}

/* Everything that changes what is summed. */
static int sign(struct buf *signature, struct err *e)
{
	static const char *const binning[] = {"width", "mass", "quantile", "nearest", "sweep"};
	const struct {
		const char *option, *value;
	} on[] = {{program.name, NULL}, {"estimand", estimand_name(kind())}, {"conf", set.names.conf},
		{"event", set.names.event}, {"smooth", set.smooth ? "yes" : NULL}, {"corp", set.corp ? "yes" : NULL},
		{"test", set.test ? "yes" : NULL}, {"renormalize", set.names.renormalize ? "yes" : NULL},
		{"binning", binning[set.binning]}, {"side", set.side ? "left" : "right"},
		{"other-answers", set.table.other_answers ? "wrong" : NULL}, {"edges", set.edges},
		{"bins", set.binning || set.edges ? NULL : set.bins}};
	int st = ST_OK;

	for (size_t i = 0; !st && i < sizeof on / sizeof *on; i++)
		st = state_sign(signature, on[i].option, on[i].value, e);
	if (!st)
		st = label_noise_sign(signature, &noise, e);
	return st ? st : row_keys_sign(signature, &set.interval, e);
}

/* What only whoever merges the last states does. */
static int check_partial(struct err *e)
{
	if (set.summary.partial && set.binning && opt_given(&program, "bins"))
		return err_set(e, ST_USAGE,
			"--bins: a state has no bins of equal weight yet; whoever merges the last ones makes them");
	if (set.summary.partial && set.test && (opt_given(&program, "draws") || opt_given(&program, "seed")))
		return err_set(e, ST_USAGE,
			"--draws, --seed: a state of --test has no draws yet; whoever merges the last ones makes them");
	return ST_OK;
}

static struct calibration_error_options asked(void)
{
	return (struct calibration_error_options){.binning = (enum binning)set.binning,
		.left = set.side == 1,
		.smooth = set.smooth,
		.corp = set.corp,
		.rows = set.test,
		.draws = set.interval.level > 0 ? set.interval.draws : 0,
		.level = set.interval.level,
		.consistency = set.band == 1};
}

static int run(const struct strings *files, struct err *e)
{
	struct summary_kind summary = estimand_summary;
	int st = estimand_norm_parse(&norm, set.norm, set.half, e);

	summary.open = open_rows;
	summary.begin = begin;
	summary.check = check_state;
	summary.head = head;
	summary.report = report;
	calibration = asked();
	if (!st)
		st = check_partial(e);
	if (!st)
		st = jobs_count(set.summary.jobs, &calibration.jobs, e);
	if (!st)
		st = interval_check(&set.interval, e);
	if (!st)
		st = calibration_error_bins(&calibration, set.bins, set.edges, e);
	if (!st)
		st = label_noise_read(&noise, &set.noise, e);
	calibration.noisy = label_noise_any(&noise);
	set.names.noise = &noise;
	set.names.interval = &set.interval;
	set.names.partial = set.summary.partial;
	if (!st)
		st = summary_run(&summary,
			&(struct summary){&set.summary, &set.table, &set.report, program.name, &set.names, sign}, files,
			e);
	free(calibration.edge);
	label_noise_free(&noise);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
