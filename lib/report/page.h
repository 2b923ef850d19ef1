/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the sections of a page share: running the other programs and showing what they wrote.
 *
 * Numbers are those of the programs.  Names are text, never markup.
 */
#ifndef L2D_PAGE_H
#define L2D_PAGE_H

#include "base/progress.h"
#include "figure/figure.h"
#include "report/result.h"
#include "report/source.h"

struct page_options {
	const char *title;
	const char *
		rule; /* by which rows are deferred; NULL: the column score, else posthoc with confidences, else chow */
	size_t bins, points;
	struct strings without; /* --without: sections that are left out */
	struct progress_options progress;
};

struct page {
	struct progress progress; /* which step runs */
	const struct page_options *opt;
	const struct source *source;
	struct text body; /* what is shown */
	struct text done; /* the commands, for the section about them */
	struct buf body_text, done_text;
	size_t figures;      /* so far */
	const char *title;   /* of the last one */
	struct result score; /* what l2d-score says of the decisions in the table; no rows: not asked yet */
};

/* Runs a step, whose words are complete, and shows it among the commands. */
int page_run(struct page *p, struct step *s, struct err *e);

/* A figure of l2d-plot: of what the step wrote, or of cases, of the table itself. */
struct page_figure {
	const char *kind, *title;
	const struct names *group; /* columns that tell lines apart; NULL: none */
	const char *only_column;   /* rows are those with this value in it; NULL: all */
	struct name only;
	bool without_all;   /* no line of all rows beside those of groups */
	const char *file;   /* that is drawn in place of what a step wrote; NULL: none */
	const char *follow; /* columns of the table of positions at which a mark stands, "X Y"; NULL: none does */
	const struct point *decided; /* the decisions in the table; NULL: not shown */
};

int page_figure(struct page *p, const struct step *s, const struct page_figure *f, struct err *e);

#endif
