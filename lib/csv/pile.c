/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/pile.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "parallel/peers.h"

/* Bytes of an array that are given back at once: system calls do not show. */
enum { GIVE = 1 << 21 };

int pile_init(struct pile *p, size_t narray, struct err *e)
{
	*p = (struct pile){.narray = narray, .array = mem_alloc(narray, sizeof *p->array, e)};
	return p->array ? ST_OK : ST_SYSTEM;
}

void pile_free(struct pile *p)
{
	for (size_t i = 0; p->array && i < p->narray; i++)
		free(p->array[i].p);
	free(p->array);
	free(p->mark);
	*p = (struct pile){0};
}

void pile_shape(struct pile *p, size_t i, size_t size, size_t width)
{
	p->array[i].size = size;
	p->array[i].width = width;
}

void pile_count(struct pile *p, size_t i, size_t counts)
{
	p->array[i].counts = 1 + counts;
}

static int reserve(struct pile_array *a, size_t n, struct err *e)
{
	return array_reserve(&a->p, &a->cap, a->n + n, a->size, e);
}

int pile_room(struct pile *p, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < p->narray; i++)
		if (p->array[i].width)
			st = reserve(&p->array[i], p->array[i].width, e);
	return st;
}

void *pile_next(const struct pile *p, size_t i)
{
	const struct pile_array *a = &p->array[i];

	return a->p ? a->p + a->n * a->size : NULL;
}

void pile_add(struct pile *p)
{
	for (size_t i = 0; i < p->narray; i++)
		p->array[i].n += p->array[i].width;
	p->n++;
}

void *pile_more(struct pile *p, size_t i, size_t n, struct err *e)
{
	struct pile_array *a = &p->array[i];

	if (reserve(a, n, e))
		return NULL;
	a->n += n;
	return a->p + (a->n - n) * a->size;
}

void *pile_first(const struct pile *p, size_t i)
{
	return p->array[i].p;
}

void *pile_take(struct pile *p, size_t i)
{
	void *array = p->array[i].p;

	p->array[i].p = NULL;
	p->array[i].n = p->array[i].cap = 0;
	return array;
}

/* A mark: the block's number, and of each array its elements up to the block's end, then where the block goes. */
static size_t mark_size(const struct pile *p)
{
	return 1 + 2 * p->narray;
}

static size_t *mark_of(const struct pile *p, size_t k)
{
	return p->mark + k * mark_size(p);
}

int pile_mark(struct pile *p, size_t block, struct err *e)
{
	int st = array_reserve(&p->mark, &p->markcap, (p->nmark + 1) * mark_size(p), sizeof *p->mark, e);

	if (st)
		return st;
	mark_of(p, p->nmark)[0] = block;
	for (size_t i = 0; i < p->narray; i++)
		mark_of(p, p->nmark)[1 + i] = p->array[i].n;
	p->nmark++;
	return ST_OK;
}

void pile_clear(struct pile *p)
{
	for (size_t i = 0; i < p->narray; i++)
		p->array[i].n = 0;
	p->n = p->nmark = 0;
}

struct join {
	struct pile *const *from; /* [n] */
	size_t n;
	struct pile all;
};

/* Where block k of a pile begins in array i. */
static size_t begin(const struct pile *p, size_t k, size_t i)
{
	return k ? mark_of(p, k - 1)[1 + i] : 0;
}

/* The pile whose next block, number done[i], is the first in the input; NULL after the last. */
static struct pile *first_block(const struct join *j, const size_t *done, size_t *which)
{
	struct pile *first = NULL;

	for (size_t i = 0; i < j->n; i++) {
		struct pile *p = j->from[i];

		if (done[i] < p->nmark && (!first || *mark_of(p, done[i]) < *mark_of(first, done[*which]))) {
			first = p;
			*which = i;
		}
	}
	return first;
}

/* Says where each block goes. */
static int place_blocks(struct join *j, struct err *e)
{
	size_t *done = mem_alloc(j->n, sizeof *done, e), narray = j->all.narray, which = 0;

	if (!done)
		return ST_SYSTEM;
	for (struct pile *p; (p = first_block(j, done, &which)); done[which]++) {
		size_t *m = mark_of(p, done[which]);

		for (size_t i = 0; i < narray; i++) {
			m[1 + narray + i] = j->all.array[i].n;
			j->all.array[i].n += m[1 + i] - begin(p, done[which], i);
		}
	}
	free(done);
	return ST_OK;
}

