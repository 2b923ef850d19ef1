/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A threshold in a chain of models, for l2d-apply: reads what its rule reads (threshold/deferral_rule.h) and e_*, computes
 * score, agent and answer.
 */
#ifndef L2D_THRESHOLD_APPLY_H
#define L2D_THRESHOLD_APPLY_H

#include "apply/chain.h"

extern const struct chain_kind apply_threshold;

#endif
