/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-curve: what becomes of accuracy, cost and risk as more and more rows are deferred.
 * Reads y or quality_* (or loss_*), p_* (or z_*), score, e_*, agent, conf_*, cost_*, w; writes one row for coverage 1 and one for
 * every distinct score; with --group for every group of rows and for all.
 * Memory: O(rows), 16 bytes each and as much while sorting, or --memory; states in files: O(files).  Mergeable (--partial, --merge).
 */
#include <math.h>
#include <unistd.h>

#include "base/opt.h"
#include "base/opt_rules.h"
#include "decide/decision.h"
#include "inference/row_keys.h"
#include "rank/auroc_curve.h"
#include "rank/curve_report.h"
#include "summary/summary.h"
#include "table/classes.h"

enum metric { ACCURACY, AUROC, AP };

static struct {
	struct table_options table;
	struct report_options report;
	struct decision_options decision;
	struct summary_options summary;
	struct interval_options interval;
	struct label_noise_options noise;
	int metric;
	size_t points, jobs, limit; /* threads that sort; bytes that each has for rows */
	const char *positive, *memory;
} set = {.decision.cost = NAN, .interval = INTERVAL_DEFAULTS};

static const struct opt options[] = {
	{0, "points", OPT_COUNT, &set.points, "N", "at most N points, evenly by coverage", "all; 101 with auroc and ap",
		"[1, 10^5]"},
	{0, "metric", OPT_CHOICE, &set.metric, "accuracy|auroc|ap", "what to follow over coverage", "accuracy"},
	{0, "positive", OPT_STRING, &set.positive, "CLASS", "the positive class of auroc and ap",
		"the last one, as numbers or bytes"},
	{0, "memory", OPT_STRING, &set.memory, "SIZE", "sort more rows than fit into SIZE (512M, 2G) on disk", NULL},
	{'c', "cost", OPT_NUMBER, &set.decision.cost, "C0", "price of asking any expert; goes before cost_* of experts",
		"cost_*, else 0", "[-10^100, 10^100]"},
	{0, "expert", OPT_STRING, &set.decision.expert, "NAME", "the expert to whom every deferred row goes", NULL},
	LABEL_NOISE_OPTIONS(set.noise),
	INTERVAL_OPTIONS(set.interval),
	SUMMARY_OPTIONS(set.summary),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.decision.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	INTERVAL_RULES,
	{"partial", OPT_EXCLUDES, "points"},
	{"label-noise noise-matrix", OPT_APART},
	{"memory", OPT_EXCLUDES, "interval"},
	{"cost memory label-noise noise-matrix", OPT_NEEDS, "metric=accuracy"},
	{"positive", OPT_NEEDS, "metric=auroc|ap"},
	{0},
};

static const struct program program = {
	.name = "l2d-curve",
	.operands = "[FILE]...",
	.purpose = "Follow accuracy, cost and risk of a system over coverage.",
	.reads = "y, or quality_* (or loss_*); p_* (or z_*) or score; if there: e_*, est_*, agent, conf_*, cost_*, w",
	.writes = "threshold, coverage, n_model, n_deferred, n_unscored, system_accuracy, model_accuracy,\n"
		  "expert_accuracy, cost, risk; with --interval: NAME_lo, NAME_hi;\n"
		  "with --metric: threshold, coverage, n_model, n_deferred, n_unscored, auroc or ap, positive",
	.opts = options,
	.rules = rules,
};

struct reader {
	struct decision decision;
	struct names positive; /* the positive class, of auroc and ap; one for each that states name */
	size_t class;          /* its number */
	struct row_keys keys;
	struct scored_spool spool;
};

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	struct reader *s = reader;
	const struct names *classes = &s->decision.c.classes;
	size_t index;
	int st = t ? decision_init(&s->decision, t, 0, false, with, e) : ST_OK;

	s->spool.limit = set.limit;
	if (!st && t && !s->decision.c.prob.n && (set.metric != ACCURACY || !s->decision.c.graded))
		st = table_absent(t, (const enum role[]){ROLE_PROB, ROLE_LOGIT}, 2, e);
	/* with experts the order is a decision; without them the model's confidence will do */
	if (!st && t && (!s->decision.c.prob.n || (s->decision.c.nexpert && !s->decision.c.rejects)))
		st = table_single(t, ROLE_SCORE, true, &s->decision.score_column, e);
	if (!st && t)
		st = row_keys_open(&s->keys, t, &set.interval, false, set.summary.partial, e);
	if (st || !t || set.metric == ACCURACY)
		return st;
	st = classes_positive(classes, set.positive, table_file(t), &s->class, e);
	return st ? st : names_add(&s->positive, classes->name[s->class].s, classes->name[s->class].n, &index, e);
}

static int next_row(void *reader, struct err *e)
{
	struct reader *s = reader;
	int st = decision_next(&s->decision, e);

	return st || !(s->decision.c.weight > 0) ? st : row_keys_next(&s->keys, e);
}

