/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rules about the agents of every row that has several: from lo to hi of them are from a set.  Sets may have agents in common;
 * where none has, assign/exchange has the same rules.
 */
#ifndef L2D_IN_ROW_H
#define L2D_IN_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IN_ROW_MOST 4 /* agents of a row where sets overlap */

struct in_row {
	size_t n, m;       /* rules, agents */
	bool *member;      /* [n][m] */
	uint32_t *lo, *hi; /* [n] */
	bool overlap;      /* some agent is in two of the sets */
};

/* The next one of the choices of k among m, each in rising order, after 0, 1, ..., k - 1; false after the last one. */
bool in_row_next(uint32_t *choice, size_t k, size_t m);

/* Whether the k agents keep the rules, are all of finite cost [m] and have all of those who stay [n] among them. */
bool in_row_keeps(
	const struct in_row *r, const uint32_t *choice, size_t k, const double *cost, const uint32_t *stay, size_t n);

/* Whether any k of the agents do.  O(m^k). */
bool in_row_possible(const struct in_row *r, size_t k, const double *cost, const uint32_t *stay, size_t n);

#endif
