/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/order.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"

/* Below this many rows clearing the counters costs more than insertion. */
enum { DIGITS = 8, VALUES = 256, SMALL = 48 };

void order_free(struct order *o)
{
	free(o->row);
	*o = (struct order){0};
}

int order_add(struct order *o, double key, uint64_t item, struct err *e)
{
	if (o->n == o->cap) {
		int st = array_reserve(&o->row, &o->cap, o->n + 1, sizeof *o->row, e);

		if (st)
			return st;
	}
	o->row[o->n++] = (struct order_row){key + 0.0, item};
	return ST_OK;
}

int order_append(struct order *o, const struct order *other, uint64_t more, struct err *e)
{
	int st = array_reserve(&o->row, &o->cap, o->n + other->n, sizeof *o->row, e);

	for (size_t i = 0; !st && i < other->n; i++)
		o->row[o->n++] = (struct order_row){other->row[i].key, other->row[i].item + more};
	return st;
}

/* Unsigned order of the result is the numeric order of x. */
static uint64_t ordered_bits(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits ^ ((uint64_t)((int64_t)bits >> 63) | (uint64_t)1 << 63);
}

static void insertion_sort(struct order_row *row, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct order_row r = row[i];
		size_t k = i;

		for (; k > 0 && row[k - 1].key > r.key; k--)
			row[k] = row[k - 1];
		row[k] = r;
	}
}

/* Sorting, in parts of neighbouring rows. */
struct sorting {
	struct order_row *from, *to; /* [n] */
	size_t n, parts;
	int shift;                       /* of the digit */
	size_t (*count)[DIGITS][VALUES]; /* [parts] */
};

static size_t part_begin(const struct sorting *s, size_t part)
{
	return s->n / s->parts * part + (part < s->n % s->parts ? part : s->n % s->parts);
}

/* Counts all digits of a part's rows. */
static void count_digits(void *ctx, size_t part, size_t thread)
{
	struct sorting *s = ctx;

	(void)thread;
	for (size_t i = part_begin(s, part); i < part_begin(s, part + 1); i++) {
		uint64_t bits = ordered_bits(s->from[i].key);

		for (int d = 0; d < DIGITS; d++)
			s->count[part][d][bits >> 8 * d & (VALUES - 1)]++;
	}
}

/* Counts the digit at `shift`: what is in a part has changed. */
static void count_digit(void *ctx, size_t part, size_t thread)
{
	struct sorting *s = ctx;
	size_t *count = s->count[part][s->shift / 8];

	(void)thread;
	memset(count, 0, VALUES * sizeof *count);
	for (size_t i = part_begin(s, part); i < part_begin(s, part + 1); i++)
		count[ordered_bits(s->from[i].key) >> s->shift & (VALUES - 1)]++;
}

/* Moves a part's rows to where its counts, turned into places, say. */
static void scatter(void *ctx, size_t part, size_t thread)
{
	struct sorting *s = ctx;
	size_t *at = s->count[part][s->shift / 8];

	(void)thread;
	for (size_t i = part_begin(s, part); i < part_begin(s, part + 1); i++)
		s->to[at[ordered_bits(s->from[i].key) >> s->shift & (VALUES - 1)]++] = s->from[i];
}

/* Whether all rows have the same digit. */
static bool is_constant(const struct sorting *s, int d)
{
	size_t first = ordered_bits(s->from->key) >> 8 * d & (VALUES - 1), n = 0;

	for (size_t part = 0; part < s->parts; part++)
		n += s->count[part][d][first];
	return n == s->n;
}

/* Counts of a digit turned into places: by the digit, then by the part, which keeps equals in their order. */
static void places(struct sorting *s, int d)
{
	size_t at = 0;

	for (int v = 0; v < VALUES; v++)
		for (size_t part = 0; part < s->parts; part++) {
			size_t c = s->count[part][d][v];

			s->count[part][d][v] = at;
			at += c;
		}
}

/* One stable pass for each digit, from the lowest. */
static void sort_digits(struct sorting *s)
{
	bool moved = false, constant[DIGITS];

	jobs_run(s->parts, s->parts, count_digits, s);
	for (int d = 0; d < DIGITS; d++)
		constant[d] = is_constant(s, d);
	for (int d = 0; d < DIGITS; d++) {
		struct order_row *from = s->from;

		if (constant[d])
			continue;
		s->shift = 8 * d;
		if (moved && s->parts > 1)
			jobs_run(s->parts, s->parts, count_digit, s);
		places(s, d);
		jobs_run(s->parts, s->parts, scatter, s);
		s->from = s->to;
		s->to = from;
		moved = true;
	}
}

/* Parts of fewer rows are not worth a thread. */
enum { PART = 1 << 16 };

int order_sort(struct order *o, struct err *e)
{
	struct sorting s = {.from = o->row, .n = o->n, .parts = o->jobs ? o->jobs : 1};

	if (o->n <= SMALL) {
		insertion_sort(o->row, o->n);
		return ST_OK;
	}
	while (s.parts > 1 && s.n / s.parts < PART)
		s.parts--;
	s.to = mem_alloc(o->n, sizeof *s.to, e);
	s.count = mem_alloc(s.parts, sizeof *s.count, e);
	if (!s.to || !s.count) {
		free(s.to);
		free(s.count);
		return ST_SYSTEM;
	}
	sort_digits(&s);
	if (s.from != o->row) {
		o->row = s.from;
		o->cap = o->n;
	}
	free(s.to);
	free(s.count);
	return ST_OK;
}

size_t order_block_end(const struct order *o, size_t from)
{
	size_t end = from + 1;

	while (end < o->n && o->row[end].key == o->row[from].key)
		end++;
	return end;
}
