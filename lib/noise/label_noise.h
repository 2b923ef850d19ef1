/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Labels that are wrong at a known rate: with T[i][j] the probability that a row of class i is labelled j, whatever else is known of
 * the row, sums over rows that are linear in the label's indicators have an unbiased estimate.  In the place of "the answer is
 * class k", 1 or 0, stands the number inverse(T)[label][k] (Natarajan, Dhillon, Ravikumar, Tewari 2013, "Learning with noisy labels",
 * lemma 1; Patrini, Rozza, Menon, Nock, Qu 2017, "Making deep neural networks robust to label noise", theorem 1: the backward
 * correction).  It may be below 0 and above 1, its mean given the true class y is 1 where y = k and else 0, and what is not linear
 * (rankings, rates by class) has no such estimate.
 *
 * T is given as a rate r of labels that are wrong, equally often each of the others: inverse(T) = (I - b J) / (1 - r - b), where b =
 * r / (K - 1) and J is all ones; or as a table, a row a true class: its name in y and the probabilities of labels in p_*.
 */
#ifndef L2D_LABEL_NOISE_H
#define L2D_LABEL_NOISE_H

#include "base/buf.h"
#include "base/names.h"
#include "base/opt.h"
#include "cases/cases.h"

struct label_noise_options {
	double rate;        /* 0: not given */
	const char *matrix; /* a file; NULL: not given */
};

#define LABEL_NOISE_OPTIONS(o)                                                                                         \
	{0, "label-noise", OPT_NUMBER, &(o).rate, "RATE", "share of labels that are wrong: correct for them", NULL,    \
		"(0, 1)"},                                                                                             \
	{                                                                                                              \
		0, "noise-matrix", OPT_STRING, &(o).matrix, "FILE",                                                    \
			"the same by class: a row a true class y, p_* of its labels", NULL                             \
	}

struct label_noise {
	double rate;          /* 0: the matrix, or no noise */
	struct names classes; /* of the matrix */
	double *matrix; /* [classes][classes] T, true classes in rows; NULL: there is only the rate, or no noise */
};

/* Reads the matrix where one is given; n is zero at first.  ST_DATA where it is not one row for each class.  To be freed whatever comes of
 * it. */
int label_noise_read(struct label_noise *n, const struct label_noise_options *o, struct err *e);
void label_noise_free(struct label_noise *n);
/* Whether labels are noisy at all. */
bool label_noise_any(const struct label_noise *n);

/* Adds to the signature of a state what changes its sums. */
int label_noise_sign(struct buf *signature, const struct label_noise *n, struct err *e);

/* Gives the cases of a table the numbers that stand in the place of right and wrong.  ST_DATA, with the reason, where they cannot be
 * had: the classes are not known, T is singular, outcomes are qualities, which no label says. */
int label_noise_bind(const struct label_noise *n, struct cases *c, struct err *e);

#endif
