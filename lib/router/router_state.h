/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What router_score.h accumulates as a state (summary/state.h).
 *
 * Parts sum and drawn by their number (enum router_sum); of an agent, its member, agent_sum, agent_drawn, and agent_graded where it
 * has outcomes; pair, with the two agents that the score ranks rows for; constant, the best agent of --fit; and ranked, a row
 * with its score as the place and weight, both qualities, both costs and the halves of its key.
 */
#ifndef L2D_ROUTER_STATE_H
#define L2D_ROUTER_STATE_H

#include "router/router_score.h"
#include "summary/state.h"

int router_state_write(const void *score, const void *rows, struct state_out *o, struct err *e);
int router_state_read(void *score, void *rows, struct state_item *i, bool *taken, struct err *e);
int router_state_check(const void *score, const void *rows, struct err *e);

#endif
