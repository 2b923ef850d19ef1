/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The asymmetric softmax of Cao et al. 2023: psi_j = sigma(d_j - m), m the log-sum-exp of the logits of all classes but the largest,
 * which with a width (loss_setup.smooth) passes smoothly from one class to the other.
 */
#ifndef L2D_LOSS_ASM_H
#define L2D_LOSS_ASM_H

#include "train/loss_case.h"

/* m: of all n classes but h. */
double loss_others_logsumexp(const double *z, size_t n, size_t h);

/* The value at z = (f, d) and its gradient g. */
double loss_asm(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g);

#endif
