/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A mixture in a chain of models, for l2d-apply: reads x_*, e_*; computes q_* (the gate), p_*, conf_*, score, agent (of the
 * largest q, the first of equals) and answer (the model's likeliest class, or what the expert said).
 */
#ifndef L2D_MIXTURE_APPLY_H
#define L2D_MIXTURE_APPLY_H

#include "apply/chain.h"

extern const struct chain_kind apply_mixture;

#endif
