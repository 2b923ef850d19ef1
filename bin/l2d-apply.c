/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-apply: adds what models compute to the rows of a table.
 * Reads what the models need; writes the table with z_*, defer_*, p_*, conf_*, q_*, score, agent, answer.
 * Memory: O(columns) and the models.  Rows are independent.
 */
#include "apply/chain.h"
#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "csv/report.h"
#include "table/table_run.h"
#include "models/model_kinds.h"
#include "train/link_apply.h"

static const char *link_name(size_t i)
{
	static const char *const name[] = {"none", "ce", "css", "ova", "sova"};

	return i < sizeof name / sizeof *name ? name[i] : NULL;
}

static struct {
	struct table_options table;
	struct strings input;
	const char *emit, *jobs;
	size_t digits;
	int link;
	double link_cost;
} set = {.table.shows = "l2d-apply"};

static const struct opt options[] = {
	{0, "input", OPT_LIST, &set.input, "FILE", "read the table from FILE (repeatable)", "standard input"},
	{0, "emit", OPT_STRING, &set.emit, "LIST",
		"write only these of logits,probs,confidences,gates,scores,decisions", "all there are"},
	{0, "link", OPT_CHOICE, &set.link, NULL,
		"first turn z_*, defer_* of a network trained elsewhere under this loss into p_*, conf_*", "none",
		.choice = link_name},
	{0, "link-cost", OPT_NUMBER, &set.link_cost, "C0", "the cost of asking under which that network was trained",
		"0", "[0, 10^100]"},
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	KEEP_OPTION(set.table),
	DIGITS_OPTION(set.digits),
	{0},
};

static const struct opt_rule rules[] = {
	{"link-cost", OPT_NEEDS, "link=css|ova|sova"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-apply",
	.operands = "[MODEL]...",
	.purpose = "Apply model files, one after the other, to the rows of a table.",
	.reads = "what the models need: x_*; z_* or p_*; conf_*, e_*, cost_*",
	.writes = "the table with what they compute: z_*, defer_*, p_*, conf_*, q_*, score, agent, answer",
	.opts = options,
	.rules = rules,
};

/* What every chain shares. */
static struct chain_models models;
static unsigned emit;

static int start(void *chain, struct table *t, struct names *computed, struct err *e)
{
	return chain_bind(chain, &models, t, set.emit ? emit : 0, computed, e);
}

static int row(void *chain, struct extend *x, struct err *e)
{
	return chain_next(chain, x, e);
}

static void free_chain(void *chain)
{
	chain_free(chain);
}

static int run(const struct strings *files, struct err *e)
{
	struct table_task task = {.start = start, .row = row, .free = free_chain, .size = sizeof(struct chain)};
	int st = chain_parse_emit(set.emit, &emit, e);

	if (!st && !files->n && !set.link)
		st = err_set(e, ST_USAGE, "no model file; see --help");
	if (!st && set.link)
		st = link_apply_add(&models, link_name((size_t)set.link), set.link_cost, e);
	for (size_t i = 0; !st && i < files->n; i++)
		st = chain_load(&models, files->v[i], model_kinds, e);
	task.ordered = chain_ordered(&models);
	if (!st)
		st = table_run(
			&task, &(struct table_run){&set.table, &set.input, program.name, set.digits, set.jobs}, e);
	chain_models_free(&models);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
