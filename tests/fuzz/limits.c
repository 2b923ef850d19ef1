/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Fuzzing: a limits file, and "NAME=LO:HI" as options. */
#include "fuzz.h"
#include "limits/limits.h"

static void counts(const struct limits *l, const struct names *agent)
{
	const struct limit *limit = limits_of(l, "", 0);
	const bool usable[3] = {true, true, true};
	size_t lo[3], hi[3];
	struct err e = {0};

	if (limit && agent->n == 3)
		fuzz_status(limits_counts(l, limit, 1000, 1, 2, usable, lo, hi, &e), &e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const word[] = {"model", "a", "b", NULL};
	struct fuzz_file f = fuzz_file(data, size);
	char *text = fuzz_string(data, size);
	const char *option[] = {text};
	struct strings one = {option, 1, 1}, none = {0};
	struct names agent = {0};
	struct limits l;
	struct err e = {0};

	if (names_add_words(&agent, word, &e))
		abort();
	for (int way = 0; way < 3; way++) {
		int st = limits_init(&l, &agent, &e);

		if (!st)
			st = way == 0 ? limits_read(&l, f.path, &e)
				      : limits_options(&l, way == 1 ? &one : &none, way == 1 ? &none : &one, &e);
		fuzz_status(st, &e);
		if (!st)
			counts(&l, &agent);
		limits_free(&l);
		e = (struct err){0};
	}
	names_free(&agent);
	free(text);
	fuzz_close(&f);
	return 0;
}
