/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-apply: adds what models compute to the rows of a table.
 * Reads what the models need; writes the table with z_*, defer_*, p_*, conf_*, q_*, score, agent, answer.
 * Memory: O(columns) and the models.  Rows are independent.
 */
#include <unistd.h>

#include "apply/chain.h"
#include "base/opt.h"
#include "calibrate/calibration_apply.h"
#include "em/mixture_apply.h"
#include "csv/report.h"
#include "threshold/threshold_apply.h"
#include "train/head_apply.h"

/* The kinds of models there are, known by the record `kind`. */
static const struct chain_kind *const kinds[] = {
	&apply_head,
	&apply_calibration,
	&apply_mixture,
	&apply_threshold,
	NULL,
};

static struct {
	struct table_options table;
	struct strings input;
	const char *emit;
	size_t digits;
} set;

static const struct opt options[] = {
	{0, "input", OPT_LIST, &set.input, "FILE", "read the table from FILE (repeatable)", "standard input"},
	{0, "emit", OPT_STRING, &set.emit, "LIST",
		"write only these of logits,probs,confidences,gates,scores,decisions", "all there are"},
	TABLE_OPTIONS(set.table),
	DIGITS_OPTION(set.digits),
	{0},
};

static const struct program program = {
	.name = "l2d-apply",
	.operands = "MODEL...",
	.purpose = "Apply model files, one after the other, to the rows of a table.",
	.reads = "what the models need: x_*; z_* or p_*; conf_*, e_*, cost_*",
	.writes = "the table with what they compute: z_*, defer_*, p_*, conf_*, q_*, score, agent, answer",
	.opts = options,
};

static int apply(struct chain *c, struct table *t, unsigned emit, struct err *e)
{
	int st = chain_bind(c, t, set.emit ? emit : 0, STDOUT_FILENO, set.digits, e);

	while (!st || st == ST_SKIP)
		st = chain_next(c, e);
	return st == ST_END ? chain_close(c, e) : st;
}

static int run(const struct strings *models, struct err *e)
{
	struct chain c = {0};
	struct table t;
	unsigned emit;
	int st = chain_parse_emit(set.emit, &emit, e);

	if (!st && !models->n)
		st = err_set(e, ST_USAGE, "no model file; see --help");
	for (size_t i = 0; !st && i < models->n; i++)
		st = chain_load(&c, models->v[i], kinds, e);
	if (!st && !(st = table_open(&t, &set.table, &set.input, e))) {
		st = apply(&c, &t, emit, e);
		if (!st)
			err_report_skipped(t.skipped, program.name);
		table_close(&t);
	}
	chain_free(&c);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
