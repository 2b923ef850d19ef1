/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * One file of a figure as it is read: which of its columns are those of the layout, of its families and groups.
 */
#ifndef L2D_PLOT_INPUT_H
#define L2D_PLOT_INPUT_H

#include "base/arena.h"
#include "plot/plot_layout.h"

struct plot_input {
	struct plot_rows *r;
	struct table t;
	struct arena arrays;
	const struct names *group;
	struct buf name;      /* what the file's lines are called, "": nothing */
	size_t *column;       /* [r->width], without a family of bars */
	size_t *group_column; /* [group->n] */
	struct family family; /* of a wide table */
	size_t *member;       /* [family.n] places in r->member */
	struct names key;     /* [lines of this file] the values of group_column */
	size_t first;         /* the file's first line in r */
	double *v;            /* [width] the row's numbers */
};

/* The first file says which members the families have, and so how wide rows are. */
int plot_input_members(struct plot_input *in, struct err *e);

/* Binds the columns; the arrays are there, and r->width long. */
int plot_input_bind(struct plot_input *in, struct err *e);

#endif
