/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows that a mixture learns from, of two kinds: those with a label, and those without.
 *
 * The rows of a kind are cut into the segments of a fit (network/fit.h), of which each of several processes (parallel/peers.h) has
 * consecutive ones.  It has its rows of both kinds in memory, or none, where they are read anew for each pass, block after block.
 */
#ifndef L2D_MIXTURE_ROWS_H
#define L2D_MIXTURE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "em/mixture.h"

enum mixture_kind { MIXTURE_LABELLED, MIXTURE_UNLABELLED, MIXTURE_KINDS };

struct mixture_rows;

/* Rows first .. first + n - 1 of a kind, at most FIT_BLOCK, as rows in memory that are valid until the thread reads again. */
typedef int mixture_read_fn(void *ctx, size_t thread, enum mixture_kind kind, size_t first, size_t n,
	const struct mixture_rows **rows, struct err *e);

struct mixture_rows {
	size_t n, nlabelled;           /* in memory; those with a label come first */
	const double *x;               /* [n x inputs of the heads] */
	const uint32_t *y;             /* [nlabelled] classes */
	const double *w;               /* [n] weights, or NULL for 1 */
	const size_t *first;           /* [n + 1] row i's annotations are note[first[i] .. first[i + 1]), ... */
	const struct annotation *note; /* ... experts rising */
	const double *fade;            /* [n] what age has left of a row, in [0, 1], or NULL for 1 */
	size_t all[MIXTURE_KINDS];     /* rows of all processes */
	mixture_read_fn *read;         /* NULL: the process's are in memory */
	void *read_ctx;
};

/* Of n rows of a kind those of segment s of FIT_SEGMENTS, whole blocks; those of a process. */
void mixture_segment(size_t n, size_t s, size_t *from, size_t *to);
void mixture_part(size_t n, size_t peer, size_t *from, size_t *to);

/* The process's rows of a kind, and the number of the first. */
size_t mixture_rows_own(const struct mixture_rows *d, enum mixture_kind kind, size_t *first);

/* Consecutive rows of one kind: row i of them is row at + i of d, and row own + i of what the process keeps of its own ones. */
struct mixture_block {
	const struct mixture_rows *d;
	size_t at, own;
	enum mixture_kind kind;
};

/* All of the process's rows of a kind that are in memory. */
struct mixture_block mixture_rows_block(const struct mixture_rows *d, enum mixture_kind kind);

/* Reads a block, or shows it in memory. */
int mixture_rows_take(const struct mixture_rows *d, size_t thread, enum mixture_kind kind, size_t first, size_t n,
	struct mixture_block *b, struct err *e);

typedef void mixture_block_fn(void *ctx, const struct mixture_block *b, size_t n, size_t segment, size_t thread);

/* Does it to each block of at most FIT_BLOCK rows of the process's segments, of the first `kinds` kinds, on so many threads.  What has kept
 * rows from being read is the status of all processes. */
int mixture_each_block(
	const struct mixture_rows *d, size_t kinds, size_t jobs, mixture_block_fn *fn, void *ctx, struct err *e);

#endif
