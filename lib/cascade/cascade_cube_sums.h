/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Sums of an order's rows at a price, by their ranks at its last three thresholds o, p and q: what the cube of bounds is made of
 * (cascade_cube.h).
 *
 * The thresholds of a side, those of a box, are in bins, and each bin in parts.  Bin 0 has the rows that pass for all
 * thresholds, the bin after the last one those that stop for all.
 */
#ifndef L2D_CASCADE_CUBE_SUMS_H
#define L2D_CASCADE_CUBE_SUMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "cascade/cascade_rows.h"
#include "cascade/cascade_separable.h"

#define CUBE_BINS 24
#define CUBE_PARTS 8 /* of a bin */
#define CUBE_SIDE (CUBE_BINS + 2)
#define CUBE_LINE (CUBE_BINS * CUBE_PARTS + 2)

struct cube_side {
	uint32_t from, thresholds; /* the first one, and how many */
	size_t bins;               /* at most as many as there are thresholds, and bins^3 rows */
};

/* What rows are worth that stop at a threshold, that pass it, and that do what is better for each of them. */
struct cube_worth {
	double stop, pass, both;
};

/* Rows at p's thresholds that, where they pass, stop at q or pass there. */
struct cube_middle {
	struct cube_worth stops, passes;
};

/* Rows at o's thresholds that, where they pass, stop at p, or later at q, or pass there. */
struct cube_outer {
	struct cube_worth here, stops, passes;
};

/* What is best for each row in several ranges: p's and q's, after o's; o's and q's; o's and p's, where they stop at q then or pass
 * there; all three. */
struct cube_several {
	double inner, apart, stops, passes, all;
};

struct cube_sums {
	struct cube_side side[3];     /* o, p, q */
	size_t absent;                /* 1 with three stages: o has one threshold, which all rows pass */
	size_t first;                 /* the first stage of those that are there */
	struct cube_worth *last;      /* [o][p][part of q] */
	struct cube_middle *middle;   /* [o][part of p][q] */
	struct cube_outer *outer;     /* [part of o][p][q] */
	struct cube_several *several; /* [o][p][q] */
	double stop[CUBE_SIDE];       /* [o] all rows, where they stop there */
};

/* Room in the arena; check arena_status. */
void cube_sums_init(struct cube_sums *s, struct arena *a);

/* Of rows of three stages or more; in the range of any earlier threshold a row may stop or pass as is better for it. */
void cube_sums_add(struct cube_sums *s, const struct cascade_rows *r, const struct cascade_box *box, double price);

/* All bins of a side, with those before and after its thresholds; the parts of all. */
static inline size_t cube_bins(const struct cube_sums *s, int side)
{
	return s->side[side].bins + 2;
}

static inline size_t cube_parts(const struct cube_sums *s, int side)
{
	return s->side[side].bins * CUBE_PARTS + 2;
}

/* The first part of a bin from 1. */
static inline size_t cube_part(size_t bin)
{
	return 1 + (bin - 1) * CUBE_PARTS;
}

static inline struct cube_worth *cube_last(const struct cube_sums *s, size_t o, size_t p)
{
	return &s->last[(o * cube_bins(s, 1) + p) * cube_parts(s, 2)];
}

static inline struct cube_middle *cube_middle(const struct cube_sums *s, size_t o, size_t part)
{
	return &s->middle[(o * cube_parts(s, 1) + part) * cube_bins(s, 2)];
}

static inline struct cube_outer *cube_outer(const struct cube_sums *s, size_t part, size_t p)
{
	return &s->outer[(part * cube_bins(s, 1) + p) * cube_bins(s, 2)];
}

static inline struct cube_several *cube_several(const struct cube_sums *s, size_t o, size_t p)
{
	return &s->several[(o * cube_bins(s, 1) + p) * cube_bins(s, 2)];
}

#endif
