/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The sections of a page in their order: what each needs of a table, and what it writes.
 */
#ifndef L2D_SECTION_H
#define L2D_SECTION_H

#include "report/page.h"

struct section {
	const char *id, *title;
	bool (*applies)(const struct source *s);
	const char *needs; /* in words, where it does not */
	int (*write)(struct page *p, struct err *e);
};

/* Section i; NULL after the last, "done", which the page itself writes. */
const struct section *section(size_t i);

/* What --without may name: the sections, and "done", which says what they were made by; NULL after the last. */
const char *section_name(size_t i);

#endif
