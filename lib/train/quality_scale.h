/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * From qualities to what the losses take in the place of right and wrong: lo counts as 0, wrong, and hi as 1, right.
 *
 * The scale is what --scale says; else 0 to 1, where all qualities are in [0, 1], and the least and the largest where they are not.
 * Prices have the unit of the qualities: they are divided by hi - lo.
 */
#ifndef L2D_QUALITY_SCALE_H
#define L2D_QUALITY_SCALE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cases/cases.h"

struct quality_scale {
	double lo, hi;
};

/* Of a table of labels, and of qualities of 0 to 1: what changes nothing. */
#define QUALITY_SCALE_NONE ((struct quality_scale){0, 1})

static inline bool quality_scale_is_none(const struct quality_scale *s)
{
	return s->lo == 0 && s->hi == 1;
}

/* "LO:HI", LO below HI.  ST_USAGE. */
int quality_scale_parse(const char *text, struct quality_scale *s, struct err *e);

/* ST_DATA, at its cell, for a quality of the row that is not from lo to hi: of the experts, and of the model's if `model`. */
int quality_scale_check(const struct quality_scale *s, const struct cases *c, bool model, struct err *e);

/* The scale of qualities from lo to hi; lo > hi: there are none.  ST_DATA where all are the same and it is neither 0 nor 1 nor between. */
int quality_scale_find(struct quality_scale *s, double lo, double hi, struct err *e);

/* (q - lo) / (hi - lo) */
void quality_scale_apply(const struct quality_scale *s, double *q, size_t n);
/* c / (hi - lo) */
void quality_scale_costs(const struct quality_scale *s, double *c, size_t n);
/* The quality that a value of 0 to 1 stands for. */
double quality_scale_undo(const struct quality_scale *s, double x);

#endif
