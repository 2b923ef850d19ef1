/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the parts make of rows, in two steps, the first of which is the E-step's too: their softmaxes with the log-probabilities of what
 * was seen and of the label; then, given the responsibilities, the losses, minus what an M-step maximises,
 *
 *   -(sum_k q_k (log Pr(z = k | x) + log A_k) + sum_{m observed} log Pr(t_m | x)),
 *
 * and their gradients by the logits.  Rows are numbered as in `l`, nout is a part's number of logits.
 */
#ifndef L2D_EM_LOSSES_H
#define L2D_EM_LOSSES_H

#include "em/em_state.h"

/* Experts that are looked at together. */
enum { EM_TOGETHER = 64 };

/* Of n rows from `first` on with labels, at most FIT_BLOCK: logits z [n x nout], whose softmax is g, and log-sum-exps lse [n]; g becomes
 * the gradient. */
double em_gate_losses(const struct em_loss *l, size_t first, size_t n, const double *z, const double *lse, double *g);

/* The same; log_a [n] is log A of the classifier, which em_classifier_terms takes from the softmax p. */
void em_classifier_terms(const struct em_loss *l, size_t first, size_t n, const double *z, const double *lse,
	const double *p, double *log_a);
double em_classifier_losses(const struct em_loss *l, size_t first, size_t n, const double *z, const double *lse,
	const double *log_a, double *g);

/* Experts from .. from + n - 1 of row i, at most EM_TOGETHER, with the row's next annotation, that of expert `from` or of a later one. */
struct em_experts {
	size_t i, from, n;
	const struct annotation *note;
};

/* Moves on to the next experts, the first ones where n is 0; false when there are none. */
bool em_experts_next(const struct em_loss *l, struct em_experts *x);

/* Their softmax p of logits z [n x classes], and log_p [n]: the log-probability of an answer that was seen; else, in rows with a label,
 * log A. */
void em_experts_terms(const struct em_loss *l, const struct em_experts *x, const double *z, double *p, double *log_p);

/* The sum of their losses, times the row's weight; g is their softmax and becomes the gradient. */
double em_experts_losses(
	const struct em_loss *l, const struct em_experts *x, const double *z, const double *log_p, double *g);

#endif
