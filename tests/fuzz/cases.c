/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Fuzzing: a table as cases and decisions: header, classes, roles, every cell. */
#include "decide/decision.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file f = fuzz_file(data, size);
	const char *file[] = {f.path};
	struct table_options opt = {0};
	struct decision_options how = {.cost = __builtin_nan("")};
	struct decision d;
	struct table t;
	struct err e = {0};
	int st = table_open(&t, &opt, &(struct strings){file, 1, 1}, &e);

	fuzz_status(st, &e);
	if (!st) {
		st = decision_init(&d, &t, 0, false, &how, &e);
		while (!st)
			st = decision_next(&d, &e);
		if (st == ST_END)
			st = cases_check(&d.c, &e);
		fuzz_status(st, &e);
		decision_free(&d);
		table_close(&t);
	}
	fuzz_close(&f);
	return 0;
}
