/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-ece: how well confidences fit events: calibration errors, proper scores, the reliability table.
 * Reads y, p_* (or z_*), for experts e_* and conf_*, w, or two columns by name; writes one row an estimand,
 * or one a bin.
 * Memory: O(bins) a thread; O(rows) with --binning mass or --corp.  Mergeable (--partial, --merge).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "base/opt.h"
#include "measure/estimand.h"
#include "measure/state.h"
#include "csv/report.h"
#include "table/shard.h"

static struct {
	struct table_options table;
	struct report_options report;
	bool renormalize, half, reliability, smooth, corp, partial, merge;
	int estimand, binning, side;
	const char *conf, *event, *norm;
	size_t bins, jobs;
} set = {.bins = 15, .norm = "1", .jobs = 1};

static const struct opt options[] = {
	{'e', "estimand", OPT_CHOICE, &set.estimand, "top|class|binary|expert", "whose confidence in what", "top"},
	{0, "conf", OPT_STRING, &set.conf, "COLUMN", "a column of confidences, with --event: any pair", NULL},
	{0, "event", OPT_STRING, &set.event, "COLUMN", "a column of 0 and 1: what the confidences are of", NULL},
	{'b', "bins", OPT_COUNT, &set.bins, "B", "number of bins", "15"},
	{0, "binning", OPT_CHOICE, &set.binning, "width|mass", "bins of equal width or of equal weight", "width"},
	{0, "side", OPT_CHOICE, &set.side, "right|left", "the side on which a bin of equal width is closed", "right"},
	{0, "norm", OPT_STRING, &set.norm, "P", "norm of the column ece: a number from 1 up, or max", "1"},
	{0, "half", OPT_FLAG, &set.half, NULL, "half the Brier score over classes", NULL},
	{0, "smooth", OPT_FLAG, &set.smooth, NULL, "add the smooth calibration error", NULL},
	{0, "corp", OPT_FLAG, &set.corp, NULL, "add the CORP decomposition of the Brier score", NULL},
	{0, "reliability", OPT_FLAG, &set.reliability, NULL, "write one row a bin instead of the summary", NULL},
	{0, "partial", OPT_FLAG, &set.partial, NULL, "write the state instead, for --merge", NULL},
	{0, "merge", OPT_FLAG, &set.merge, NULL, "the input is states written by --partial", NULL},
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	CASES_OPTIONS(set.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct program program = {
	.name = "l2d-ece",
	.operands = "[FILE]...",
	.purpose = "Measure how well confidences fit events.",
	.reads = "y, p_* (or z_*); expert: e_*, conf_*; if there: w; with --conf and --event only these and w",
	.writes = "estimand, name, n, bins, norm, ece, mce, rmsce, debiased_l2, confidence, frequency, brier, "
		  "nll,\n"
		  "class_brier, class_nll; with --smooth: smooth_ece; with --corp: mcb, dsc, unc;\n"
		  "with --reliability: estimand, name, lo, hi, n, confidence, frequency, wilson_lo, wilson_hi",
	.opts = options,
};

static struct calibration_error_options calibration;

struct state {
	struct estimand what;
	struct buf signature; /* what a state of ours says it is */
	double norm;
};

static enum estimand_kind kind(void)
{
	return set.conf ? ESTIMAND_PAIR : (enum estimand_kind)set.estimand;
}

static int start_worker(void *state, struct table *t, struct err *e)
{
	estimand_init(state, kind(), &calibration);
	return estimand_open(state, t, set.renormalize, set.conf, set.event, e);
}

static int next_row(void *state, struct err *e)
{
	return estimand_next(state, e);
}

static int merge_workers(void *state, void *other, struct err *e)
{
	return estimand_merge(state, other, e);
}

static void free_worker(void *state)
{
	estimand_free(state);
}

static int read_table(struct state *s, const struct strings *files, struct err *e)
{
	static const struct shard_task task = {start_worker, next_row, merge_workers, free_worker, sizeof s->what};
	size_t skipped;
	int st = shard_run(&task, &set.table, files, set.jobs, &s->what, &skipped, e);

	if (!st)
		err_report_skipped(skipped, program.name);
	return st;
}

static int take_item(void *what, const struct state_item *i, bool *taken, struct err *e)
{
	return estimand_read(what, i, taken, e);
}

static int read_states(struct state *s, const struct strings *files, struct err *e)
{
	estimand_init(&s->what, kind(), &calibration);
	return state_read(&set.table, files, s->signature.p, take_item, &s->what, e);
}

static int write_state(const struct state *s, struct err *e)
{
	struct state_out o;
	int st = state_out_init(&o, &set.report, s->signature.p, STDOUT_FILENO, e);

	if (st)
		return st;
	st = estimand_write(&s->what, &o, e);
	return state_out_close(&o, st, e);
}

/* The first two columns of a row. */
static void start_row(struct report *r, const char *estimand, const struct name *name)
{
	report_row(r);
	csv_write_string(&r->w, estimand);
	csv_write_name(&r->w, name);
}

static int write_bins(const struct state *s, struct report *r, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->what.member.n; i++)
		for (size_t k = 0; !st && k < s->what.part[i].bins.edges.n; k++) {
			struct bin_result b = bins_bin(&s->what.part[i].bins, k);
			const double x[] = {b.lo, b.hi}, y[] = {b.conf, b.frequency, b.wilson_lo, b.wilson_hi};

			start_row(r, estimand_name(s->what.kind), &s->what.member.name[i]);
			csv_write_numbers(&r->w, x, sizeof x / sizeof *x);
			csv_write_count(&r->w, b.n);
			csv_write_numbers(&r->w, y, sizeof y / sizeof *y);
			st = csv_write_end(&r->w, e);
		}
	return st;
}

/* Scores of the whole distribution stand in the row that is about all classes. */
static int write_summary_row(const struct state *s, struct report *r, const struct calibration_error_result *c,
	bool all_classes, struct err *e)
{
	const struct proper *p = &s->what.classes;
	const struct bins_result *b = &c->bins;
	double brier = proper_brier(p) / (set.half ? 2 : 1);
	const double x[] = {b->ece, b->mce, b->rmsce, b->debiased, b->conf, b->frequency, c->brier, c->nll,
		all_classes ? brier : NAN, all_classes ? proper_nll(p) : NAN};
	const double corp[] = {c->corp.mcb, c->corp.dsc, c->corp.unc};

	csv_write_count(&r->w, b->n);
	if (b->made)
		csv_write_count(&r->w, b->made);
	else
		csv_write_string(&r->w, "");
	csv_write_string(&r->w, set.norm);
	csv_write_numbers(&r->w, x, sizeof x / sizeof *x);
	if (set.smooth)
		csv_write_number(&r->w, c->smooth);
	if (set.corp)
		csv_write_numbers(&r->w, corp, sizeof corp / sizeof *corp);
	return csv_write_end(&r->w, e);
}

static int write_summary(const struct state *s, struct report *r, struct err *e)
{
	enum estimand_kind what = s->what.kind;
	size_t n = s->what.member.n;
	struct calibration_error_result *result = mem_alloc(n, sizeof *result, e), mean;
	int st = result ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < n; i++) {
		st = calibration_error_result(&s->what.part[i], s->norm, &result[i], e);
		start_row(r, estimand_name(what), &s->what.member.name[i]);
		if (!st)
			st = write_summary_row(s, r, &result[i], what == ESTIMAND_TOP || what == ESTIMAND_BINARY, e);
	}
	if (!st && what == ESTIMAND_CLASS) {
		mean = calibration_error_mean(result, n, s->norm);
		start_row(r, "class-mean", NULL);
		st = write_summary_row(s, r, &mean, true, e);
	}
	free(result);
	return st;
}

