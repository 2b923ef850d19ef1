/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rules that decide row by row and learn from what comes back: from the rows' features to a probability for every agent.
 *
 *   greedy    the largest estimated utility, an estimate being est_a or conf_a (0 without) and a ridge regression on 1 and x_*
 *   epsilon   that, but with probability epsilon any agent
 *   ucb       LinUCB: the largest estimate + alpha sqrt(phi' V^-1 phi) (online/ridge.h)
 *   thompson  each as often as it is the best under the estimates' normal posterior, of deviation s sqrt(phi' V^-1 phi)
 *   exp3, exp3.s, hedge
 *             exponential weights (online/exponential.h); hedge over each agent, greedy, and where there is conf_* or est_* its best
 *   fixed     always the same agent, where it may be asked; else greedy
 *
 * Utility is reward - cost; with a budget B a row reward - price * cost, the price u / B by dual descent, u = max(0, u + (cost / B
 * - 1) / sqrt(t)) (Balseiro, Lu, Mirrokni 2020, "Dual mirror descent for online allocation problems", ICML).
 */
#ifndef L2D_POLICY_H
#define L2D_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "online/best_probability.h"
#include "online/exponential.h"
#include "online/ridge.h"

enum policy_kind {
	POLICY_GREEDY,
	POLICY_EPSILON,
	POLICY_UCB,
	POLICY_THOMPSON,
	POLICY_EXP3,
	POLICY_EXP3_S,
	POLICY_HEDGE,
	POLICY_FIXED,
	POLICY_KINDS
};

/* "greedy" for POLICY_GREEDY; NULL after the last. */
const char *policy_name(size_t kind);

struct policy_options {
	enum policy_kind kind;
	size_t fixed; /* agent */
	double epsilon, alpha, deviation, ridge;
	double gamma, mixing; /* of exponential weights */
	double discount;      /* a row; 1: nothing is forgotten */
	size_t window;        /* what is older than so many rows is forgotten; 0: nothing is */
	double lo, hi;        /* of rewards, for exponential weights */
	double budget;        /* NaN: none */
};

/* A row to be decided. */
struct policy_row {
	const double *phi;     /* [d] 1 and the features */
	const double *conf;    /* [n] est_* or conf_*; NaN: none */
	const double *cost;    /* [n] */
	const bool *available; /* [n] some are */
};

struct policy {
	const struct policy_options *opt;
	size_t n, d;
	bool confs;                /* of some agent there is a confidence */
	bool priced;               /* there are costs */
	struct ridge *ridge;       /* [n] of reward - conf */
	struct exponential weight; /* k = 0 where the policy has none */
	struct best_parts parts;   /* of Thompson sampling */
	double u, t;               /* of the budget: the price, rows */
	double *estimate, *width;  /* [n] of the current row */
	double *p;                 /* [n] its probabilities */
	double *advice;            /* [k x n] */
	double *gain;              /* [k] */
};

int policy_init(
	struct policy *p, const struct policy_options *opt, size_t n, size_t d, bool confs, bool priced, struct err *e);
void policy_free(struct policy *p);

/* Sets p->p. */
void policy_probabilities(struct policy *p, const struct policy_row *r);

/* What is needed of a decision once its outcome is known. */
struct decided {
	size_t agent;
	double propensity;
	double cost, conf;    /* of that agent */
	const double *phi;    /* [d] */
	const double *advice; /* [k] the advisers' probabilities of that agent */
};

/* After every decision: what is forgotten, what was spent.  Of a window blocks of half its rows are kept: the current one and the one
 * before, so that what was learned on the last window / 2 to window rows counts, in O(1) memory. */
void policy_pass(struct policy *p, double cost);

/* The reward of the agent that was asked; in [lo, hi] where there are exponential weights. */
void policy_learn(struct policy *p, const struct decided *d, double reward);

/* The rewards [n] of all agents on the current row, NaN where unknown. */
void policy_learn_all(struct policy *p, const struct policy_row *r, const double *reward);

/* The agent with the largest x - price * cost of those available; the first of equals. */
size_t policy_best(const struct policy *p, const struct policy_row *r, const double *x);

#endif
