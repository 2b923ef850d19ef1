/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-split: the rows of one part of a table, chosen by a seeded hash of each row's id.
 * Reads the id column; writes the chosen rows as they are.
 * Memory: O(columns).  Rows are independent.
 */
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "table/extend.h"
#include "table/part.h"
#include "table/table.h"

static struct {
	struct table_options table;
	const char *part, *parts, *fold, *by;
	bool invert;
	size_t seed;
} set = {.by = "id", .seed = 1};

static const struct opt options[] = {
	{0, "part", OPT_STRING, &set.part, "NAME", "the part to write", NULL},
	{0, "parts", OPT_STRING, &set.parts, "NAME=SHARE,...", "all parts and their shares, which sum to 1", NULL},
	{0, "fold", OPT_STRING, &set.fold, "k/K", "write fold k of K folds of equal share", NULL},
	{0, "invert", OPT_FLAG, &set.invert, NULL, "write the other rows: all but that part or fold", NULL},
	{0, "by", OPT_STRING, &set.by, "COLUMN", "rows equal in this column stay together", "id"},
	{'s', "seed", OPT_COUNT, &set.seed, "S", "seed of the hash", "1"},
	TABLE_OPTIONS(set.table),
	{0},
};

static const struct program program = {
	.name = "l2d-split",
	.operands = "[FILE]...",
	.purpose = "Write the rows of one part of a table; the parts are disjoint and complete.",
	.reads = "id, or the column that --by names",
	.writes = "the chosen rows, unchanged",
	.opts = options,
};

struct state {
	struct table t;
	struct extend x;
	struct parts parts;
	size_t part;        /* the part asked for */
	size_t fold, folds; /* 0 without --fold */
	size_t column;      /* of the id */
};

static int read_options(struct state *s, struct err *e)
{
	int st;

	if (set.fold ? set.part || set.parts : !set.part || !set.parts)
		return err_set(e, ST_USAGE, "give either --part and --parts, or --fold");
	if (set.fold)
		return parts_parse_fold(set.fold, &s->fold, &s->folds, e);
	if ((st = parts_parse(&s->parts, set.parts, e)))
		return st;
	s->part = names_find(&s->parts.name, set.part, strlen(set.part));
	if (s->part == NAMES_NONE)
		return err_set(e, ST_USAGE, "--part: '%.200s' is none of --parts", set.part);
	return ST_OK;
}

static bool row_is_chosen(const struct state *s)
{
	const struct csv_field *id = &s->t.row.f[s->column];
	bool in = s->folds ? parts_fold_of(s->folds, id->p, id->n, set.seed) == s->fold
			   : parts_of(&s->parts, id->p, id->n, set.seed) == s->part;

	return in != set.invert;
}

static int row(struct state *s, struct err *e)
{
	if (table_missing(&s->t, s->column))
		return table_cell_missing(&s->t, s->column, e);
	return row_is_chosen(s) ? extend_row(&s->x, e) : ST_OK;
}

static int run(struct state *s, struct err *e)
{
	static const struct names nothing;
	int st = table_column(&s->t, set.by, &s->column, e);

	if (!st)
		st = extend_init(&s->x, &s->t, &nothing, STDOUT_FILENO, 0, e);
	while (!st && !(st = table_next(&s->t, e)))
		st = row(s, e);
	return st == ST_END ? extend_close(&s->x, ST_OK, e) : st;
}

static int main_loop(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = read_options(&s, e);

	if (!st)
		st = table_open(&s.t, &set.table, files, e);
	if (!st) {
		st = run(&s, e);
		if (!st)
			err_report_skipped(s.t.skipped, program.name);
		extend_free(&s.x);
		table_close(&s.t);
	}
	parts_free(&s.parts);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, main_loop, argc, argv);
}
