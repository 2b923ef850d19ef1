/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Arrays that live as long as each other: allocated one by one, checked once, freed together.
 */
#ifndef L2D_ARENA_H
#define L2D_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena {
	struct arena_block *last; /* a list of all arrays */
	bool failed;
};

/* n elements of `size` bytes, zero, aligned for any type; n may be 0.  NULL without memory: arena_status says so. */
void *arena_alloc(struct arena *a, size_t n, size_t size);

/* The same of size_t, all SIZE_MAX: columns that are not there (NAMES_NONE). */
size_t *arena_alloc_none(struct arena *a, size_t n);

/* ST_SYSTEM if any array could not be allocated. */
int arena_status(const struct arena *a, struct err *e);

void arena_free(struct arena *a);

#endif
