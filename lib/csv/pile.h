/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What is kept of the rows of a table until all have been read: arrays that grow side by side.
 *
 * Threads that share the rows block by block fill a pile each and mark where a block ends.  piles_join puts the blocks one
 * behind the other in the order of the input; every thread copies its own, and gives back the pages that it has copied, so
 * that nothing is in memory twice.
 *
 * Memory: the arrays, and 8 bytes a block and array; while joining, some megabytes a thread more.
 */
#ifndef L2D_PILE_H
#define L2D_PILE_H

#include <stddef.h>

#include "base/err.h"

struct pile_array {
	char *p;      /* [n] elements; NULL: there were none */
	size_t size;  /* bytes of one */
	size_t width; /* elements of every row; 0: as many as pile_more adds */
	size_t counts; /* one more than the number of the array [rows] of size_t that says how many of them are whose; 0: none does */
	size_t n, cap; /* elements */
	size_t given;  /* bytes at the front that were given back */
};

struct pile {
	size_t n; /* rows */
	size_t narray;
	struct pile_array *array; /* [narray] */
	size_t *mark;             /* [nmark] marks, see pile.c */
	size_t nmark, markcap;
};

int pile_init(struct pile *p, size_t narray, struct err *e);
void pile_free(struct pile *p);

/* What array i is of; before any row. */
void pile_shape(struct pile *p, size_t i, size_t size, size_t width);

/* How many elements of array i, which has no width, are each row's array `counts` says, of one size_t a row. */
void pile_count(struct pile *p, size_t i, size_t counts);

/* Makes room for one row more, of which pile_next says where its elements of array i go; pile_add counts it.  A row that
 * turns out to be none is not counted. */
int pile_room(struct pile *p, struct err *e);
void *pile_next(const struct pile *p, size_t i);
void pile_add(struct pile *p);

/* Adds n elements to an array without a width; the row that they are of must be counted.  NULL without memory. */
void *pile_more(struct pile *p, size_t i, size_t n, struct err *e);

/* Array i; NULL: it has had no elements. */
void *pile_first(const struct pile *p, size_t i);

/* Array i, which then is the caller's to free. */
void *pile_take(struct pile *p, size_t i);

/* All rows since the last mark are of the block of that number; numbers rise. */
int pile_mark(struct pile *p, size_t block, struct err *e);

/* Forgets the rows, and keeps the room. */
void pile_clear(struct pile *p);

/* Moves all rows of n piles of one shape, which are marked, into the first, in the order of their blocks.  The others are
 * empty then. */
int piles_join(struct pile *const *p, size_t n, struct err *e);

/* The rows of the piles of all processes (parallel/peers.h), one behind the other, in every one of them. */
int pile_gather(struct pile *p, struct err *e);

/* The same, but of process i only rows from[i] .. to[i] - 1 of all; their memory is a process's own and these.  Every array that has
 * elements has a width, or counts. */
int pile_gather_part(struct pile *p, const size_t *from, const size_t *to, struct err *e);

#endif
