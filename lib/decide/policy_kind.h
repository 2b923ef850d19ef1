/*
 * A policy in a chain of models, for l2d-apply: reads what its rule reads (decide/rule.h) and e_*, computes
 * score, agent and answer.
 */
#ifndef L2D_POLICY_KIND_H
#define L2D_POLICY_KIND_H

#include "table/chain.h"

extern const struct chain_kind policy_kind;

#endif
