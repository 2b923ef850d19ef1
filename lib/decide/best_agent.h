/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Who should answer: the one rule by which an agent is chosen from confidences and costs, and by which ties are broken:
 * the first of equals.
 */
#ifndef L2D_BEST_AGENT_H
#define L2D_BEST_AGENT_H

#include <stddef.h>
#include <stdint.h>

#define AGENT_NONE UINT32_MAX /* no agent */

/* The agent with the largest conf - cost; the first one of equals.  conf: [n] probabilities of being
 * right, NaN where the agent may not be asked; cost: [n] in the same unit, NULL for none.  n when no
 * agent may be asked. */
size_t agent_best(const double *conf, const double *cost, size_t n);

/* Chooses the `least` agents of the smallest cost + price, then up to `most` as long as that is negative; of
 * equals the first agents.  cost: [m], +inf where the agent may not be used; price: [m], NULL for none;
 * chosen: [most], cheapest first.  Returns how many were chosen: fewer than `least` where no more may be
 * used.  O(m most). */
size_t agent_cheapest(const double *cost, const double *price, size_t m, size_t least, size_t most, uint32_t *chosen);

/* Puts n chosen agents in rising order and AGENT_NONE after them. */
void agent_in_order(uint32_t *chosen, size_t n, size_t most);

#endif
