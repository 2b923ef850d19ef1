/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>

struct arena_block {
	struct arena_block *before;
	_Alignas(max_align_t) char bytes[];
};

void *arena_alloc(struct arena *a, size_t n, size_t size)
{
	struct arena_block *b = NULL;

	if (!size || n <= (SIZE_MAX - sizeof *b) / size)
		b = calloc(1, sizeof *b + n * size);
	if (!b) {
		a->failed = true;
		return NULL;
	}
	b->before = a->last;
	a->last = b;
	return b->bytes;
}

size_t *arena_alloc_none(struct arena *a, size_t n)
{
	size_t *x = arena_alloc(a, n, sizeof *x);

	for (size_t i = 0; x && i < n; i++)
		x[i] = SIZE_MAX;
	return x;
}

int arena_status(const struct arena *a, struct err *e)
{
	return a->failed ? err_memory(e) : ST_OK;
}

void arena_free(struct arena *a)
{
	while (a->last) {
		struct arena_block *b = a->last;

		a->last = b->before;
		free(b);
	}
	a->failed = false;
}
