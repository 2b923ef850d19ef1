/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Parts of a table: which of several disjoint parts a row belongs to is decided by the bytes of its id and a
 * seed alone, so neither the order of the rows nor what else is in the table matters, and rows with one id stay
 * together.
 *
 * The id's hash is a number u in [0, 1).  Named parts are consecutive intervals of u of the stated lengths;
 * folds are decided by a second hash of the first, so that folds of a part are of equal size too.
 */
#ifndef L2D_PART_H
#define L2D_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"

struct parts {
	struct names name; /* [n] */
	double *end;       /* [n] where the part's interval ends; the last one is 1 */
	size_t cap;
};

void parts_free(struct parts *p);

/* Parses "NAME=SHARE,NAME=SHARE...": shares in [0, 1] that sum to 1 within 1e-9.  ST_USAGE otherwise. */
int parts_parse(struct parts *p, const char *text, struct err *e);

/* The part of the row with this id. */
size_t parts_of(const struct parts *p, const void *id, size_t n, size_t seed);

/* Whether the row is in the first part, of that share; the same whatever the others are. */
bool parts_is_first(double share, const void *id, size_t n, size_t seed);

/* Parses "k/K", 1 <= k <= K. */
int parts_parse_fold(const char *text, size_t *fold, size_t *folds, struct err *e);

/* The fold, from 1 to `folds`, of the row with this id. */
size_t parts_fold_of(size_t folds, const void *id, size_t n, size_t seed);

#endif