static int write_report(const struct state *s, struct err *e)
{
	static const char *const bins[] = {
		"estimand", "name", "lo", "hi", "n", "confidence", "frequency", "wilson_lo", "wilson_hi", NULL};
	const char *summary[] = {"estimand", "name", "n", "bins", "norm", "ece", "mce", "rmsce", "debiased_l2",
		"confidence", "frequency", "brier", "nll", "class_brier", "class_nll", NULL, NULL, NULL, NULL, NULL};
	const char **end = summary + 15;
	struct report r;
	int st;

	if (set.smooth)
		*end++ = "smooth_ece";
	if (set.corp) {
		*end++ = "mcb";
		*end++ = "dsc";
		*end = "unc";
	}
	st = report_open_list(&r, &set.report, set.reliability ? bins : summary, STDOUT_FILENO, e);
	if (st)
		return st;
	st = set.reliability ? write_bins(s, &r, e) : write_summary(s, &r, e);
	return report_close(&r, st, e);
}

/* Checks the options and sets s up. */
static int start(struct state *s, struct err *e)
{
	char text[200];

	if (!set.conf != !set.event)
		return err_set(e, ST_USAGE, "--conf and --event go together");
	if (set.conf && set.estimand)
		return err_set(e, ST_USAGE, "--estimand: --conf and --event are one of their own");
	if (!set.bins)
		return err_set(e, ST_USAGE, "--bins: at least one is needed");
	if (set.partial && set.reliability)
		return err_set(e, ST_USAGE, "--partial and --reliability exclude each other");
	if (!strcmp(set.norm, "max"))
		s->norm = INFINITY;
	else if (num_parse(set.norm, strlen(set.norm), &s->norm) || s->norm < 1)
		return err_set(e, ST_USAGE, "--norm: neither max nor a number from 1 up: '%.200s'", set.norm);
	calibration = (struct calibration_error_options){.bins = set.bins,
		.mass = set.binning == 1,
		.left = set.side == 1,
		.smooth = set.smooth,
		.corp = set.corp};
	snprintf(text, sizeof text, "l2d-ece %s%s%s", estimand_name(kind()), set.smooth ? " smooth" : "",
		set.corp ? " corp" : "");
	if (set.binning == 0)
		snprintf(text + strlen(text), sizeof text - strlen(text), " bins=%zu side=%s", set.bins,
			set.side ? "left" : "right");
	else
		strcat(text, " rows");
	return buf_add(&s->signature, text, strlen(text) + 1, e);
}

static int run(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = start(&s, e);

	if (!st)
		st = set.merge ? read_states(&s, files, e) : read_table(&s, files, e);
	if (!st && !set.partial)
		st = estimand_end(&s.what, e);
	if (!st)
		st = set.partial ? write_state(&s, e) : write_report(&s, e);
	estimand_free(&s.what);
	buf_free(&s.signature);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
