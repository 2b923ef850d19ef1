/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Fuzzing: a command line, its words divided by NUL bytes, for a program with every kind of option, and the small grammars
 * that options hold. */
#include <fcntl.h>

#include "fuzz.h"
#include "table/part.h"
#include "table/table.h"
#include "threshold/sweep.h"

static struct {
	struct table_options table;
	bool flag;
	const char *text;
	double number;
	size_t count;
	int choice;
} set;

static const struct opt options[] = {
	{'f', "flag", OPT_FLAG, &set.flag, NULL, "a flag", NULL},
	{'t', "text", OPT_STRING, &set.text, "TEXT", "a text", NULL},
	{0, "number", OPT_NUMBER, &set.number, "X", "a number", NULL, .limits = "[0, 1)"},
	{'n', "count", OPT_COUNT, &set.count, "N", "a count", NULL, .limits = "[1, 10^9]"},
	{0, "choice", OPT_CHOICE, &set.choice, "one|two|three", "a choice", "one"},
	TABLE_OPTIONS(set.table),
	{0},
};

static const struct program program = {.name = "fuzz",
	.operands = "[FILE]...",
	.purpose = "None.",
	.reads = "nothing",
	.writes = "nothing",
	.opts = options};

static int run(const struct strings *operands, struct err *e)
{
	struct parts parts = {0};
	struct sweep_costs sweep = {0};
	size_t fold, folds;
	int st;

	for (size_t i = 0; i < operands->n; i++) {
		st = parts_parse(&parts, operands->v[i], e);
		fuzz_status(st, e);
		parts_free(&parts);
		fuzz_status(parts_parse_fold(operands->v[i], &fold, &folds, e), e);
		if (strlen(operands->v[i]) < 12) { /* a grid has up to a million costs */
			fuzz_status(sweep_costs_read(&sweep, operands->v[i], e), e);
			sweep_costs_free(&sweep);
		}
	}
	return ST_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), name[] = "fuzz", *argv[66] = {name};
	int argc = 1, st;
	static bool quiet;

	if (!quiet) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 1);
		quiet = true;
	}
	for (char *p = text; p < text + size && argc < 65; p += strlen(p) + 1)
		argv[argc++] = p;
	memset(&set, 0, sizeof set);
	st = opt_main(&program, run, argc, argv);
	if (st < 0 || st > 5)
		abort();
	free(text);
	return 0;
}