/* The memory of what has been copied, up to byte n, but for the pages at the ends, which may be others' too. */
static void give_back(struct pile_array *a, size_t n)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = ((uintptr_t)a->p + a->given + page - 1) / page * page,
		  to = ((uintptr_t)a->p + n) / page * page;

	if (n - a->given < GIVE)
		return;
	madvise(a->p + (from - (uintptr_t)a->p), to - from, MADV_DONTNEED); /* refused: it goes with the array */
	a->given = n;
}

/* Copies the blocks of one pile to their places. */
static void copy_blocks(void *ctx, size_t task, size_t thread)
{
	struct join *j = ctx;
	struct pile *p = j->from[task];

	(void)thread;
	for (size_t k = 0; k < p->nmark; k++)
		for (size_t i = 0; i < p->narray; i++) {
			struct pile_array *a = &p->array[i];
			size_t from = begin(p, k, i), to = mark_of(p, k)[1 + p->narray + i];
			size_t n = mark_of(p, k)[1 + i] - from;

			if (n)
				memcpy(j->all.array[i].p + to * a->size, a->p + from * a->size, n * a->size);
			give_back(a, (from + n) * a->size);
		}
}

static int allocate(struct join *j, struct err *e)
{
	int st = pile_init(&j->all, j->from[0]->narray, e);

	if (!st)
		st = place_blocks(j, e);
	for (size_t i = 0; !st && i < j->all.narray; i++) {
		struct pile_array *a = &j->all.array[i];

		pile_shape(&j->all, i, j->from[0]->array[i].size, j->from[0]->array[i].width);
		a->counts = j->from[0]->array[i].counts;
		if (a->n)
			st = array_reserve(&a->p, &a->cap, a->n, a->size, e);
	}
	return st;
}

static void empty(struct pile *p)
{
	for (size_t i = 0; i < p->narray; i++) {
		free(pile_take(p, i));
		p->array[i].given = 0;
	}
	p->n = p->nmark = 0;
}

static void swap(struct pile *a, struct pile *b)
{
	struct pile c = *a;

	*a = *b;
	*b = c;
}

/* Whether one pile has all rows: which. */
static bool one_has_all(struct pile *const *p, size_t n, size_t *which)
{
	size_t having = 0;

	*which = 0;
	for (size_t i = 0; i < n; i++)
		if (p[i]->n) {
			having++;
			*which = i;
		}
	return having < 2;
}

int piles_join(struct pile *const *p, size_t n, struct err *e)
{
	struct join j = {.from = p, .n = n};
	size_t which, rows = 0;
	int st;

	if (one_has_all(p, n, &which)) {
		swap(p[0], p[which]);
		p[0]->nmark = 0;
		return ST_OK;
	}
	if (!(st = allocate(&j, e)))
		jobs_run(n, n, copy_blocks, &j);
	for (size_t i = 0; i < n; i++) {
		rows += p[i]->n;
		empty(p[i]);
	}
	j.all.n = rows;
	swap(p[0], &j.all);
	pile_free(&j.all);
	return st;
}

static int gather_array(struct pile_array *a, size_t *begin, struct err *e)
{
	char *all;
	int st = peers_gather(a->p, a->n * a->size, &all, begin, e);

	if (st)
		return st;
	free(a->p);
	a->given = 0;
	a->n = a->cap = a->size ? begin[peers_n()] / a->size : 0;
	a->p = a->n ? all : NULL;
	if (!a->n)
		free(all);
	return ST_OK;
}

int pile_gather(struct pile *p, struct err *e)
{
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e);
	char *rows = NULL;
	int st = begin ? peers_gather(&p->n, sizeof p->n, &rows, begin, e) : ST_SYSTEM;

	p->n = p->nmark = 0;
	for (size_t i = 0; !st && i < peers_n(); i++)
		p->n += ((size_t *)(void *)rows)[i];
	for (size_t i = 0; !st && i < p->narray; i++)
		st = gather_array(&p->array[i], begin, e);
	free(rows);
	free(begin);
	return st;
}

