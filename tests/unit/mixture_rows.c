/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* em/mixture_rows: segments are all rows once, and blocks show each row where it is, in memory or read. */
#include "em/mixture_rows.h"

#include <string.h>

#include "check.h"
#include "network/fit.h"

enum { ROWS = 3000 };

static double x[2 * ROWS];

struct looked {
	const struct mixture_rows *d;
	size_t times[MIXTURE_KINDS][ROWS], wrong;
};

/* Of a kind, row i's feature is i, and negative without a label. */
static void look(void *ctx, const struct mixture_block *b, size_t n, size_t segment, size_t thread)
{
	struct looked *l = ctx;
	size_t from, to;

	(void)thread;
	mixture_segment(l->d->all[b->kind], segment, &from, &to);
	for (size_t i = 0; i < n; i++) {
		double row = b->d->x[b->at + i];

		l->times[b->kind][b->own + i]++;
		l->wrong += row != (b->kind == MIXTURE_LABELLED ? 1. : -1.) * (double)(b->own + i);
	}
	l->wrong += !n || n > FIT_BLOCK || b->own < from || b->own + n > to;
}

static int read_rows(void *ctx, size_t thread, enum mixture_kind kind, size_t first, size_t n,
	const struct mixture_rows **rows, struct err *e)
{
	static struct mixture_rows block[4];
	const struct mixture_rows *d = ctx;

	if (kind == MIXTURE_UNLABELLED && first + n > ROWS - 10)
		return err_set(e, ST_DATA, "gone");
	block[thread].x = d->x + (kind == MIXTURE_LABELLED ? 0 : d->nlabelled) + first;
	*rows = &block[thread];
	return ST_OK;
}

static void check_blocks(const struct mixture_rows *d, size_t jobs)
{
	struct looked l = {.d = d};
	struct err e;

	CHECK(!mixture_each_block(d, MIXTURE_KINDS, jobs, look, &l, &e) && !l.wrong);
	for (int k = 0; k < MIXTURE_KINDS; k++)
		for (size_t i = 0; i < d->all[k]; i++)
			l.wrong += l.times[k][i] != 1;
	CHECK(!l.wrong);
}

int main(void)
{
	size_t from, to, end;
	struct err e;

	for (size_t n = 0; n < 20000; n = 3 * n + 1) {
		end = 0;
		for (size_t s = 0; s < FIT_SEGMENTS; s++, end = to) {
			mixture_segment(n, s, &from, &to);
			CHECK(from == end && from <= to && (from % FIT_BLOCK == 0 || from == n));
		}
		CHECK(end == n);
		mixture_part(n, 0, &from, &to);
		CHECK(from == 0 && to == n);
	}
	for (size_t n = 0; n <= ROWS; n += 500) {
		struct mixture_rows d = {.n = n + ROWS - 20, .nlabelled = n, .x = x, .all = {n, ROWS - 20}}, stream = d;

		for (size_t i = 0; i < d.n; i++)
			x[i] = i < n ? (double)i : -(double)(i - n);
		stream.read = read_rows, stream.read_ctx = &d;
		check_blocks(&d, 3);
		check_blocks(&stream, 4);
		stream.all[MIXTURE_UNLABELLED] = ROWS;
		CHECK(mixture_each_block(&stream, MIXTURE_KINDS, 2, look, &(struct looked){.d = &stream}, &e)
			== ST_DATA);
		CHECK(!strcmp(e.text, "gone"));
	}
	return check_end();
}
