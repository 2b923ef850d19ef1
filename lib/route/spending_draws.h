/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What policies cost and yield (struct spending) in every draw of the bootstrap: one cell a policy.  A row may be taken out again,
 * and so one cell follows a frontier along its steps, with its thresholds fixed by the rows as they are.  Memory and time: as
 * inference/draw_sums.h, 5 sums a policy.
 */
#ifndef L2D_SPENDING_DRAWS_H
#define L2D_SPENDING_DRAWS_H

#include "decide/frontier.h"
#include "decide/paired.h"
#include "inference/draw_sums.h"

int spending_draws_init(struct draw_sums *s, size_t policies, size_t draws, struct err *e);
/* sign: 1 adds the row, -1 takes it out. */
void spending_draws_add(
	struct draw_sums *s, size_t policy, const struct outcome *o, double weight, uint64_t key, int sign);
/* After draw_sums_end. */
struct spending_result spending_draws_get(const struct draw_sums *s, size_t policy, size_t draw);
struct paired_total spending_draws_total(const struct draw_sums *s, size_t policy, size_t draw);

#endif
