/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Decisions whose outcome has not come yet, by the row's name.  O(1) to put and to take; memory of those that wait.
 */
#ifndef L2D_PENDING_H
#define L2D_PENDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/names.h"

struct waiting {
	uint64_t number; /* the how manieth decision it was */
	struct name id;
	double *v;   /* [width] what is to be remembered */
	size_t next; /* in its bucket, or free: index + 1, 0 at the end */
};

struct pending {
	size_t width;
	size_t n; /* that wait */
	struct waiting *row;
	size_t used, cap; /* of row; those that were taken are free */
	size_t free;      /* index + 1 */
	size_t *bucket;   /* [nbucket] index + 1 */
	size_t nbucket;   /* a power of two, or 0 */
	uint64_t put;     /* rows put so far */
};

void pending_init(struct pending *p, size_t width);
void pending_free(struct pending *p);

/* Adds a row; its numbers [width], all 0, are valid until the next one is put.  NULL without memory.  An id stands once. */
double *pending_put(struct pending *p, const char *id, size_t n, struct err *e);

/* The numbers of that row, or NULL. */
const double *pending_find(const struct pending *p, const char *id, size_t n);
/* Forgets the row, if it is there. */
void pending_drop(struct pending *p, const char *id, size_t n);

/* The rows in the order in which they were put: indices [n], the caller's to free. */
size_t *pending_in_order(const struct pending *p, struct err *e);

#endif
