/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Growable arrays.  array_reserve is the one place where memory grows; buf is
 * an array of bytes.  Growth is by half again, so appending is O(1) amortised.
 */
#ifndef L2D_BUF_H
#define L2D_BUF_H

#include <stddef.h>

#include "base/err.h"

/* Makes room for at least `need` elements of `size` bytes.  `array` is the address of
 * the array's pointer; *cap counts elements.  ST_SYSTEM when memory ends; the old
 * array stays valid then. */
int array_reserve(void *array, size_t *cap, size_t need, size_t size, struct err *e);

struct buf {
	char *p;
	size_t n;   /* bytes used */
	size_t cap; /* bytes there are */
};

void buf_free(struct buf *b);
int buf_add(struct buf *b, const void *s, size_t n, struct err *e);
int buf_add_char(struct buf *b, char c, struct err *e);
int buf_add_string(struct buf *b, const char *s, struct err *e);
/* Writes all of it to a file.  Returns 0, or the errno of the failure. */
int buf_write(const struct buf *b, int fd);
/* The same to the file of that name, which is made, or emptied, only now; NULL: to standard output, which is closed. */
int buf_deliver(const struct buf *b, const char *path, struct err *e);

/* calloc with the product checked and ST_SYSTEM in e; NULL only on failure (n = 0 gives
 * one element, so that callers need no special case). */
void *mem_alloc(size_t n, size_t size, struct err *e);
/* A terminated copy of n bytes, to be freed by the caller. */
char *mem_copy(const char *s, size_t n, struct err *e);

#endif
