/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/order.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"

/* Below this many rows clearing the counters costs more than insertion. */
enum { DIGITS = 4, BITS = 8, VALUES = 1 << BITS, HEAD = DIGITS * BITS, SMALL = 48 };

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

/* What each part counts. */
struct part {
	uint64_t differ;              /* the bits in which some row differs from the first of all */
	size_t count[DIGITS][VALUES]; /* then where its next row of that digit goes */
	size_t begin;                 /* of the first run of equal heads that begins in it */
};

/* Sorting, in parts of neighbouring rows, by the HEAD bits from `low` on. */
struct sorting {
	struct order_row *from, *to; /* [n] */
	size_t n, parts;
	int low, digit;
	struct part *part; /* [parts] */
};

static size_t part_begin(const struct sorting *s, size_t part)
{
	return s->n / s->parts * part + (part < s->n % s->parts ? part : s->n % s->parts);
}

static void find_differences(void *ctx, size_t part, size_t thread)
{
	struct sorting *s = ctx;
	const struct order_row *row = s->from;
	uint64_t first = ordered_bits(row->key), differ = 0;
	size_t end = part_begin(s, part + 1);

	(void)thread;
	for (size_t i = part_begin(s, part); i < end; i++)
		differ |= ordered_bits(row[i].key) ^ first;
	s->part[part].differ = differ;
}

/* Counts all digits of a part's rows. */
static void count_digits(void *ctx, size_t part, size_t thread)
{
	struct sorting *s = ctx;
	size_t(*count)[VALUES] = s->part[part].count, end = part_begin(s, part + 1);
	const struct order_row *row = s->from;
	int low = s->low;

	(void)thread;
	memset(count, 0, sizeof s->part[part].count);
	for (size_t i = part_begin(s, part); i < end; i++) {
		uint64_t bits = ordered_bits(row[i].key) >> low;

		for (int d = 0; d < DIGITS; d++)
			count[d][bits >> BITS * d & (VALUES - 1)]++;
	}
}

/* Counts one digit: what is in a part has changed. */
static void count_digit(void *ctx, size_t part, size_t thread)
{
	struct sorting *s = ctx;
	size_t *count = s->part[part].count[s->digit], end = part_begin(s, part + 1);
	const struct order_row *row = s->from;
	int shift = s->low + BITS * s->digit;

	(void)thread;
	memset(count, 0, VALUES * sizeof *count);
	for (size_t i = part_begin(s, part); i < end; i++)
		count[ordered_bits(row[i].key) >> shift & (VALUES - 1)]++;
}

/* Moves a part's rows to where its counts, turned into places, say. */
static void scatter(void *ctx, size_t part, size_t thread)
{
	struct sorting *s = ctx;
	size_t *at = s->part[part].count[s->digit], end = part_begin(s, part + 1);
	const struct order_row *restrict from = s->from;
	struct order_row *restrict to = s->to;
	int shift = s->low + BITS * s->digit;

	(void)thread;
	for (size_t i = part_begin(s, part); i < end; i++)
		to[at[ordered_bits(from[i].key) >> shift & (VALUES - 1)]++] = from[i];
}

/* Counts of a digit turned into places: by the digit, then by the part, which keeps equals in their order. */
static void places(struct sorting *s)
{
	size_t at = 0;

	for (int v = 0; v < VALUES; v++)
		for (size_t part = 0; part < s->parts; part++) {
			size_t *c = &s->part[part].count[s->digit][v], n = *c;

			*c = at;
			at += n;
		}
}

/* One stable pass for each digit of the head in which rows differ, from the lowest. */
static void sort_head(struct sorting *s, uint64_t differ)
{
	bool moved = false;

	jobs_run(s->parts, s->parts, count_digits, s);
	for (s->digit = 0; s->digit < DIGITS; s->digit++) {
		struct order_row *from = s->from;

		if (!(differ >> s->low >> BITS * s->digit & (VALUES - 1)))
			continue;
		if (moved && s->parts > 1)
			jobs_run(s->parts, s->parts, count_digit, s);
		places(s);
		jobs_run(s->parts, s->parts, scatter, s);
		s->from = s->to;
		s->to = from;
		moved = true;
	}
}

static uint64_t head_of(const struct sorting *s, size_t i)
{
	return ordered_bits(s->from[i].key) >> s->low;
}

/* The first row from i on, before `end`, whose head is not that of the row before it. */
static size_t run_end(const struct sorting *s, size_t i, size_t end)
{
	while (i < end && head_of(s, i) == head_of(s, i - 1))
		i++;
	return i;
}

static void sort_parts(struct sorting *s);

/* Sorts rows that are alike in their heads.  Their own heads are all that differs. */
static void sort_run(struct sorting *s, size_t begin, size_t n)
{
	struct part part;
	struct sorting run = {.from = s->from + begin, .to = s->to + begin, .n = n, .parts = 1, .part = &part};

	if (n <= SMALL) {
		insertion_sort(run.from, n);
		return;
	}
	part.begin = 0;
	sort_parts(&run);
	if (run.from != s->from + begin)
		memcpy(s->from + begin, run.from, n * sizeof *run.from);
}

/* The runs that begin in a part. */
static void sort_runs(void *ctx, size_t part, size_t thread)
{
	struct sorting *s = ctx;
	size_t end = part + 1 < s->parts ? s->part[part + 1].begin : s->n;

	(void)thread;
	for (size_t i = s->part[part].begin, next; i < end; i = next) {
		next = run_end(s, i + 1, end);
		if (next - i > 1)
			sort_run(s, i, next - i);
	}
}

/* Leaves the sorted rows in s->from. */
static void sort_parts(struct sorting *s)
{
	uint64_t differ = 0;
	int top;

	jobs_run(s->parts, s->parts, find_differences, s);
	for (size_t part = 0; part < s->parts; part++)
		differ |= s->part[part].differ;
	if (!differ)
		return;
	top = 64 - __builtin_clzll(differ);
	s->low = top > HEAD ? top - HEAD : 0;
	sort_head(s, differ);
	if (!(differ & (((uint64_t)1 << s->low) - 1)))
		return;
	for (size_t part = 1; part < s->parts; part++)
		s->part[part].begin = run_end(s, part_begin(s, part), s->n);
	jobs_run(s->parts, s->parts, sort_runs, s);
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
	s.part = mem_alloc(s.parts, sizeof *s.part, e);
	if (!s.to || !s.part) {
		free(s.to);
		free(s.part);
		return ST_SYSTEM;
	}
	sort_parts(&s);
	if (s.from != o->row) {
		o->row = s.from;
		o->cap = o->n;
	}
	free(s.to);
	free(s.part);
	return ST_OK;
}

size_t order_block_end(const struct order *o, size_t from)
{
	size_t end = from + 1;

	while (end < o->n && o->row[end].key == o->row[from].key)
		end++;
	return end;
}
