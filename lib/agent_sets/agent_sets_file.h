/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rules set and topk as a model file of kind `router`, so that sets are calibrated once and used later.  Records:
 *
 *   rule              `set` or `topk`
 *   latency           the largest of an agent who may be asked, or inf
 *   lambda, each      of topk: its prices
 *   alpha             of set: what it was calibrated for
 *   agent             of set: a list of names; agents: how many
 *   by, group         of set: lists of the columns of groups and of the groups' names; bys, groups: how many
 *   reach, reach,GROUP  of set: q of all rows, and of each group
 *   seed              of set, where ties are broken by a coin; then
 *   coin, coin,GROUP  the coin of q
 */
#ifndef L2D_AGENT_SETS_FILE_H
#define L2D_AGENT_SETS_FILE_H

#include "agent_sets/agent_sets_options.h"

/* Writes o->save. */
int agent_sets_write_file(const struct agent_sets *o, const struct conformal *f, struct err *e);

/* Whether it is a model of sets. */
int agent_sets_is(const struct modelfile *m, bool *is, struct err *e);

/* Reads o->model, such a model, into o, *f and *by, the last two the caller's to free in every case. */
int agent_sets_read(struct agent_sets *o, struct conformal *f, struct names *by, struct err *e);

#endif
