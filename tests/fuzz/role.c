/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Fuzzing: the text of --columns against a header, both of the input: the first line is the header. */
#include "fuzz.h"
#include "table/role_text.h"
#include "table/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line = memchr(data, '\n', size);
	size_t n = line ? (size_t)(line - data) + 1 : size;
	struct fuzz_file f = fuzz_file(data, n);
	char *columns = fuzz_string(data + n, size - n);
	const char *option[] = {columns}, *file[] = {f.path};
	struct table_options opt = {.columns = {option, 1, 1}};
	struct table t;
	struct err e = {0};
	int st = table_open(&t, &opt, &(struct strings){file, 1, 1}, &e);

	fuzz_status(st, &e);
	for (enum role role = 0; !st && role < ROLE_COUNT; role++) {
		struct family family = {0};

		fuzz_status(table_family(&t, role, &family, &e), &e);
		family_free(&family);
	}
	if (!st)
		table_close(&t);
	free(columns);
	fuzz_close(&f);
	return 0;
}
