/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A head in a chain of models, for l2d-apply: reads x_* (and z_* or p_* under a frozen classifier), computes z_*, defer_*,
 * p_*, conf_*.
 */
#ifndef L2D_HEAD_APPLY_H
#define L2D_HEAD_APPLY_H

#include "apply/chain.h"

extern const struct chain_kind apply_head;

#endif
