/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/pending.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"

void pending_init(struct pending *p, size_t width)
{
	*p = (struct pending){.width = width};
}

void pending_free(struct pending *p)
{
	for (size_t i = 0; i < p->used; i++) {
		free(p->row[i].id.s);
		free(p->row[i].v);
	}
	free(p->row);
	free(p->bucket);
	*p = (struct pending){0};
}

/* Where the index of the row is, or would be, kept. */
static size_t *place(const struct pending *p, const char *id, size_t n)
{
	size_t *at = &p->bucket[hash_bytes(id, n, 0) & (p->nbucket - 1)];

	while (*at && (p->row[*at - 1].id.n != n || memcmp(p->row[*at - 1].id.s, id, n) != 0))
		at = &p->row[*at - 1].next;
	return at;
}

/* Twice the buckets. */
static int grow(struct pending *p, struct err *e)
{
	size_t n = p->nbucket ? 2 * p->nbucket : 64, *bucket = mem_alloc(n, sizeof *bucket, e), *old = p->bucket;

	if (!bucket)
		return ST_SYSTEM;
	p->bucket = bucket;
	for (size_t b = 0; b < p->nbucket; b++)
		for (size_t i = old[b], next; i; i = next) {
			struct waiting *r = &p->row[i - 1];
			size_t *at = &bucket[hash_bytes(r->id.s, r->id.n, 0) & (n - 1)];

			next = r->next;
			r->next = *at;
			*at = i;
		}
	p->nbucket = n;
	free(old);
	return ST_OK;
}

/* A place for a row: index + 1, or 0 without memory. */
static size_t take_place(struct pending *p, struct err *e)
{
	size_t at = p->free;

	if (at) {
		p->free = p->row[at - 1].next;
		return at;
	}
	if (array_reserve(&p->row, &p->cap, p->used + 1, sizeof *p->row, e))
		return 0;
	p->row[p->used] = (struct waiting){.v = mem_alloc(p->width, sizeof(double), e)};
	return p->row[p->used].v ? ++p->used : 0;
}

double *pending_put(struct pending *p, const char *id, size_t n, struct err *e)
{
	struct waiting *r;
	size_t at;

	if (p->n >= p->nbucket && grow(p, e))
		return NULL;
	if (!(at = take_place(p, e)))
		return NULL;
	r = &p->row[at - 1];
	r->next = 0;
	if (!(r->id.s = mem_copy(id, n, e))) {
		r->next = p->free;
		p->free = at;
		return NULL;
	}
	r->id.n = n;
	r->number = p->put++;
	memset(r->v, 0, p->width * sizeof *r->v);
	*place(p, id, n) = at;
	p->n++;
	return r->v;
}

const double *pending_find(const struct pending *p, const char *id, size_t n)
{
	size_t at = p->n ? *place(p, id, n) : 0;

	return at ? p->row[at - 1].v : NULL;
}

void pending_drop(struct pending *p, const char *id, size_t n)
{
	size_t *at = p->n ? place(p, id, n) : NULL, i;

	if (!at || !(i = *at))
		return;
	*at = p->row[i - 1].next;
	free(p->row[i - 1].id.s);
	p->row[i - 1].id = (struct name){0};
	p->row[i - 1].next = p->free;
	p->free = i;
	p->n--;
}

struct numbered {
	uint64_t number;
	size_t row;
};

static int by_number(const void *a, const void *b)
{
	uint64_t x = ((const struct numbered *)a)->number, y = ((const struct numbered *)b)->number;

	return (x > y) - (x < y);
}

size_t *pending_in_order(const struct pending *p, struct err *e)
{
	struct numbered *sorted = mem_alloc(p->n, sizeof *sorted, e);
	size_t *row = sorted ? mem_alloc(p->n, sizeof *row, e) : NULL, n = 0;

	for (size_t i = 0; row && i < p->used; i++)
		if (p->row[i].id.s)
			sorted[n++] = (struct numbered){p->row[i].number, i};
	if (row && n)
		qsort(sorted, n, sizeof *sorted, by_number);
	for (size_t i = 0; row && i < n; i++)
		row[i] = sorted[i].row;
	free(sorted);
	return row;
}
