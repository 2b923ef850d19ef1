/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * One page of HTML about a table: its head, its sections, and the commands that were run for them.  The page needs no other file and no
 * network; its style sheet and script are report.css and report.js.  The same table and options give the same bytes.
 */
#ifndef L2D_DOCUMENT_H
#define L2D_DOCUMENT_H

#include "report/page.h"

/* Appends the page of the table.  ST_USAGE: a section to be left out that is none; ST_DATA: nothing is left to write. */
int document_write(const struct page_options *opt, const struct source *source, struct buf *out, struct err *e);

/* A page's beginning, up to what its header holds besides the title, and its end, from behind what <main> holds: with the style sheet and
 * `more` of it, and with a script. */
void document_begin(struct text *t, const char *title, const char *more);
void document_end(struct text *t, const char *code);

#endif
