/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Inputs that are not text: what their first bytes say they are, and how to make a table of them.
 */
#ifndef L2D_SNIFF_H
#define L2D_SNIFF_H

#include <stddef.h>

/* Bytes from which everything here is known. */
enum { SNIFF_BYTES = 8 };

/* "gzip, not CSV; gzip -dc reads it", or NULL for what may be text.  n is SNIFF_BYTES, or fewer at the end of the input. */
const char *sniff(const char *p, size_t n);

/* What a cell that is no number may have been meant as, for a message: "; a decimal comma", or "". */
const char *sniff_number(const char *p, size_t n);

#endif
