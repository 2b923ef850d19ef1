/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rules that decide row by row and learn from what comes back: from the rows' features to a probability for every agent.
 *
 *   greedy    the largest estimated utility, an estimate being est_a or conf_a (0 without) and a ridge regression on 1 and x_*
 *   epsilon   that, but with probability epsilon any agent
 *   ucb       LinUCB: the largest estimate + alpha sqrt(phi' V^-1 phi) (online/ridge.h)
 *   thompson  each as often as it is the best under the estimates' normal posterior, of deviation s sqrt(phi' V^-1 phi)
 *   exp3, exp3.s
 *             exponential weights of the agents (online/exponential.h)
 *   conf      the largest est_a or conf_a (0 without), nothing is learned
 *   fixed     always the same agent, where it may be asked; else greedy
 *   hedge     exponential weights of any of these policies (Exp4): each advises its own probabilities, and learns from the row
 *             whoever was asked.  What is not seen is made up for by the probability with which hedge, not the adviser, asked: so
 *             the estimates of gains are unbiased.  Regressions would learn the same from the same rows, so there is one of each agent
 *             for all advisers; exp3 and exp3.s have weights of their own.
 *
 * Utility is reward - cost; with a budget B a row reward - price * cost, the price u / B by dual descent, u = max(0, u + (cost / B
 * - 1) / sqrt(t)) (Balseiro, Lu, Mirrokni 2020, "Dual mirror descent for online allocation problems", ICML).  Exponential weights
 * learn this too, the Lagrangian of the budget at the price of the row (Immorlica, Sankararaman, Schapire, Slivkins 2019,
 * "Adversarial bandits with knapsacks", FOCS), as a gain in [0, 1] (policy_gain).
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
	POLICY_CONF,
	POLICY_KINDS
};

/* "greedy" for POLICY_GREEDY; NULL after the last. */
const char *policy_name(size_t kind);

/* What hedge is over. */
struct adviser {
	enum policy_kind kind; /* not hedge */
	size_t agent;          /* of fixed */
};

struct policy_options {
	enum policy_kind kind;
	size_t fixed;               /* agent */
	const struct adviser *over; /* [advisers] of hedge; not copied */
	size_t advisers;
	double epsilon, alpha, deviation, ridge;
	double gamma, mixing; /* of exponential weights */
	double discount;      /* a row; 1: nothing is forgotten */
	size_t window;        /* what is older than so many rows is forgotten; 0: nothing is */
	double lo, hi;        /* of rewards, for exponential weights */
	double dearest;       /* the largest cost, for exponential weights under a budget */
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
	bool priced;                /* there are costs */
	struct adviser alone;       /* of what is not hedge */
	const struct adviser *over; /* [k] */
	size_t k;
	struct ridge *ridge; /* [n] of reward - conf */
	bool weighs, hedges; /* some adviser has weights; there are weights of advisers */
	/* [k + 1] the advisers' of the agents, behind them hedge's of the advisers; empty where there are none: */
	struct exponential *weight;
	struct best_parts parts; /* of Thompson sampling */
	double u, t;             /* of the budget: the price, rows */
	/* Of the current row: */
	double price, least;      /* of costs; what is not charged: under a budget what the cheapest costs */
	double *estimate, *width; /* [n] */
	double *value, *scratch;  /* [n] by which the last adviser prefers agents */
	double *each;             /* [n x n] what every agent advises: itself, where it may be asked */
	double *advice;           /* [k x n] the advisers' probabilities */
	double *p;                /* [n] the probabilities */
	double *gain;             /* [k or n] */
};

int policy_init(struct policy *p, const struct policy_options *opt, size_t n, size_t d, bool priced, struct err *e);
void policy_free(struct policy *p);

/* Sets p->p. */
void policy_probabilities(struct policy *p, const struct policy_row *r);

/* What is needed of a decision once its outcome is known. */
struct decided {
	size_t agent;
	double propensity;
	double charge, conf;  /* policy_charge; of that agent */
	const double *phi;    /* [d] */
	const double *advice; /* as policy_advice left it */
};

/* With which probabilities that agent was advised on the current row, as far as this is needed; into v, if it is not NULL.  How many
 * numbers that are, the same on all rows. */
size_t policy_advice(const struct policy *p, size_t agent, double *v);

/* After every decision: what is forgotten, what was spent.  Of a window blocks of half its rows are kept: the current one and the one
 * before, so that what was learned on the last window / 2 to window rows counts, in O(1) memory. */
void policy_pass(struct policy *p, double cost);

/* Whether rewards and costs must be within the limits of the options. */
bool policy_bounded(const struct policy_options *o);

/* What exponential weights charge for that cost on the current row: without a budget the cost, with one price * (cost - that of the
 * cheapest that may be asked): what is spent in any case says nothing of who is to be preferred. */
double policy_charge(const struct policy *p, double cost);

/* The gain of exponential weights, in [0, 1]: (m + (reward - lo - charge) / (hi - lo)) / (1 + m).  Without a budget charges are costs
 * in [0, hi - lo], m = 1, or 0 where nothing has a price.  With one m = dearest / B, as a price of (hi - lo) / B is enough to keep to it
 * where somebody costs nothing: what a mean of B buys is worth hi - lo at most.  Where a higher one is needed gains are cut at 0:
 * there is always a price at which the cheapest one gains and the others do not. */
double policy_gain(const struct policy *p, double reward, double charge);

/* The reward of the agent that was asked; in [lo, hi] where there are exponential weights. */
void policy_learn(struct policy *p, const struct decided *d, double reward);

/* The rewards [n] of all agents on the current row, NaN where unknown. */
void policy_learn_all(struct policy *p, const struct policy_row *r, const double *reward);

/* The agent with the largest x - price * cost of those available; the first of equals. */
size_t policy_best(const struct policy *p, const struct policy_row *r, const double *x);

#endif
