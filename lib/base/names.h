/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * An ordered set of names: columns of a header, classes, agents.  Name i is the
 * i-th one added; finding is O(1).
 */
#ifndef L2D_NAMES_H
#define L2D_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define NAMES_NONE SIZE_MAX

struct name {
	char *s;  /* terminated, but may hold NUL bytes */
	size_t n; /* bytes */
};

struct names {
	size_t n; /* names there are */
	size_t cap;
	struct name *name; /* [n] */
	size_t nslot;      /* a power of two, or 0 */
	size_t *slot;      /* [nslot]: index + 1, 0 where free */
	size_t *byte;      /* [256] likewise of the names of one byte, which are in no other; NULL: there are none */
};

void names_free(struct names *t);

/* The index of the name, or NAMES_NONE. */
size_t names_find(const struct names *t, const char *s, size_t n);

/* Adds a copy; *index gets its place, or the place of the equal name there already. */
int names_add(struct names *t, const char *s, size_t n, size_t *index, struct err *e);

/* Adds copies of n names, in their order. */
int names_add_list(struct names *t, const struct name *name, size_t n, struct err *e);

/* Adds the words of a list that NULL ends. */
int names_add_words(struct names *t, const char *const *word, struct err *e);

/* The order of their bytes: below 0, 0, above. */
int names_order(const struct name *a, const struct name *b);

/* The name nearest in edit distance (with exchanged neighbours; a letter equals its other case), for messages; NULL when none is within a
 * third of the n bytes that were sought: a name further off was hardly meant. */
const struct name *names_nearest(const struct names *t, const char *s, size_t n);

/* The same, but NULL unless it may be what was meant: at most a third of the longer name is changed. */
const struct name *names_near(const struct names *t, const char *s, size_t n);

#endif
