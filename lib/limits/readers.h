/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows with their own number of readers: a column of the role readings, or a share of the rows by a number.
 *
 * 0: the model alone.  1 and more: as many experts, not the model.  Without a number: one agent, the model too.
 */
#ifndef L2D_READERS_H
#define L2D_READERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "table/table.h"

struct readers {
	size_t column; /* of the role readings; NAMES_NONE */
	size_t score;  /* the column of --readings-where; NAMES_NONE */
	double top;    /* its share of the rows */
	size_t model;  /* the agent's number; NAMES_NONE */
	size_t most;
};

/* where: COLUMN=top:SHARE, or NULL. */
int readers_find(struct readers *r, const struct table *t, const char *where, struct err *e);

static inline bool readers_own(const struct readers *r)
{
	return r->column != NAMES_NONE || r->score != NAMES_NONE;
}

/* The current row: how many places it has, and its score if those with the largest have more.  value [m]: +inf for the
 * agents that it may not have then. */
int readers_next(const struct readers *r, struct table *t, double *value, size_t m, uint32_t *places, double *score,
	struct err *e);

/* Gives `most` places to the share of the n rows with the largest scores; of equals to the first ones, and none of these rows to the model.
 * value: [n][m].  ST_NUMERIC: one has too few agents. */
int readers_top(const struct readers *r, const double *score, size_t n, double *value, size_t m, uint32_t *places,
	struct err *e);

#endif
