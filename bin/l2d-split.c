/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-split: the rows of one part of a table, chosen by a seeded hash of each row's id.
 * Reads the id column; writes the chosen rows as they are.
 * Memory: O(columns).  Rows are independent.
 */
#include <string.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "table/part.h"
#include "table/table_run.h"

static struct {
	struct table_options table;
	const char *part, *parts, *fold, *key, *jobs;
	bool invert;
	size_t seed;
} set = {.seed = 1};

static const struct opt options[] = {
	{0, "part", OPT_STRING, &set.part, "NAME", "the part to write", NULL},
	{0, "parts", OPT_STRING, &set.parts, "NAME=SHARE,...", "all parts and their shares, which sum to 1", NULL},
	{0, "fold", OPT_STRING, &set.fold, "k/K", "write fold k of K folds of equal share", NULL},
	{0, "invert", OPT_FLAG, &set.invert, NULL, "write the other rows: all but that part or fold", NULL},
	KEY_OPTION(set.key, "rows equal in this column stay together"),
	{'s', "seed", OPT_COUNT, &set.seed, "S", "seed of the hash", "1", "any"},
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	{0},
};

static const struct opt_rule rules[] = {
	{"fold", OPT_EXCLUDES, "part parts"},
	{"part", OPT_NEEDS, "parts"},
	{"parts", OPT_NEEDS, "part"},
	{"", OPT_NEEDS, "part fold"},
	{0},
};

static const struct program program = {
	.name = "l2d-split",
	.operands = "[FILE]...",
	.purpose = "Write the rows of one part of a table; the parts are disjoint and complete.",
	.reads = "id, or the column that --key names",
	.writes = "the chosen rows, unchanged",
	.opts = options,
	.rules = rules,
};

/* The rows asked for. */
static struct {
	struct parts parts;
	size_t part;        /* of parts */
	size_t fold, folds; /* 0 without --fold */
} asked;

static int read_options(struct err *e)
{
	int st;

	if (set.fold)
		return parts_parse_fold(set.fold, &asked.fold, &asked.folds, e);
	if ((st = parts_parse(&asked.parts, set.parts, e)))
		return st;
	asked.part = names_find(&asked.parts.name, set.part, strlen(set.part));
	if (asked.part == NAMES_NONE)
		return err_set(e, ST_USAGE, "--part: '%.200s' is none of --parts", set.part);
	return ST_OK;
}

struct state {
	struct table *t;
	size_t column; /* of the id */
};

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;

	(void)computed;
	s->t = t;
	return table_key(t, set.key, &s->column, e);
}

static bool is_asked(const struct csv_field *id)
{
	bool in = asked.folds ? parts_fold_of(asked.folds, id->p, id->n, set.seed) == asked.fold
			      : parts_of(&asked.parts, id->p, id->n, set.seed) == asked.part;

	return in != set.invert;
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	int st = table_next(s->t, e);

	if (st)
		return st;
	if (table_missing(s->t, s->column))
		return table_cell_missing(s->t, s->column, e);
	if (!is_asked(&s->t->row.f[s->column]))
		return ST_OK;
	extend_row(x, &s->t->row);
	return extend_end(x, e);
}

static int run(const struct strings *files, struct err *e)
{
	static const struct table_task task = {.start = start, .row = row, .size = sizeof(struct state)};
	int st = read_options(e);

	if (!st)
		st = table_run(&task, &(struct table_run){&set.table, files, program.name, 0, set.jobs}, e);
	parts_free(&asked.parts);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
