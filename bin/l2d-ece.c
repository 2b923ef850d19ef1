/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-ece: how well confidences fit events: calibration errors, proper scores, the reliability table.
 * Reads y, p_* (or z_*), for experts e_* and conf_*, w, or two columns by name; writes one row an estimand,
 * or one a bin.
 * Memory: O(bins) a thread; O(rows) with --binning mass or --corp.  Mergeable (--partial, --merge).
 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "measure/estimand.h"
#include "summary/state.h"
#include "table/shard.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct estimand_names names;
	bool half, reliability, smooth, corp, partial, merge;
	int estimand, binning, side;
	const char *norm, *jobs;
	size_t bins;
} set = {.bins = 15, .norm = "1"};

static const struct opt options[] = {
	{'e', "estimand", OPT_CHOICE, &set.estimand, "top|class|binary|expert", "whose confidence in what", "top"},
	{0, "conf", OPT_STRING, &set.names.conf, "COLUMN", "a column of confidences, with --event: any pair", NULL},
	{0, "event", OPT_STRING, &set.names.event, "COLUMN", "a column of 0 and 1: what the confidences are of", NULL},
	{0, "positive", OPT_STRING, &set.names.positive, "CLASS", "the positive class of the estimand binary",
		"the last one, as numbers or bytes"},
	/* Of equal width: half a gigabyte of exact sums. */
	{'b', "bins", OPT_COUNT, &set.bins, "B", "number of bins", "15", "[1, 10^5]"},
	{0, "binning", OPT_CHOICE, &set.binning, "width|mass", "bins of equal width or of equal weight", "width"},
	{0, "side", OPT_CHOICE, &set.side, "right|left", "the side on which a bin of equal width is closed", "right"},
	{0, "norm", OPT_STRING, &set.norm, "P", "norm of the column ece: a number from 1 up, or max", "1"},
	{0, "half", OPT_FLAG, &set.half, NULL, "half the Brier score over classes", NULL},
	{0, "smooth", OPT_FLAG, &set.smooth, NULL, "add the smooth calibration error", NULL},
	{0, "corp", OPT_FLAG, &set.corp, NULL, "add the CORP decomposition of the Brier score", NULL},
	{0, "reliability", OPT_FLAG, &set.reliability, NULL, "write one row a bin instead of the summary", NULL},
	STATE_OPTIONS(set.partial, set.merge),
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.names.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	{"partial", OPT_EXCLUDES, "reliability norm half"},
	{"reliability", OPT_EXCLUDES, "norm half smooth corp"},
	{"conf", OPT_NEEDS, "event"},
	{"event", OPT_NEEDS, "conf"},
	{"conf", OPT_EXCLUDES, "estimand renormalize half"},
	{"renormalize half", OPT_NEEDS, "estimand=top|class|binary"},
	{"side", OPT_NEEDS, "binning=width"},
	{"positive", OPT_NEEDS, "estimand=binary"},
	{"other-answers", OPT_NEEDS, "estimand=expert"},
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
	.rules = rules,
};

static struct calibration_error_options calibration;

struct state {
	struct estimand what;
	struct buf signature; /* what a state of ours says it is */
	struct estimand_norm norm;
};

static enum estimand_kind kind(void)
{
	return set.names.conf ? ESTIMAND_PAIR : (enum estimand_kind)set.estimand;
}

static int start_worker(void *state, struct table *t, struct err *e)
{
	estimand_init(state, kind(), &calibration);
	return estimand_open(state, t, &set.names, e);
}

static int next_row(void *state, struct err *e)
{
	return estimand_next(state, e);
}

static int merge_workers(void *state, void *other, struct err *e)
{
	return estimand_merge(state, other, e);
}

static int check_answers(void *state, struct err *e)
{
	return cases_check(&((const struct estimand *)state)->c, e);
}

static void free_worker(void *state)
{
	estimand_free(state);
}

static int read_table(struct state *s, const struct strings *files, struct err *e)
{
	const struct shard_task task = {
		start_worker, next_row, merge_workers, set.partial ? NULL : check_answers, free_worker, sizeof s->what};
	struct table_counts counts;
	int st = shard_run(&task, &set.table, files, set.jobs, &s->what, &counts, e);

	if (!st)
		table_report_counts(&counts, program.name);
	return st;
}

static int take_item(void *what, struct state_item *i, bool *taken, struct err *e)
{
	return estimand_read(what, i, taken, e);
}

static int read_states(struct state *s, const struct strings *files, struct err *e)
{
	int st;

	estimand_init(&s->what, kind(), &calibration);
	st = state_read(&set.table, files, s->signature.p, take_item, &s->what, e);
	if (!st)
		st = estimand_check(&s->what, &set.names, e);
	return st || set.partial || set.table.other_answers
		? st
		: class_uses_check(&s->what.c.uses, &s->what.c.classes, NULL, e);
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

static int check_options(struct state *s, struct err *e)
{
	s->norm = (struct estimand_norm){set.norm, INFINITY, set.half};
	if (strcmp(set.norm, "max") && (num_parse(set.norm, strlen(set.norm), &s->norm.p) || s->norm.p < 1))
		return err_set(e, ST_USAGE, "--norm: neither max nor a number from 1 up: '%.200s'", set.norm);
	return ST_OK;
}

/* Everything that changes what is summed. */
static int sign(struct buf *signature, struct err *e)
{
	const struct {
		const char *option, *value;
	} on[] = {{program.name, NULL}, {"estimand", estimand_name(kind())}, {"conf", set.names.conf},
		{"event", set.names.event}, {"smooth", set.smooth ? "yes" : NULL}, {"corp", set.corp ? "yes" : NULL},
		{"renormalize", set.names.renormalize ? "yes" : NULL}, {"binning", set.binning ? "mass" : "width"},
		{"side", set.side ? "left" : "right"}, {"other-answers", set.table.other_answers ? "wrong" : NULL}};
	int st = ST_OK;

	for (size_t i = 0; !st && i < sizeof on / sizeof *on; i++)
		st = state_sign(signature, on[i].option, on[i].value, e);
	return st || set.binning ? st : state_sign_number(signature, "bins", (double)set.bins, e);
}

/* Checks the options and sets s up. */
static int start(struct state *s, struct err *e)
{
	int st = check_options(s, e);

	if (st)
		return st;
	calibration = (struct calibration_error_options){.bins = set.bins,
		.mass = set.binning == 1,
		.left = set.side == 1,
		.smooth = set.smooth,
		.corp = set.corp};
	return sign(&s->signature, e);
}

static int run(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = start(&s, e);

	if (!st)
		st = set.merge ? read_states(&s, files, e) : read_table(&s, files, e);
	if (!st && !set.partial)
		st = estimand_end(&s.what, e);
	if (!st && set.partial)
		st = write_state(&s, e);
	else if (!st && set.reliability)
		st = estimand_report_bins(&s.what, &set.report, STDOUT_FILENO, e);
	else if (!st)
		st = estimand_report(&s.what, &s.norm, &set.report, STDOUT_FILENO, e);
	estimand_free(&s.what);
	buf_free(&s.signature);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
