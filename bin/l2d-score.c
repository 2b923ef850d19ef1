/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-score: how well a system of a model and experts does, in one row.
 * Reads y, p_* (or z_*), e_*, the decision record (l2d-csv(5)), score, conf_*, cost_*, w; writes accuracies,
 * cost, shares of work, areas under curves.
 * Memory: O(rows), 16 bytes each and as much while sorting.  Mergeable (--partial, --merge).
 */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "decide/decision.h"
#include "rank/areas.h"
#include "measure/score.h"
#include "csv/line.h"
#include "table/shard.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct decision_options decision;
	int area;
	bool partial, merge;
	const char *jobs;
} set = {.decision.cost = NAN};

static const struct opt options[] = {
	{'c', "cost", OPT_NUMBER, &set.decision.cost, "C0", "price of asking any expert; goes before cost_* of experts",
		"cost_*, else 0", "[-10^100, 10^100]"},
	{0, "expert", OPT_STRING, &set.decision.expert, "NAME", "the expert who gets deferred rows, in system_aucac",
		NULL},
	{0, "area", OPT_CHOICE, &set.area, "mean|trapezoid|truncated", "the convention of areas under curves", "mean"},
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
	{"partial", OPT_EXCLUDES, "area"},
	{0},
};

static const struct program program = {
	.name = "l2d-score",
	.operands = "[FILE]...",
	.purpose = "Score a system of a model and experts.",
	.reads = "y; if there: p_* (or z_*), e_*, agent, answer, agent_1 ..., score, conf_*, cost_*, avail_*, paid, w",
	.writes = "n, coverage, n_unscored, system_accuracy, model_accuracy, expert_accuracy, "
		  "oracle_accuracy, cost,\n"
		  "alone_AGENT and share_AGENT for every agent,\n"
		  "system_aucac_AREA, model_aucac_AREA, aurc_AREA, eaurc_AREA, augrc_AREA, auroc_midrank, "
		  "ap_block",
	.opts = options,
	.rules = rules,
};

struct state {
	struct decision decision;
	struct names agent; /* "model" first */
	struct score score;
	struct scored_rows rows;  /* by the score of deferral */
	enum score_answer *alone; /* [agents] of the current row */
};

static int add(struct state *s, struct err *e)
{
	const struct decision *r = &s->decision;
	const struct cases *c = &r->c;
	struct score_row k = {.weight = c->weight,
		.agent = r->agent,
		.n = r->n,
		.system = score_answer(r->answer, c->label),
		.alone = s->alone,
		.cost = r->cost};

	s->alone[0] = score_answer(r->model, c->label);
	for (size_t j = 0; j < c->nexpert; j++)
		s->alone[1 + j] = score_answer(c->answer[j], c->label);
	score_add(&s->score, &k);
	if (r->model == NAMES_NONE)
		return ST_OK;
	return scored_rows_add(&s->rows,
		&(struct scored_row){.score = isnan(r->score) ? 1 - c->p[r->model] : r->score,
			.weight = c->weight,
			.right = r->model == c->label,
			.answered = r->help != NAMES_NONE,
			.expert_right = r->help == c->label},
		e);
}

static int add_agent(struct state *s, const char *name, size_t n, size_t *index, struct err *e)
{
	int st = names_add(&s->agent, name, n, index, e);

	return st ? st : score_reserve(&s->score, s->agent.n, e);
}

static int start_worker(void *state, struct table *t, struct err *e)
{
	struct state *s = state;
	size_t index;
	int st = decision_init(&s->decision, t, 0, false, &set.decision, e);

	for (size_t a = 0; !st && a < s->decision.c.agent.n; a++)
		st = add_agent(s, s->decision.c.agent.name[a].s, s->decision.c.agent.name[a].n, &index, e);
	if (st)
		return st;
	s->alone = mem_alloc(s->agent.n, sizeof *s->alone, e);
	return s->alone ? ST_OK : ST_SYSTEM;
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

	score_merge(&s->score, &o->score);
	return cases_merge(&s->decision.c, &o->decision.c, e) ? ST_SYSTEM : scored_rows_merge(&s->rows, &o->rows, e);
}

static int check_answers(void *state, struct err *e)
{
	return cases_check(&((const struct state *)state)->decision.c, e);
}

static void free_worker(void *state)
{
	struct state *s = state;

	decision_free(&s->decision);
	names_free(&s->agent);
	score_free(&s->score);
	scored_rows_free(&s->rows);
	free(s->alone);
}

static int read_table(struct state *s, const struct strings *files, struct err *e)
{
	const struct shard_task task = {
		start_worker, next_row, merge_workers, set.partial ? NULL : check_answers, free_worker, sizeof *s};
	struct table_counts counts;
	int st = shard_run(&task, &set.table, files, set.jobs, s, &counts, e);

	if (!st)
		table_report_counts(&counts, program.name);
	return st;
}

static int sign(struct buf *signature, struct err *e)
{
	int st = state_sign(signature, program.name, NULL, e);

	if (!st)
		st = state_sign(signature, "other-answers", set.table.other_answers ? "wrong" : NULL, e);
	return st ? st
		  : state_sign_decision(signature, set.decision.cost, set.decision.expert, set.decision.renormalize, e);
}

static int take_item(void *state, struct state_item *i, bool *taken, struct err *e)
{
	struct state *s = state;
	size_t agent;
	int st = scored_rows_read(&s->rows, i, taken, e);

	if (!st && !*taken)
		st = state_read_classes(&s->decision.c.uses, &s->decision.c.classes, i, taken, e);
	if (st || *taken)
		return st;
	st = add_agent(s, i->member, i->member_length, &agent, e);
	*taken = !st && score_read(&s->score, agent, i);
	return st;
}

static int read_states(struct state *s, const char *signature, const struct strings *files, struct err *e)
{
	int st = state_read(&set.table, files, signature, take_item, s, e);

	if (!st && !score_is_sound(&s->score))
		return err_set(e, ST_DATA, "the states contradict themselves: they are not of rows");
	return st || set.partial || set.table.other_answers
		? st
		: class_uses_check(&s->decision.c.uses, &s->decision.c.classes, NULL, e);
}

static int write_state(const struct state *s, const char *signature, struct err *e)
{
	struct state_out o;
	int st = state_out_init(&o, &set.report, signature, STDOUT_FILENO, e);

	if (st)
		return st;
	state_out_member(&o, &s->agent.name[0]);
	st = score_write(&s->score, &s->agent, &o, e);
	state_out_member(&o, &(struct name){0});
	if (!st)
		st = scored_rows_write(&s->rows, &o, e);
	if (!st)
		st = state_write_classes(&s->decision.c.uses, &s->decision.c.classes, &o, e);
	return state_out_close(&o, st, e);
}

static int write_report(struct state *s, struct err *e)
{
	struct line l = {0};
	int st;

	score_columns(&s->score, &s->agent, &l);
	st = areas_columns(&s->rows, (enum areas_rule)set.area, &l, e);
	if (!st)
		st = line_write(&l, &set.report, STDOUT_FILENO, e);
	line_free(&l);
	return st;
}

static int run(const struct strings *files, struct err *e)
{
	struct state s = {0};
	struct buf signature = {0};
	int st = sign(&signature, e);

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