static struct cases *cases(void *reader)
{
	return &((struct reader *)reader)->decision.c;
}

static void close_rows(void *reader)
{
	struct reader *s = reader;

	decision_free(&s->decision);
	names_free(&s->positive);
	scored_spool_free(&s->spool);
}

/* The accumulator: rows by minus the score, deferred in this order. */
static int add(void *rows, void *reader, struct err *e)
{
	struct reader *s = reader;
	const struct decision *r = &s->decision;
	const struct cases *c = &r->c;
	bool accuracy = set.metric == ACCURACY;
	struct scored_row row = {.score = isnan(r->score) ? c->p[r->model] - 1 : -r->score,
		.weight = c->weight,
		.key = s->keys.row,
		.outcome_key = s->keys.row,
		.answered = accuracy ? !isnan(r->help_outcome) : r->help != NAMES_NONE,
		.right = accuracy ? r->model_outcome : c->label == s->class,
		.unknown = accuracy && isnan(r->model_outcome),
		.expert_right = accuracy ? r->help_outcome : r->help == s->class,
		.model_cost = accuracy ? r->model_cost : 0,
		.expert_cost = accuracy ? r->expert_cost : 0,
		.p = accuracy ? 0 : c->p[s->class]};

	return scored_runs_add(rows, &row, &s->spool, e);
}

static int merge(void *rows, void *reader, const void *other, const void *other_reader, struct err *e)
{
	(void)other_reader;
	return scored_runs_merge(rows, other, &((struct reader *)reader)->spool, e);
}

static void free_rows(void *rows)
{
	scored_runs_free(rows);
}

static int write_state(void *rows, const void *reader, struct state_out *o, struct err *e)
{
	const struct names *positive = &((const struct reader *)reader)->positive;

	if (positive->n)
		state_out_member(o, &positive->name[0]);
	return scored_runs_write(rows, o, e);
}

static int read_state(void *rows, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	struct reader *s = reader;
	size_t index;
	int st = scored_runs_read(rows, i, &s->spool, taken, e);

	return st || set.metric == ACCURACY ? st : names_add(&s->positive, i->member, i->member_length, &index, e);
}

static int stream(void *rows, void *reader, struct state_in *in, bool *taken, bool *ready, struct err *e)
{
	(void)reader;
	return set.metric != ACCURACY || set.interval.level > 0 ? ST_SKIP
								: scored_runs_stream(rows, in, taken, ready, e);
}

static int check_state(const void *rows, const void *reader, struct err *e)
{
	(void)rows;
	return set.metric == ACCURACY ? ST_OK
				      : state_one_positive(&((const struct reader *)reader)->positive, set.positive, e);
}

static int head(struct report *r, const struct report_options *opt, void *rows, const void *reader, struct err *e)
{
	(void)rows, (void)reader;
	return set.metric == ACCURACY
		? curve_report_open(r, opt, &set.interval, STDOUT_FILENO, e)
		: auroc_curve_report_open(r, set.metric == AP, opt, &set.interval, STDOUT_FILENO, e);
}

static int report(struct report *r, void *a, const void *reader, struct err *e)
{
	struct scored_runs *runs = a;

	runs->rows.order.jobs = set.jobs;
	if (label_noise_any(set.decision.noise))
		runs->totals.beyond = runs->rows.beyond = false;
	if (set.metric == ACCURACY)
		return curve_report(r, runs, set.points, &set.interval, e);
	return auroc_curve_report(r, &runs->rows, set.points > 1 ? set.points - 1 : 100, set.metric == AP,
		&((const struct reader *)reader)->positive, &set.interval, e);
}

static int sign(struct buf *signature, struct err *e)
{
	const char *metric = set.metric == ACCURACY ? "accuracy" : set.metric == AP ? "ap" : "auroc";
	int st = state_sign(signature, program.name, NULL, e);

	st = st ? st : state_sign(signature, "metric", metric, e);
	return st ? st : decision_sign(signature, &set.table, &set.interval, &set.decision, e);
}

static int run(const struct strings *files, struct err *e)
{
	static const struct summary_kind summary = {sizeof(struct reader), open_rows, next_row, cases, close_rows,
		sizeof(struct scored_runs), NULL, add, merge, free_rows, NULL, read_state, check_state, head, report,
		NULL, write_state, stream};
	struct label_noise noise = {0};
	int st = set.metric != ACCURACY && set.points == 1
		? err_set(e, ST_USAGE, "--points: auroc and ap need two or more")
		: interval_check(&set.interval, e);

	set.decision.noise = &noise;
	st = st ? st : label_noise_read(&noise, &set.noise, e);
	st = st ? st : jobs_count(set.summary.jobs, &set.jobs, e);
	st = st ? st : scored_runs_limit(set.memory, set.jobs, &set.limit, e);
	if (!st)
		st = summary_run(&summary,
			&(struct summary){&set.summary, &set.table, &set.report, program.name, &set.decision, sign},
			files, e);
	label_noise_free(&noise);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
