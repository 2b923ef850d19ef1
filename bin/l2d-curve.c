/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-curve: what becomes of accuracy, cost and risk as more and more rows are deferred.
 * Reads score, y, p_* (or z_*), e_*, agent, conf_*, cost_*, w; writes one row for coverage 1 and one for
 * every distinct score.
 * Memory: O(rows), 16 bytes each and as much while sorting.  Mergeable (--partial, --merge).
 */
#include <math.h>
#include <unistd.h>

#include "base/opt.h"
#include "decide/decision.h"
#include "measure/auroc_curve.h"
#include "measure/curve.h"
#include "measure/scored_table.h"
#include "csv/report.h"
#include "table/shard.h"

enum precondition { ACCURACY, AUROC, AP };

static struct {
	struct table_options table;
	struct report_options report;
	struct decision_options decision;
	int metric;
	size_t points, jobs;
	bool partial, merge;
} set = {.decision.cost = NAN, .jobs = 1};

static const struct opt options[] = {
	{0, "points", OPT_COUNT, &set.points, "N", "at most N points, evenly by coverage",
		"all; 101 with auroc and ap"},
	{0, "metric", OPT_CHOICE, &set.metric, "accuracy|auroc|ap", "what to follow over coverage", "accuracy"},
	{'c', "cost", OPT_NUMBER, &set.decision.cost, "C0", "price of asking any expert; goes before cost_* of experts",
		"cost_*, else 0"},
	{0, "expert", OPT_STRING, &set.decision.expert, "NAME", "the expert to whom every deferred row goes", NULL},
	{0, "partial", OPT_FLAG, &set.partial, NULL, "write the state instead, for --merge", NULL},
	{0, "merge", OPT_FLAG, &set.merge, NULL, "the input is states written by --partial", NULL},
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	CASES_OPTIONS(set.decision.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct program program = {
	.name = "l2d-curve",
	.operands = "[FILE]...",
	.purpose = "Follow accuracy, cost and risk of a system over coverage.",
	.reads = "score, y, p_* (or z_*), e_*; if there: agent, conf_*, cost_*, w",
	.writes = "threshold, coverage, n_model, n_deferred, n_unscored, system_accuracy, model_accuracy,\n"
		  "expert_accuracy, cost, risk; with --metric auroc or ap:\n"
		  "threshold, coverage, n_model, n_deferred, n_unscored, auroc or ap",
	.opts = options,
};

struct state {
	struct decision decision;
	struct scored_rows rows;  /* by minus the score: deferred in this order */
	struct auroc_curve auroc; /* for auroc and ap */
};

static int add(struct state *s, struct err *e)
{
	const struct decision *r = &s->decision;
	const struct cases *c = &r->c;
	const struct scored_row t = {.score = -r->score,
		.weight = c->weight,
		.model_cost = r->model_cost,
		.expert_cost = r->expert_cost,
		.right = r->model == c->label,
		.answered = r->help != NAMES_NONE,
		.expert_right = r->help == c->label};
	const struct auroc_curve_row m = {.score = r->score,
		.p = c->p[c->classes.n - 1],
		.weight = c->weight,
		.positive = c->label == 1,
		.answered = r->help != NAMES_NONE,
		.says = r->help == 1};

	return set.metric == ACCURACY ? scored_rows_add(&s->rows, &t, e) : auroc_curve_add(&s->auroc, &m, e);
}

static int start_worker(void *state, struct table *t, struct err *e)
{
	struct state *s = state;
	int st = decision_init(&s->decision, t, CASES_PROB | CASES_ANSWER, true, &set.decision, e);

	if (st || set.metric == ACCURACY || s->decision.c.classes.n == 2)
		return st;
	return err_at(e, ST_DATA, table_file(t), 1, 1, "auroc and ap: two classes are needed, not %zu",
		s->decision.c.classes.n);
}

static int next_row(void *state, struct err *e)
{
	struct state *s = state;
	int st = decision_next(&s->decision, e);

	return st ? st : add(s, e);
}

static int merge_workers(void *state, void *other, struct err *e)
{
	struct state *s = state, *o = other;

	return set.metric == ACCURACY ? scored_rows_merge(&s->rows, &o->rows, e)
				      : auroc_curve_merge(&s->auroc, &o->auroc, e);
}

static void free_worker(void *state)
{
	struct state *s = state;

	decision_free(&s->decision);
	scored_rows_free(&s->rows);
	auroc_curve_free(&s->auroc);
}

static int read_table(struct state *s, const struct strings *files, struct err *e)
{
	static const struct shard_task task = {start_worker, next_row, merge_workers, free_worker, sizeof *s};
	size_t skipped;
	int st = shard_run(&task, &set.table, files, set.jobs, s, &skipped, e);

	if (!st)
		err_report_skipped(skipped, program.name);
	return st;
}

static int read_states(struct state *s, const struct strings *files, struct err *e)
{
	struct table t;
	int st = table_open(&t, &set.table, files, e);

	if (st)
		return st;
	st = scored_table_read(&s->rows, -1, &t, e);
	table_close(&t);
	return st;
}

/* The columns that both kinds of curve have. */
static void start_point(struct report *r, const struct curve_point *p)
{
	report_row(r);
	csv_write_number(&r->w, p->threshold);
	csv_write_number(&r->w, p->coverage);
	csv_write_count(&r->w, p->n_model);
	csv_write_count(&r->w, p->n_deferred);
	csv_write_count(&r->w, p->n_unscored);
}

static int end_point(struct report *r, const double *x, size_t n, struct err *e)
{
	csv_write_numbers(&r->w, x, n);
	return csv_write_end(&r->w, e);
}

static int write_curve(struct state *s, struct report *r, struct err *e)
{
	struct curve_thinner thin = {.n = set.points};
	struct curve_point p;
	struct curve c;
	int st = scored_rows_sort(&s->rows, e);

	if (st)
		return st;
	curve_start(&c, &s->rows);
	while (!st && curve_next(&c, &p)) {
		const double x[] = {p.system_accuracy, p.model_accuracy, p.expert_accuracy, p.cost, p.risk};

		if (!curve_keeps(&thin, &p))
			continue;
		start_point(r, &p);
		st = end_point(r, x, sizeof x / sizeof *x, e);
	}
	return st;
}

static int write_metric(struct state *s, struct report *r, struct err *e)
{
	size_t steps = set.points > 1 ? set.points - 1 : 100;
	struct areas_separation q;
	struct curve_point p;
	int st = auroc_curve_start(&s->auroc, steps, e);

	while (!st && !(st = auroc_curve_next(&s->auroc, &p, &q, e))) {
		start_point(r, &p);
		st = end_point(r, set.metric == AUROC ? &q.auroc : &q.ap, 1, e);
	}
	return st == ST_END ? ST_OK : st;
}

static int write_report(struct state *s, struct err *e)
{
	static const char *const accuracy[] = {"threshold", "coverage", "n_model", "n_deferred", "n_unscored",
		"system_accuracy", "model_accuracy", "expert_accuracy", "cost", "risk", NULL};
	const char *const metric[] = {"threshold", "coverage", "n_model", "n_deferred", "n_unscored",
		set.metric == AUROC ? "auroc" : "ap", NULL};
	struct report r;
	int st = report_open_list(&r, &set.report, set.metric == ACCURACY ? accuracy : metric, STDOUT_FILENO, e);

	if (st)
		return st;
	st = set.metric == ACCURACY ? write_curve(s, &r, e) : write_metric(s, &r, e);
	return report_close(&r, st, e);
}

static int check_options(struct err *e)
{
	if (set.metric != ACCURACY && (set.partial || set.merge))
		return err_set(e, ST_USAGE, "--partial and --merge are for the metric accuracy");
	if (set.metric != ACCURACY && set.points == 1)
		return err_set(e, ST_USAGE, "--points: auroc and ap need two or more");
	return ST_OK;
}

static int run(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = check_options(e);

	if (!st)
		st = set.merge ? read_states(&s, files, e) : read_table(&s, files, e);
	if (!st)
		st = set.partial ? scored_table_write(&s.rows, -1, &set.report, STDOUT_FILENO, e) : write_report(&s, e);
	free_worker(&s);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
