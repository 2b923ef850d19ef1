/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calibrate/calibration_rows.h"
#include "parallel/peers.h"

/* Numbers that a process gives to know the quantiles of all. */
enum { SAMPLE = 256 };

int calibration_count(const struct pile *s, size_t *all, size_t *before, struct err *e)
{
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e), own = s->n;
	char *each = NULL;
	int st = begin ? peers_gather(&own, sizeof own, &each, begin, e) : ST_SYSTEM;

	*all = *before = 0;
	for (size_t i = 0; !st && i < peers_n(); i++) {
		size_t n = ((const size_t *)(const void *)each)[i];

		*all += n;
		*before += i < peers_me() ? n : 0;
	}
	free(each);
	free(begin);
	return st;
}

/* Rows are sorted by their last number first. */
static double key(const struct pile *s, size_t row)
{
	return calibration_rows_get(s, row).in[s->array[0].width - 1];
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* split [peers - 1]: quantiles of all rows, from samples of those of each process. */
static int find_splits(const struct pile *s, double *split, struct err *e)
{
	size_t n = peers_n(), take = s->n < SAMPLE ? s->n : SAMPLE, *begin = mem_alloc(n + 1, sizeof *begin, e);
	double own[SAMPLE], *all;
	char *each = NULL;
	int st;

	for (size_t i = 0; i < take; i++)
		own[i] = key(s, i * s->n / take);
	st = begin ? peers_gather(own, take * sizeof *own, &each, begin, e) : ST_SYSTEM;
	all = (double *)(void *)each;
	if (!st && begin[n]) {
		size_t m = begin[n] / sizeof *all;

		qsort(all, m, sizeof *all, compare);
		for (size_t i = 1; i < n; i++)
			split[i - 1] = all[i * m / n];
	}
	free(each);
	free(begin);
	return st;
}

/* The first row, of those in order, that is not below x. */
static size_t first_from(const struct pile *s, double x)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (key(s, middle) < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A row's numbers, label and weight. */
static void pack(const struct pile *s, size_t row, double *to)
{
	size_t k = s->array[0].width;
	struct calibration_row r = calibration_rows_get(s, row);

	memcpy(to, r.in, k * sizeof *to);
	to[k] = (double)r.y;
	to[k + 1] = r.w;
}

/* n rows that are process from's, of which `first` is the first, to process `to`, in its got. */
static int hand(const struct pile *s, size_t first, size_t n, size_t from, size_t to, struct pile *got, struct err *e)
{
	size_t k = s->array[0].width, me = peers_me();
	double *rows = mem_alloc(n, (k + 2) * sizeof *rows, e);
	int st = rows ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; rows && me == from && i < n; i++)
		pack(s, first + i, rows + i * (k + 2));
	if (!st && from != to)
		peers_send(rows, n * (k + 2) * sizeof *rows, from, to);
	for (size_t i = 0; !st && me == to && i < n; i++) {
		const double *row = rows + i * (k + 2);

		st = calibration_rows_add(got, row, (size_t)row[k], row[k + 1], 0, e);
	}
	free(rows);
	return st;
}

/* cut [peers][peers + 1]: where in each process's rows those of each process begin. */
static int exchange(struct pile *s, const size_t *cut, struct err *e)
{
	size_t n = peers_n(), me = peers_me();
	struct pile got = {0};
	int st = calibration_rows_init(&got, s->array[0].width, false, e);

	for (size_t from = 0; from < n; from++)
		for (size_t to = 0; !st && to < n; to++) {
			const size_t *c = cut + from * (n + 1) + to;

			if (c[1] > c[0] && (from == me || to == me))
				st = hand(s, c[0], c[1] - c[0], from, to, &got, e);
		}
	pile_free(st ? &got : s);
	if (!st)
		*s = got;
	return st;
}

/* Each process gets its range of the rows, which are in order in each. */
static int deal(struct pile *s, struct err *e)
{
	size_t n = peers_n(), *begin, *own;
	struct arena arena = {0};
	double *split = arena_alloc(&arena, n, sizeof *split);
	char *cut = NULL;
	int st;

	begin = arena_alloc(&arena, n + 1, sizeof *begin);
	own = arena_alloc(&arena, n + 1, sizeof *own);
	st = arena_status(&arena, e);
	if (!st)
		st = find_splits(s, split, e);
	for (size_t i = 1; !st && i < n; i++)
		own[i] = first_from(s, split[i - 1]);
	if (!st) {
		own[n] = s->n;
		st = peers_gather(own, (n + 1) * sizeof *own, &cut, begin, e);
	}
	if (!st)
		st = exchange(s, (const size_t *)(const void *)cut, e);
	free(cut);
	arena_free(&arena);
	return st;
}

/* The rows that each process needs, of those that are in order over all. */
static int keep_part(struct pile *s, calibration_part_fn *part, size_t *all, size_t *before, struct err *e)
{
	size_t n = peers_n(), *from = mem_alloc(2 * n, sizeof *from, e);
	int st = from ? calibration_count(s, all, before, e) : ST_SYSTEM;

	for (size_t i = 0; !st && i < n; i++)
		part(*all, i, &from[i], &from[n + i]);
	if (!st) {
		st = pile_gather_part(s, from, from + n, e);
		*before = from[peers_me()];
	}
	free(from);
	return st;
}

int calibration_order(struct pile *s, calibration_part_fn *part, size_t *all, size_t *before, struct err *e)
{
	int st = calibration_rows_tidy(s, false, e);

	*all = s->n;
	*before = 0;
	if (st || peers_n() == 1)
		return st;
	st = deal(s, e);
	if (!st)
		st = calibration_rows_tidy(s, false, e);
	return st ? st : keep_part(s, part, all, before, e);
}
