/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The link of a loss without a model, in a chain for l2d-apply: logits z_* and defer logits defer_* of a network that was
 * trained elsewhere under ce, css, ova or sova become p_*, conf_model and, of every expert with a defer_*, conf_*.
 * The links and their sources are in train/loss.h.
 */
#ifndef L2D_LINK_APPLY_H
#define L2D_LINK_APPLY_H

#include "apply/chain.h"

/* Adds the link to the chain.  loss: its name; cost: c0 of asking any expert under which the network was trained. */
int link_apply_add(struct chain_models *m, const char *loss, double cost, struct err *e);

#endif
