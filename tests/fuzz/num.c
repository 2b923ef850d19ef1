/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Fuzzing: a decimal is what strtod reads, is printed as something that reads back, and nothing else is a number. */
#include <math.h>

#include "fuzz.h"
#include "number/num_parse.h"
#include "number/num_print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size), *end, printed[NUM_LENGTH];
	size_t count;
	double x, y;

	if (!num_parse(s, size, &x)) {
		y = strtod(s, &end);
		if (end != s + size || memcmp(&x, &y, sizeof x) || !isfinite(x))
			abort();
		if (num_parse(printed, num_print(printed, x, 0), &y) || x != y)
			abort();
	}
	num_parse_size(s, size, &count);
	free(s);
	return 0;
}
