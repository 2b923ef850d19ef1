/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

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

/* One stable pass by the digit at `shift`; start[v] is where the rows with digit v go. */
static void scatter(struct order_row *to, const struct order_row *from, size_t n, int shift, size_t *start)
{
	for (size_t i = 0; i < n; i++)
		to[start[ordered_bits(from[i].key) >> shift & (VALUES - 1)]++] = from[i];
}

/* Counts turned into places.  False when all n rows have the same digit. */
static int places(size_t *count, size_t n)
{
	size_t at = 0;

	for (int v = 0; v < VALUES; v++) {
		size_t c = count[v];

		if (c == n)
			return 0;
		count[v] = at;
		at += c;
	}
	return 1;
}

int order_sort(struct order *o, struct err *e)
{
	size_t count[DIGITS][VALUES] = {{0}};
	struct order_row *from = o->row, *to, *spare;

	if (o->n <= SMALL) {
		insertion_sort(o->row, o->n);
		return ST_OK;
	}
	spare = mem_alloc(o->n, sizeof *spare, e);
	if (!spare)
		return ST_SYSTEM;
	for (size_t i = 0; i < o->n; i++) {
		uint64_t bits = ordered_bits(from[i].key);

		for (int d = 0; d < DIGITS; d++)
			count[d][bits >> 8 * d & (VALUES - 1)]++;
	}
	to = spare;
	for (int d = 0; d < DIGITS; d++) {
		struct order_row *swap = from;

		if (!places(count[d], o->n))
			continue;
		scatter(to, from, o->n, 8 * d, count[d]);
		from = to;
		to = swap;
	}
	if (from == spare) {
		o->row = spare;
		o->cap = o->n;
	}
	free(to);
	return ST_OK;
}

size_t order_block_end(const struct order *o, size_t from)
{
	size_t end = from + 1;

	while (end < o->n && o->row[end].key == o->row[from].key)
		end++;
	return end;
}
