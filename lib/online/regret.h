/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What decisions brought, beside what others would have brought on the same rows: every agent alone, the best agent by est_* or conf_*,
 * and a greedy learner that sees all outcomes.  The best of the agents is the best constant in hindsight, the best of all the
 * best policy.
 *
 * Utility is reward - cost; under a budget it is the reward, and who costs more than the budget a row does not compete.  Where a
 * rival's agent may not be asked, or its outcome is not known, the row counts for it as for the decision: no regret.  Rows on
 * which the decision's own outcome is unknown do not count.  Exact sums: O(agents) memory.
 *
 * Rows are added to a window, and a window that is written to all rows so far.
 */
#ifndef L2D_REGRET_H
#define L2D_REGRET_H

#include <stddef.h>

#include "base/names.h"
#include "csv/report.h"
#include "math/sum.h"
#include "online/policy.h"

struct earned {
	struct sum reward, cost;
};

struct regret {
	size_t n;             /* agents */
	size_t rows;          /* that count */
	struct earned own;    /* of the decisions */
	struct earned *rival; /* [n + 2] each agent, by conf_*, the learner */
	size_t *known;        /* [n + 2] rows on which each one's outcome was: without any it does not compete */
	size_t *asked;        /* [n] how often each agent was, on all rows */
	size_t decided;       /* all rows */
};

int regret_init(struct regret *g, size_t n, struct err *e);
void regret_free(struct regret *g);

/* choice [n + 2] whom each rival asks, n: nobody; reward [n] NaN where unknown. */
void regret_add(struct regret *g, const struct policy_row *r, size_t asked, const double *reward, const size_t *choice);

/* Adds another one's rows. */
void regret_merge(struct regret *g, const struct regret *other);
/* No rows. */
void regret_clear(struct regret *g);

/* The columns: row, n, reward, cost, utility, constant, constant_utility, constant_regret, policy, policy_utility,
 * policy_regret of all rows; window_n, window_utility, window_constant, window_constant_utility, window_policy,
 * window_policy_utility of the window's; and share_* of the agents on all.  Utilities are means, regrets are totals. */
int regret_columns(const struct names *agent, struct names *columns, struct err *e);
int regret_write(const struct regret *g, const struct regret *window, const struct names *agent, double budget,
	struct report *out, struct err *e);

#endif
