/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A crowd's model applied to a row: what the workers' answers e_* together say, as p_*, conf_model and answer.  Answers of
 * others than the model's workers, and empty ones, say nothing.
 */
#ifndef L2D_CROWD_APPLY_H
#define L2D_CROWD_APPLY_H

#include "apply/chain.h"

extern const struct chain_kind apply_crowd;

#endif
