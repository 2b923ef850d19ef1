/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Proper scoring rules: the Brier score (Brier 1950) and the negative log-likelihood in nats.
 * State: exact sums; an infinite NLL is counted, not added.
 */
#ifndef L2D_PROPER_H
#define L2D_PROPER_H

#include <stdbool.h>
#include <stddef.h>

#include "math/sum.h"
#include "math/tally.h"
#include "summary/state.h"

struct proper {
	struct tally weight;
	struct sum brier, nll;
	size_t impossible; /* rows to whose event probability 0 was given */
	bool noisy; /* events are numbers with the mean of 0 and 1 (noise/label_noise.h), so that sums may be below 0 */
};

/* The Brier score of a probability of an event, 0 or 1: (conf - event)^2, in the form that is linear in the event. */
double proper_pair(double conf, double event);
/* That of a distribution over n classes, true class y < n: sum over classes of (p_c - [c = y])^2. */
double proper_classes(const double *p, size_t n, size_t y);

/* A row is added by one of the first three and by the fourth, or n rows by the fifth. */

void proper_add(struct proper *s, double conf, double event, double weight);
/* Returns the score. */
double proper_add_classes(struct proper *s, const double *p, size_t n, size_t y, double weight);
/* The same where `is` [n], which adds up to 1, stands in the place of [c = y]. */
double proper_add_noisy_classes(struct proper *s, const double *p, size_t n, const double *is, double weight);
/* nll: -log of what was given to what happened. */
void proper_add_nll(struct proper *s, double nll, double weight);
/* Rows of these Brier scores, NLLs and weights [n]. */
void proper_add_all(struct proper *s, const double *brier, const double *nll, const double *weight, size_t n);
void proper_merge(struct proper *s, const struct proper *other);

/* Parts PREFIXweight, PREFIXbrier, PREFIXnll, PREFIXimpossible; prefix: at most 20 bytes. */
int proper_write(const struct proper *s, const char *prefix, struct state_out *o, struct err *e);
/* Adds the item if it is one of these: true then. */
bool proper_read(struct proper *s, const char *prefix, struct state_item *i);
/* Whether these can be sums of rows. */
bool proper_is_sound(const struct proper *s);

/* Weighted means; NaN without rows; the NLL is infinite when any row was impossible, and NaN where nobody knows whether its event
 * happened. */
double proper_brier(const struct proper *s);
double proper_nll(const struct proper *s);

#endif
