/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The kinds of figures.  A new one is an entry here and a file plot_NAME.c: which columns it reads, and a function that
 * turns their rows into panels and series.
 */
#ifndef L2D_PLOT_KIND_H
#define L2D_PLOT_KIND_H

#include "figure/figure.h"
#include "plot/plot_rows.h"

struct plot_kind {
	const char *name;
	struct plot_layout layout;
	/* Describes the figure of rows that were checked; f is empty and borrows the rows' names. */
	int (*draw)(const struct plot_rows *r, struct figure *f, struct err *e);
	/* In place of both: describes the figure of a table of cases, all files being one. */
	int (*of_cases)(const struct table_options *opt, const struct strings *files, size_t *skipped, struct figure *f,
		struct err *e);
};

/* The name of kind i; NULL after the last. */
const char *plot_kind_name(size_t i);

/* NULL when there is none of that name. */
const struct plot_kind *plot_kind_find(const char *name);

#endif
