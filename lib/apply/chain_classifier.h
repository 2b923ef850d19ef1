/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Probabilities, or logits, of all classes as inputs of a model of a chain: those that earlier models compute, or the input's.
 */
#ifndef L2D_CHAIN_CLASSIFIER_H
#define L2D_CHAIN_CLASSIFIER_H

#include "apply/chain.h"

/* For bind: the latest of z_* and p_* of all these classes; prob=COLUMN without '*' is P("1").  Where the
 * input has both, z_* is taken if `logits` says so, else p_*, as everywhere that asks for probabilities: they
 * may have been calibrated since. */
struct chain_classifier {
	size_t n;     /* classes */
	size_t *slot; /* [n] */
	bool logits;  /* z_*, else p_* */
	bool binary;  /* only slot[one] is there */
	size_t one;
	bool input; /* p_* of the input: sums are checked */
	struct table *t;
};
int chain_classifier(
	struct chain *c, const struct names *classes, bool logits, struct chain_classifier *k, struct err *e);

/* For row: logits z [n], z_* as they are or log p_*; probabilities p [n], p_* as they are or the softmax of
 * z_*. ST_DATA when p_* of the input does not sum to 1 within 1e-3. */
int chain_logits(const struct chain_classifier *k, const struct chain_value *v, double *z, struct err *e);
int chain_probs(const struct chain_classifier *k, const struct chain_value *v, double *p, struct err *e);

#endif
