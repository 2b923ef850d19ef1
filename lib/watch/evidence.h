/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Evidence against "nothing has changed", row by row, that may be looked at after every row.
 *
 * A payoff is a number of at least -1 whose expectation, whatever the rows before it were, is at most 0 as long as the
 * hypothesis holds.  Betting the share f of one's capital on payoffs g_1, g_2, ... multiplies it by 1 + f g_i: a nonnegative
 * supermartingale (Waudby-Smith & Ramdas 2024, "Estimating means of bounded random variables by betting", JRSS B 86(1)).
 * Here capital is divided over sides (what is bet on), shares f = 2^-1 ... 2^-6, and beginnings: bets that begin with block
 * j = 1, 2, ... of 64 payoffs have 1 / (j (j + 1)) of it, the rest waits.  So a change after any number of rows is seen, and
 * the value E, 1 at first, is an e-process: by Ville's inequality the probability that it ever reaches 1 / delta is at most
 * delta.
 *
 * With `run_length` a bet of capital 1 begins with every payoff: the e-detector of Shiryaev and Roberts (Shin, Ramdas,
 * Rinaldo 2023, "E-detectors: a nonparametric framework for sequential change detection"), whose value after n payoffs has expectation n at most, so that it takes N
 * payoffs or more, on average, to reach N.  Its memory does not tire; it does raise false alarms in the end.
 *
 * Means of such values are such values.  O(1) memory and time a payoff.
 */
#ifndef L2D_EVIDENCE_H
#define L2D_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

enum { EVIDENCE_SIDES = 4, EVIDENCE_SHARES = 6, EVIDENCE_BLOCK = 64 };

struct evidence {
	size_t sides; /* bet on, at most EVIDENCE_SIDES */
	bool run_length;
	size_t n;                                         /* payoffs so far */
	double capital[EVIDENCE_SIDES * EVIDENCE_SHARES]; /* of each side and share, over the beginnings so far */
};

/* payoff: [sides]. */
void evidence_add(struct evidence *e, const double *payoff);

double evidence_value(const struct evidence *e);

#endif
