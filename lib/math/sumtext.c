/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/sumtext.h"

#include "base/num.h"

int sum_print(const struct sum *s, struct buf *out, struct err *e)
{
	struct sum rest = *s;
	double x = sum_pop(&rest);
	int st = ST_OK;

	for (size_t i = 0; !st && (x != 0 || i == 0); i++, x = sum_pop(&rest)) {
		char text[NUM_LENGTH];

		if (i && x > 0)
			st = buf_add_char(out, '+', e);
		if (!st)
			st = buf_add(out, text, num_print(text, x, 0), e);
	}
	return st;
}

/* The end of the term that begins at `from`: the next sign that is not an exponent's. */
static size_t term_end(const char *text, size_t from, size_t n)
{
	size_t i = from + 1;

	while (i < n && ((text[i] != '+' && text[i] != '-') || text[i - 1] == 'e' || text[i - 1] == 'E'))
		i++;
	return i < n ? i : n;
}

const char *sum_parse(struct sum *s, const char *text, size_t n)
{
	size_t from = 0, end;

	do {
		double x;
		const char *wrong;

		end = term_end(text, from, n);
		wrong = num_parse(text + from, end - from, &x);
		if (wrong)
			return wrong;
		sum_add(s, x);
		from = end;
	} while (from < n);
	return NULL;
}
