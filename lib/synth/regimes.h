/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Regimes: a hidden Markov chain over the rows of a table.  Regime r lasts L_r rows on average: after each row it is left
 * with probability 1 / L_r, for any of the others with equal probability.
 *
 * So run lengths are geometric.  The sequence of regimes without repetitions is a walk on a complete graph, which is in each
 * equally often; hence the stationary probability of r is L_r / sum of L, and the first row is drawn from it.
 *
 * The state in row t comes from hashes of the seed and of 1, 2, ... t: it is the same for any cut of the rows, and for
 * everybody who looks at it.  Time: O(1) a row, going on; O(t) to start at row t.
 */
#ifndef L2D_REGIMES_H
#define L2D_REGIMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct regimes {
	double *length; /* [n] mean rows of a run, 1 or more */
	size_t n, cap;  /* 0: there are none */
	uint64_t key;
	size_t row, state; /* state is that of row `row`, from 1; 0: not begun */
};

/* "L1,L2...": two or more.  ST_USAGE for anything else. */
int regimes_parse(struct regimes *r, const char *text, size_t seed, struct err *e);
void regimes_free(struct regimes *r);

/* The regime of a row, from 0; the row is not before the one asked for last. */
size_t regimes_at(struct regimes *r, size_t row);

#endif
