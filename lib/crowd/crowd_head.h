/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What an item's features say of its class before its votes: Pr(z | x), the softmax of a head (network/network.h), learned together
 * with the workers (Raykar, Yu, Zhao, Valadez, Florin, Bogoni, Moy 2010, "Learning from crowds", JMLR 11, whose classifier is a
 * logistic regression of two classes).
 *
 * Its M-step raises, by quasi-Newton steps of which none goes back (optim/lbfgs_warm.h),
 *
 *   sum_i w_i sum_z Pr(z | votes_i, x_i) log Pr(z | x_i)  +  S sum_z log Pr(z | mean x)  -  W (L/2) |weights|^2,   W = sum_i w_i.
 *
 * The middle term is S more items of every class at the mean of the features: the Dirichlet prior of the shares (crowd/crowd.h),
 * which this is where features are constant, so that the fit is then the one without them; it keeps biases finite.
 *
 * Time of an M-step: O(items x parameters), and twice that for a step.  Memory: (mapped features + 2 classes) doubles an item.
 */
#ifndef L2D_CROWD_HEAD_H
#define L2D_CROWD_HEAD_H

#include "base/names.h"
#include "crowd/crowd.h"
#include "network/feature_map.h"
#include "network/network.h"

struct crowd_head {
	struct feature_map map;
	size_t hidden[NETWORK_HIDDEN], nhidden;
	enum network_activation activation;
	struct network network;
	double *theta; /* [network.nparam] */
};

/* After the map and the hidden layers were set: the network, its parameters zero. */
int crowd_head_init(struct crowd_head *h, size_t nclass, struct err *e);
void crowd_head_free(struct crowd_head *h);

/* p [classes] gets Pr(z | x) for one row x; scratch: crowd_head_scratch doubles.  Threads may share h. */
size_t crowd_head_scratch(const struct crowd_head *h);
void crowd_head_prior(const struct crowd_head *h, const double *x, double *scratch, double *p);

struct crowd_head_options {
	enum feature_map_kind map;
	size_t mapped; /* of rff */
	double l2;     /* L */
	double prior;  /* S */
	size_t seed, jobs;
};

struct crowd_head_fit;

/* Fits the map to the patterns of v, which get priors: memory of v's, set by crowd_head_priors.  h has its hidden layers, and needs
 * crowd_head_free also after a failure; *f needs crowd_head_fit_free only after ST_OK.  Keeps pointers.  ST_DATA: a feature whose
 * spread is not finite. */
int crowd_head_fit_new(struct crowd_head_fit **f, struct crowd_head *h, struct votes *v,
	const struct crowd_head_options *o, const struct names *features, struct err *e);
void crowd_head_fit_free(struct crowd_head_fit *f);

/* The parameters that a run starts from: zeros, or, with hidden layers, drawn by the seed. */
void crowd_head_start(struct crowd_head_fit *f);

/* The M-step, given posteriors q [patterns x nodes x classes], and the new priors.  Returns the logarithm of the prior density: the
 * last two terms above. */
double crowd_head_maximise(struct crowd_head_fit *f, const double *q, size_t nnode);

/* The patterns' priors by the parameters that there are; returns what crowd_head_maximise does. */
double crowd_head_priors(struct crowd_head_fit *f);

/* mean [classes]: the mean of the priors by weight. */
void crowd_head_shares(const struct crowd_head_fit *f, double *mean);

/* Exchanges the names of two classes. */
void crowd_head_exchange(struct crowd_head_fit *f, size_t a, size_t b);

/* For several starts. */
void crowd_head_keep(struct crowd_head_fit *f);
void crowd_head_restore(struct crowd_head_fit *f);

#endif
