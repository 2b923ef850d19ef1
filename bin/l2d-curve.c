/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-curve: what becomes of accuracy, cost and risk as more and more rows are deferred.
 * Reads y, p_* (or z_*), score, e_*, agent, conf_*, cost_*, w; writes one row for coverage 1 and one for
 * every distinct score.
 * Memory: O(rows), 16 bytes each and as much while sorting.  Mergeable (--partial, --merge).
 */
#include <math.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "decide/decision.h"
#include "rank/auroc_curve.h"
#include "rank/curve.h"
#include "summary/state.h"
#include "table/classes.h"
#include "table/shard.h"

enum metric { ACCURACY, AUROC, AP };

static struct {
	struct table_options table;
	struct report_options report;
	struct decision_options decision;
	int metric;
	size_t points;
	bool partial, merge;
	const char *positive, *jobs;
} set = {.decision.cost = NAN};

static const struct opt options[] = {
	/* Of auroc and ap each takes a pass over the rows. */
	{0, "points", OPT_COUNT, &set.points, "N", "at most N points, evenly by coverage", "all; 101 with auroc and ap",
		"[1, 10^5]"},
	{0, "metric", OPT_CHOICE, &set.metric, "accuracy|auroc|ap", "what to follow over coverage", "accuracy"},
	{0, "positive", OPT_STRING, &set.positive, "CLASS", "the positive class of auroc and ap",
		"the last one, as numbers or bytes"},
	{'c', "cost", OPT_NUMBER, &set.decision.cost, "C0", "price of asking any expert; goes before cost_* of experts",
		"cost_*, else 0", "[-10^100, 10^100]"},
	{0, "expert", OPT_STRING, &set.decision.expert, "NAME", "the expert to whom every deferred row goes", NULL},
	STATE_OPTIONS(set.partial, set.merge),
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.decision.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	{"partial", OPT_EXCLUDES, "points"},
	{"cost", OPT_NEEDS, "metric=accuracy"},
	{"positive", OPT_NEEDS, "metric=auroc|ap"},
	{0},
};

static const struct program program = {
	.name = "l2d-curve",
	.operands = "[FILE]...",
	.purpose = "Follow accuracy, cost and risk of a system over coverage.",
	.reads = "y, p_* (or z_*); if there: score, e_*, agent, conf_*, cost_*, w",
	.writes = "threshold, coverage, n_model, n_deferred, n_unscored, system_accuracy, model_accuracy,\n"
		  "expert_accuracy, cost, risk; with --metric auroc or ap:\n"
		  "threshold, coverage, n_model, n_deferred, n_unscored, auroc or ap, positive",
	.opts = options,
	.rules = rules,
};

struct state {
	struct decision decision;
	struct scored_rows rows; /* by minus the score: deferred in this order */
	struct names positive;   /* the positive class, of auroc and ap; one for each that states name */
	size_t class;            /* its number */
};

static int add(struct state *s, struct err *e)
{
	const struct decision *r = &s->decision;
	const struct cases *c = &r->c;
	bool accuracy = set.metric == ACCURACY;
	struct scored_row row = {.score = isnan(r->score) ? c->p[r->model] - 1 : -r->score,
		.weight = c->weight,
		.answered = r->help != NAMES_NONE,
		.right = accuracy ? r->model == c->label : c->label == s->class,
		.expert_right = accuracy ? r->help == c->label : r->help == s->class};

	if (accuracy) {
		row.model_cost = r->model_cost;
		row.expert_cost = r->expert_cost;
	} else {
		row.p = c->p[s->class];
	}
	return scored_rows_add(&s->rows, &row, e);
}

