/*
 * Who should answer: the one rule by which an agent is chosen from confidences and costs.
 */
#ifndef L2D_AGENT_H
#define L2D_AGENT_H

#include <stddef.h>

/* The agent with the largest conf - cost; the first one of equals.  conf: [n] probabilities of being
 * right, NaN where the agent may not be asked; cost: [n] in the same unit, NULL for none.  n when no
 * agent may be asked. */
size_t agent_best(const double *conf, const double *cost, size_t n);

#endif
