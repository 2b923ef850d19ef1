/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the sections of a page share: running the other programs and showing what they wrote.
 *
 * Numbers are those of the programs.  Names are text, never markup.
 */
#ifndef L2D_PAGE_H
#define L2D_PAGE_H

#include "report/source.h"

struct page_options {
	const char *title;
	const char *
		rule; /* by which rows are deferred; NULL: the column score, else posthoc with confidences, else chow */
	size_t bins, points;
	struct strings without; /* --without: sections that are left out */
};

struct page {
	const struct page_options *opt;
	const struct source *source;
	struct text body; /* what is shown */
	struct text done; /* the commands, for the section about them */
	struct buf body_text, done_text;
	size_t figures;
};

/* Runs a step, whose words are complete, and shows it among the commands. */
int page_run(struct page *p, struct step *s, struct err *e);

/* Draws what the step wrote as a figure of l2d-plot.  `group` are columns that tell lines apart. */
int page_figure(struct page *p, const struct step *s, const char *kind, const struct names *group, const char *title,
	struct err *e);

#endif
