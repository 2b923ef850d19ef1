/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/sumtext.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "number/num_parse.h"
#include "number/num_print.h"

/* One term; a number that no normal double is gets a power of two behind it. */
static int print_term(struct buf *out, double x, int exponent, struct err *e)
{
	bool normal = exponent >= DBL_MIN_EXP && exponent <= DBL_MAX_EXP;
	char text[NUM_LENGTH];
	int st = buf_add(out, text, num_print(text, normal ? ldexp(x, exponent) : x, 0), e);

	if (st || normal || x == 0)
		return st;
	st = buf_add_char(out, 'p', e);
	return st ? st : buf_add(out, text, num_print(text, exponent, 0), e);
}

int sum_print(const struct sum *s, struct buf *out, struct err *e)
{
	struct sum rest = *s;
	int exponent, st = ST_OK;
	double x = sum_pop(&rest, &exponent);

	for (size_t i = 0; !st && (x != 0 || i == 0); i++, x = sum_pop(&rest, &exponent)) {
		if (i && x > 0)
			st = buf_add_char(out, '+', e);
		if (!st)
			st = print_term(out, x, exponent, e);
	}
	return st;
}

/* The end of the term that begins at `from`: the next sign that is not an exponent's. */
static size_t term_end(const char *text, size_t from, size_t n)
{
	size_t i = from + 1;

	while (i < n && ((text[i] != '+' && text[i] != '-') || strchr("eEp", text[i - 1])))
		i++;
	return i < n ? i : n;
}

static const char *add_term(struct sum *s, const char *text, size_t n)
{
	const char *power = n ? memchr(text, 'p', n) : NULL, *wrong;
	double x, exponent = 0;

	wrong = num_parse(text, power ? (size_t)(power - text) : n, &x);
	if (!wrong && power)
		wrong = num_parse(power + 1, n - (size_t)(power + 1 - text), &exponent);
	if (wrong)
		return wrong;
	/* no sum of ours is beyond it, and it fits into an int */
	if (exponent != floor(exponent) || fabs(exponent) > 5000 || !sum_add_scaled(s, x, (int)exponent))
		return "out of range";
	return NULL;
}

const char *sum_parse(struct sum *s, const char *text, size_t n)
{
	const char *wrong;
	size_t from = 0, end;

	do {
		end = term_end(text, from, n);
		wrong = add_term(s, text + from, end - from);
		from = end;
	} while (!wrong && from < n);
	return wrong;
}