/* Where the rows of all processes begin. */
static int row_numbers(const struct pile *p, size_t *begin, struct err *e)
{
	size_t *bytes = mem_alloc(peers_n() + 1, sizeof *bytes, e);
	char *rows = NULL;
	int st = bytes ? peers_gather(&p->n, sizeof p->n, &rows, bytes, e) : ST_SYSTEM;

	for (size_t i = 0; !st && i < peers_n(); i++)
		begin[i + 1] = begin[i] + ((size_t *)(void *)rows)[i];
	free(rows);
	free(bytes);
	return st;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Rows [from, to) have a place in p, of rows of `row` bytes, which begins with row `first` of all. */
static void send_rows(char *p, size_t row, size_t first, const size_t *begin, const size_t *from, const size_t *to)
{
	for (size_t i = 0; i < peers_n(); i++)
		for (size_t k = 0; k < peers_n(); k++) {
			size_t a = larger(begin[i], from[k]), b = smaller(begin[i + 1], to[k]);

			if (i != k && a < b && (i == peers_me() || k == peers_me()))
				peers_send(p + (a - first) * row, (b - a) * row, i, k);
		}
}

/* Gives back the room that there is not need of. */
static void shrink(struct pile_array *a)
{
	char *fit = a->n ? realloc(a->p, a->n * a->size) : NULL;

	if (fit) {
		a->p = fit;
		a->cap = a->n;
	}
}

/* The array first has room for the rows that the process has and those that it is to have, and then for the latter. */
static int part_of_array(struct pile_array *a, const size_t *begin, const size_t *from, const size_t *to, struct err *e)
{
	size_t me = peers_me(), row = a->size * a->width;
	size_t first = smaller(begin[me], from[me]), end = larger(begin[me + 1], to[me]);
	int st = row ? array_reserve(&a->p, &a->cap, (end - first) * a->width, a->size, e) : ST_OK;

	if (st || !row || end == first)
		return st;
	memmove(a->p + (begin[me] - first) * row, a->p, (begin[me + 1] - begin[me]) * row);
	send_rows(a->p, row, first, begin, from, to);
	a->n = (to[me] - from[me]) * a->width;
	memmove(a->p, a->p + (from[me] - first) * row, a->n * a->size);
	shrink(a);
	a->given = 0;
	return ST_OK;
}

static size_t total(const size_t *count, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += count[i];
	return sum;
}

/* Elements of rows [a, b) from process i to process k, behind those that `all` has. */
static int send_elements(
	struct pile_array *a, struct pile_array *all, size_t at, size_t n, size_t i, size_t k, struct err *e)
{
	size_t me = peers_me();
	int st = ST_OK;

	if (i != k)
		peers_send(&n, sizeof n, i, k);
	if (me == k)
		st = reserve(all, n, e);
	if (st || !n)
		return st;
	if (i == k)
		memcpy(all->p + all->n * all->size, a->p + at * a->size, n * a->size);
	else
		peers_send(me == i ? a->p + at * a->size : all->p + all->n * all->size, n * a->size, i, k);
	if (me == k)
		all->n += n;
	return ST_OK;
}

/* The same of an array without a width; count: of the process's own rows. */
static int part_of_elements(struct pile_array *a, const size_t *count, const size_t *begin, const size_t *from,
	const size_t *to, struct err *e)
{
	struct pile_array all = {.size = a->size, .counts = a->counts};
	size_t me = peers_me();
	int st = ST_OK;

	for (size_t i = 0; i < peers_n(); i++)
		for (size_t k = 0; !st && k < peers_n(); k++) {
			size_t first = larger(begin[i], from[k]), end = smaller(begin[i + 1], to[k]), at = 0, n = 0;

			if (first >= end || (i != me && k != me))
				continue;
			if (i == me) {
				at = total(count, first - begin[me]);
				n = total(count + (first - begin[me]), end - first);
			}
			st = send_elements(a, &all, at, n, i, k, e);
		}
	free(a->p);
	*a = all;
	shrink(a);
	return st;
}

int pile_gather_part(struct pile *p, const size_t *from, const size_t *to, struct err *e)
{
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e);
	int st = begin ? row_numbers(p, begin, e) : ST_SYSTEM;

	/* Before the counts are others'. */
	for (size_t i = 0; !st && i < p->narray; i++)
		if (p->array[i].counts)
			st = part_of_elements(&p->array[i], pile_first(p, p->array[i].counts - 1), begin, from, to, e);
	for (size_t i = 0; !st && i < p->narray; i++)
		if (!p->array[i].counts)
			st = part_of_array(&p->array[i], begin, from, to, e);
	p->n = to[peers_me()] - from[peers_me()];
	p->nmark = 0;
	free(begin);
	return st;
}
