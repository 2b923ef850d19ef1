/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Spendings and the steps of a frontier in states (--partial, summary/state.h): sums by name, and one line a step, at its
 * rate.  What is read is added.
 */
#ifndef L2D_FRONTIER_STEPS_H
#define L2D_FRONTIER_STEPS_H

#include <stdbool.h>

#include "decide/frontier.h"
#include "summary/state.h"

/* Parts PREFIX_weight, _cost, _conf, _right, _scored; the prefix is short. */
int spending_write(const struct spending *s, const char *prefix, struct state_out *o, struct err *e);
/* False when the item is none of them. */
bool spending_read(struct spending *s, const char *prefix, struct state_item *i);

/* Before they are sorted: parts `step`. */
int frontier_write_steps(const struct frontier *f, struct state_out *o, struct err *e);
/* Adds the step; *taken is false when the item is none. */
int frontier_read_step(struct frontier *f, struct state_item *i, bool *taken, struct err *e);

#endif
