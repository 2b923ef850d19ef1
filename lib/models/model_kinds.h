/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * All kinds of models that a chain may have (apply/chain.h), for the programs that load model files.
 */
#ifndef L2D_MODEL_KINDS_H
#define L2D_MODEL_KINDS_H

#include "apply/chain.h"

/* Ended by NULL. */
extern const struct chain_kind *const model_kinds[];

#endif
