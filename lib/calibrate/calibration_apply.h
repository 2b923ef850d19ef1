/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Calibration maps in a chain of models: for l2d-apply.  The target `model` reads p_* or z_* and computes
 * p_*, and conf_model, the largest of them, where conf_model is there already; an expert's target reads and
 * computes its conf_*, a target of estimates its est_*.
 */
#ifndef L2D_CALIBRATION_APPLY_H
#define L2D_CALIBRATION_APPLY_H

#include "apply/chain.h"

extern const struct chain_kind apply_calibration;

#endif
