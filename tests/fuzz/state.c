/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Fuzzing: states as --merge reads them, of rows that were scored. */
#include "fuzz.h"
#include "rank/scored_rows.h"
#include "summary/state.h"

static int take(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	return scored_rows_read(arg, i, taken, e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file f = fuzz_file(data, size);
	const char *file[] = {f.path};
	struct table_options opt = {0};
	struct scored_rows rows = {0};
	struct err e = {0};
	int st = state_read(&opt, &(struct strings){file, 1, 1}, "l2d-curve metric=accuracy", take, &rows, &e);

	fuzz_status(st, &e);
	if (!st)
		fuzz_status(scored_rows_sort(&rows, &e), &e);
	scored_rows_free(&rows);
	fuzz_close(&f);
	return 0;
}
