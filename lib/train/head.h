/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A head: what l2d-train fits and l2d-apply applies, a model file of kind `head`.
 *
 * Features go through a map, then through one network to all logits (`joint`), or through one to the
 * classes (`class`) and one to the experts (`defer`) where the loss has separate parts; a loss with a frozen
 * classifier has only the latter, and so has one of graded outcomes without a classifier: it has no classes.
 */
#ifndef L2D_HEAD_H
#define L2D_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "network/feature_map.h"
#include "network/network.h"
#include "train/loss.h"
#include "train/quality_scale.h"

struct head_part {
	const char *name; /* joint, class, defer */
	bool experts;     /* it is the experts' part of a loss that has one */
	size_t from, n;   /* which of the logits (f, d) it computes */
	struct network network;
	double *theta; /* [network.nparam] */
};

struct head {
	const struct loss *loss;
	struct loss_setup setup;
	struct names classes, experts, features;
	double *share; /* [experts] of the weight, of the rows that the expert answered; setup.share */
	double *cost;  /* [experts] c0, on the scale; NULL: it differed from row to row, or the loss has none */
	struct quality_scale scale; /* of graded outcomes */
	struct feature_map map;
	size_t nhidden, hidden[NETWORK_HIDDEN];
	enum network_activation activation;
	size_t nparts;
	struct head_part part[2];
};

void head_free(struct head *p);

/* Lays out the heads, at 0, once loss, names, map and hidden layers are set. */
int head_make_parts(struct head *p, struct err *e);

/* Sets the logits z [classes + experts] that the heads compute; the others stay. */
void head_logits(const struct head *p, const double *x, double *scratch, double *z);

/* The gradient gx [features] by x of a sum of logits, weighted by g [classes + experts], of those that the heads compute; adds to gx. */
void head_gradient(const struct head *p, const double *x, const double *g, double *scratch, double *gx);

/* Scratch for head_logits and head_gradient: so many doubles. */
size_t head_scratch(const struct head *p);

/* Whether its logits are linear in the features: a linear map and no hidden layers. */
bool head_is_affine(const struct head *p);

/* Of such a head: the slope of every logit that it computes by every feature as the table has it, w [classes + experts][features];
 * those of other logits stay. */
void head_affine(const struct head *p, double *w);

#endif
