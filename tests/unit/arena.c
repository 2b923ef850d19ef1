/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static void test_arrays(void)
{
	struct arena a = {0};
	struct err e = {0};

	CHECK(arena_status(&a, &e) == ST_OK);
	for (size_t n = 0; n < 100; n++) {
		double *x = arena_alloc(&a, n, sizeof *x);
		size_t *none = arena_alloc_none(&a, n);

		CHECK(x && none && (uintptr_t)x % _Alignof(max_align_t) == 0);
		for (size_t i = 0; i < n; i++) {
			CHECK(x[i] == 0 && none[i] == SIZE_MAX);
			x[i] = 1; /* arrays do not overlap: the next ones are zero again */
		}
	}
	CHECK(arena_status(&a, &e) == ST_OK);
	arena_free(&a);
	CHECK(!a.last);
}

/* An array that was not allocated is told once, at the end, whatever came after it. */
static void test_failure(void)
{
	struct arena a = {0};
	struct err e = {0};

	CHECK(!arena_alloc(&a, SIZE_MAX / 2, 4));
	CHECK(!arena_alloc(&a, SIZE_MAX, 1));
	CHECK(!arena_alloc_none(&a, SIZE_MAX / sizeof(size_t)));
	CHECK(arena_alloc(&a, 3, 8));
	CHECK(arena_status(&a, &e) == ST_SYSTEM && !strcmp(e.text, "out of memory"));
	arena_free(&a);
	CHECK(arena_status(&a, &e) == ST_OK);
}

int main(void)
{
	test_arrays();
	test_failure();
	return check_end();
}
