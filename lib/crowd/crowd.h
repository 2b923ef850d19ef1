/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Models of a crowd: votes on items whose class z nobody knows.  Given z, and where there is one the item's difficulty, votes
 * are independent:
 *
 *   Pr(votes) = sum_z Pr(z) sum_d Pr(d) prod_j Pr_j(label | z, d)
 *
 *   confusion   Pr_j(l | z) = pi_j[z][l] (Dawid, Skene 1979, "Maximum likelihood estimation of observer error-rates using the
 *               EM algorithm", Applied Statistics 28(1))
 *   coin        a_j where l = z, (1 - a_j) / (classes - 1) elsewhere
 *   difficulty  the same with a_j = 1 / (1 + exp(-alpha_j exp d)): Whitehill, Ruvolo, Wu, Bergsma, Movellan 2009 ("Whose vote
 *               should count more", NIPS 22), but that the ease d of an item is integrated out, over a normal distribution cut
 *               into 15 values, instead of estimated; alpha_j is normal around 1
 *
 * Pr(z) are the classes' shares, or every item's own, given or learned of its features.  Expectation maximisation of the posterior mode: S counts in every cell
 * of a distribution (a Dirichlet prior of parameters 1 + S).  Every M-step is exact, but that of features, which
 * never goes back, so that no iteration lowers the objective.  The start is the share of each class in an item's votes.
 *
 * Time of an iteration: O(votes x classes x values of d + workers x classes^2 x values of d).
 */
#ifndef L2D_CROWD_H
#define L2D_CROWD_H

#include <stdbool.h>
#include <stddef.h>

#include "crowd/votes.h"

enum crowd_method { CROWD_CONFUSION, CROWD_COIN, CROWD_DIFFICULTY };

/* Pr(z): the same for all items, and learned; every item's own, given; or learned of its features (crowd/crowd_head.h). */
enum crowd_prior { CROWD_SHARES, CROWD_COLUMNS, CROWD_FEATURES };

enum { CROWD_DIFFICULTIES = 15 };

struct crowd {
	enum crowd_method method;
	size_t nclass, nworker, nnode;
	enum crowd_prior prior;
	double *share;     /* [nclass] Pr(z) of an item that has no prior of its own */
	size_t width;      /* parameters of a worker: nclass^2, or 1 */
	double *parameter; /* [nworker x width] pi_j, a_j or alpha_j */
	double *chance;    /* [nworker x nnode x nclass x nclass] log Pr_j(l | z, d), made of these */
	double node[CROWD_DIFFICULTIES], node_chance[CROWD_DIFFICULTIES]; /* exp d, log Pr(d) */
	size_t start;   /* of several, the one that was kept, from 1; 0: there was one */
	size_t renamed; /* pairs of classes that were exchanged at the end */
};

/* c needs crowd_free also after a failure. */
int crowd_init(struct crowd *c, enum crowd_method method, size_t nclass, size_t nworker, enum crowd_prior prior,
	struct err *e);
void crowd_free(struct crowd *c);

/* After the parameters were set. */
void crowd_chances(struct crowd *c);

/* The item's log-likelihood; q [nnode x nclass] gets Pr(z, d | votes). */
double crowd_joint(const struct crowd *c, const struct crowd_item *item, double *q);
/* p [nclass] gets Pr(z | votes); q is scratch. */
double crowd_posterior(const struct crowd *c, const struct crowd_item *item, double *q, double *p);

/* Pr_j(l | z), the mean over d. */
double crowd_answer(const struct crowd *c, size_t worker, size_t z, size_t label);

#endif
