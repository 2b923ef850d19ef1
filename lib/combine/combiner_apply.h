/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A combiner in a chain of l2d-apply: reads p_* and e_*, computes p_* and answer.
 */
#ifndef L2D_COMBINER_APPLY_H
#define L2D_COMBINER_APPLY_H

#include "apply/chain.h"

extern const struct chain_kind apply_combiner;

#endif
