/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a fitted crowd's workers can do, and who only guesses.
 *
 *   accuracy   the expected share of a worker's votes that are right
 *   recall_C   the same among the votes on items of class C
 *   intervals  Wilson's for the votes that the classes' uncertainty leaves: of a rate p of n votes the complete information is
 *              n / (p (1 - p)), of which sum Var(z) (1/p or 1/(1 - p))^2 is missing (Louis 1982, "Finding the observed information
 *              matrix when using the EM algorithm", JRSS B 44(2)); what the other workers' rates add is left out
 *   spammer_score  sum_{c<d} sum_l (A_cl - A_dl)^2 / (C (C - 1)), A the confusion matrix: 0 where answers do not depend on the
 *              class, 1 where they always tell it (Raykar, Yu 2012, "Eliminating spammers and ranking annotators for crowdsourced
 *              labeling tasks", JMLR 13)
 *   p_value    of the likelihood ratio test that the expected answers are independent of the class, (C - 1)^2 degrees of freedom
 *   spammer    p_value is above .05, and the answers are at least 20 times as likely from one who draws them regardless of the class as
 *              from the average worker
 *
 * Time: O(votes x classes + workers x classes^2).
 */
#ifndef L2D_SKILLS_H
#define L2D_SKILLS_H

#include <stdbool.h>
#include <stddef.h>

#include "crowd/crowd.h"

/* A worker's votes by class and label. */
struct skill_counts {
	double *n;       /* [classes x classes] expected votes */
	double *missing; /* [classes x 2] sum Var(z = c) of the votes for c, and for others */
	double votes;    /* not summed over classes, which rounds */
	double doubt;    /* sum Var(the vote is right) */
};

struct rate {
	double n, value, lo, hi; /* NaN: no votes */
};

struct skill {
	struct rate accuracy;
	struct rate *recall; /* [classes] */
	double score, p_value;
	bool spammer;
};

struct skills {
	size_t nworker, nclass;
	struct skill *v; /* [workers] */
	struct rate *recall;
};

/* s needs skills_free also after a failure. */
int skills_find(struct skills *s, const struct crowd *c, const struct votes *v, double level, struct err *e);
void skills_free(struct skills *s);

/* The score of a confusion matrix a [n x n]. */
double skills_score(const double *a, size_t n);

#endif