static int start_worker(void *state, struct table *t, struct err *e)
{
	struct state *s = state;
	const struct names *classes = &s->decision.c.classes;
	size_t index;
	int st = decision_init(&s->decision, t, CASES_PROB, false, &set.decision, e);

	/* with experts the order is a decision; without them the model's confidence will do */
	if (!st && s->decision.c.nexpert && !s->decision.c.rejects)
		st = table_single(t, ROLE_SCORE, true, &s->decision.score_column, e);
	if (st || set.metric == ACCURACY)
		return st;
	st = classes_positive(classes, set.positive, table_file(t), &s->class, e);
	return st ? st : names_add(&s->positive, classes->name[s->class].s, classes->name[s->class].n, &index, e);
}

static int next_row(void *state, struct err *e)
{
	struct state *s = state;
	int st = decision_next(&s->decision, e);

	return st ? st : add(s, e);
}

static int merge_workers(void *state, void *other, struct err *e)
{
	return scored_rows_merge(&((struct state *)state)->rows, &((struct state *)other)->rows, e);
}

static void free_worker(void *state)
{
	struct state *s = state;

	decision_free(&s->decision);
	scored_rows_free(&s->rows);
	names_free(&s->positive);
}

static int read_table(struct state *s, const struct strings *files, struct err *e)
{
	static const struct shard_task task = {start_worker, next_row, merge_workers, NULL, free_worker, sizeof *s};
	struct table_counts counts;
	int st = shard_run(&task, &set.table, files, set.jobs, s, &counts, e);

	if (!st)
		table_report_counts(&counts, program.name);
	return st;
}

static int sign(struct buf *signature, struct err *e)
{
	static const char *const metric[] = {"accuracy", "auroc", "ap"};
	int st = state_sign(signature, program.name, NULL, e);

	if (!st)
		st = state_sign(signature, "metric", metric[set.metric], e);
	if (!st)
		st = state_sign(signature, "other-answers", set.table.other_answers ? "wrong" : NULL, e);
	if (!st)
		st = state_sign_decision(
			signature, set.decision.cost, set.decision.expert, set.decision.renormalize, e);
	return st;
}

static int take_item(void *state, struct state_item *i, bool *taken, struct err *e)
{
	struct state *s = state;
	size_t index;
	int st = scored_rows_read(&s->rows, i, taken, e);

	return st || set.metric == ACCURACY ? st : names_add(&s->positive, i->member, i->member_length, &index, e);
}

static int read_states(struct state *s, const char *signature, const struct strings *files, struct err *e)
{
	int st = state_read(&set.table, files, signature, take_item, s, e);

	return st || set.metric == ACCURACY ? st : state_one_positive(&s->positive, set.positive, e);
}

static int write_state(const struct state *s, const char *signature, struct err *e)
{
	struct state_out o;
	int st = state_out_init(&o, &set.report, signature, STDOUT_FILENO, e);

	if (st)
		return st;
	if (s->positive.n)
		state_out_member(&o, &s->positive.name[0]);
	st = scored_rows_write(&s->rows, &o, e);
	return state_out_close(&o, st, e);
}

static int write_report(struct state *s, struct err *e)
{
	int st = scored_rows_sort(&s->rows, e);

	if (st)
		return st;
	if (set.metric == ACCURACY)
		return curve_report(&s->rows, set.points, &set.report, STDOUT_FILENO, e);
	return auroc_curve_report(&s->rows, set.points > 1 ? set.points - 1 : 100, set.metric == AP, &s->positive,
		&set.report, STDOUT_FILENO, e);
}

static int check_options(struct err *e)
{
	if (set.metric != ACCURACY && set.points == 1)
		return err_set(e, ST_USAGE, "--points: auroc and ap need two or more");
	return ST_OK;
}

static int run(const struct strings *files, struct err *e)
{
	struct state s = {0};
	struct buf signature = {0};
	int st = check_options(e);

	if (!st)
		st = sign(&signature, e);
	if (!st)
		st = set.merge ? read_states(&s, signature.p, files, e) : read_table(&s, files, e);
	if (!st)
		st = set.partial ? write_state(&s, signature.p, e) : write_report(&s, e);
	free_worker(&s);
	buf_free(&signature);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
