/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the policies of a frontier lose against the oracle and against the constant: of the agents that all rows may ask the one
 * that is best on these rows (decide/paired.h).  Policies are the single agents by number, then these.
 */
#ifndef L2D_FRONTIER_REGRET_H
#define L2D_FRONTIER_REGRET_H

#include "route/frontier_state.h"

/* Beside the agents; also cells of the draws that they share. */
enum frontier_policy { FRONTIER_ORACLE, FRONTIER_AT, FRONTIER_POLICIES };

/* After the last row: finds the constant; the frontier is where it begins. */
int frontier_regret_begin(struct frontier_report *r, struct err *e);

/* Takes the frontier's policy along the steps that were taken. */
void frontier_regret_follow(struct frontier_report *r);

/* Of a policy, on the rows and in a draw. */
struct regret frontier_regret(const struct frontier_report *r, size_t policy);
struct regret frontier_regret_draw(const struct frontier_report *r, size_t policy, size_t draw);

#endif
