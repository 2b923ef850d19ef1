/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Tuning a threshold to a target on a calibration table: collects what became of every row either way and sets
 * its value, or its price.
 *
 * Memory: 16 bytes a row and more where weights or costs differ (rank/scored_rows.h); for a budget of costs
 * under a rule with a margin the steps of its rows (decide/frontier.h).
 */
#ifndef L2D_TARGET_H
#define L2D_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "decide/frontier.h"
#include "rank/scored_rows.h"
#include "threshold/threshold.h"
#include "tune/fair.h"
#include "tune/tuning.h"

enum target_kind { TARGET_NONE, TARGET_COVERAGE, TARGET_BUDGET, TARGET_BEST, TARGET_RISK, TARGET_FAIR };

struct target {
	enum target_kind kind;
	double value;               /* the coverage, budget, risk or tolerance */
	struct ambiguity ambiguity; /* how wrong the calibration table may be */
	double delta;               /* of a risk */
	bool by_cost;               /* a budget of cost, else of the share of deferred rows */
	bool reject;                /* there is no expert: deferred rows are rejected */
	bool exact;                 /* a coin decides at the edge (coverage, budget) */
	int fair;                   /* enum fair: the rate that is limited */
	struct scored_rows rows;
	struct scored_rows positive; /* those of the positive class, for FAIR_TPR */
	struct frontier frontier;
	struct outcome *agent; /* [1 + experts] scratch */
	struct tuning found;   /* for all but a budget of cost under a rule with a margin */
};

/* What became of a row; an outcome is NaN where nobody knows it. */
struct target_row {
	double weight;
	bool positive;  /* the label is the positive class */
	double outcome; /* of the model's answer */
	double expert;  /* of that of the expert who would get the row */
};

void target_free(struct target *t);

/* Whether labels and answers are needed. */
bool target_needs_label(enum target_kind kind);

/* What it needs of rows, flags of cases/cases.h; where errors are counted, qualities between 0 and 1 are none. */
unsigned target_needs(const struct target *t);

/* Whether the price of costs is tuned, not the threshold. */
bool target_tunes_price(const struct target *t, const struct threshold *p);

/* r is the threshold's row, c its choice. */
int target_add(struct target *t, const struct threshold *p, const struct rule_row *r, const struct threshold_choice *c,
	const struct target_row *k, struct err *e);

/* Adds the rows of another one of the same kind. */
int target_merge(struct target *t, const struct target *other, struct err *e);

/* Its rows, in the parts of rank/scored_rows.h, those of the positive class as number 0, and of decide/frontier_steps.h, spendings
 * being `cheapest` and `surest`. */
int target_write(const struct target *t, const struct threshold *p, struct state_out *o, struct err *e);
/* Adds the item; *taken is false when it is no part of a target. */
int target_read(struct target *t, struct state_item *i, bool *taken, struct err *e);

/* Adds to what was found how wrong it may be. */
void target_worsen(struct target *t);

/* Tunes p's threshold, or its price, to the target, which is none of fairness.  ST_FALSE or ST_NUMERIC, with words, when it cannot
 * be met. */
int target_tune(struct target *t, const struct threshold *p, struct threshold_setting *found, struct err *e);

/* The setting that t->found says. */
struct threshold_setting target_setting(const struct target *t);

/* A target as options say it. */
struct target_options {
	double coverage, budget, risk; /* one of them at most; NaN where not given */
	double delta;
	double tolerance;
	int budget_in; /* 1: cost */
	int fair;      /* enum fair; below 0: not given */
	bool best, exact;
};

/* The target among the options, whose ranges have been checked.  ST_USAGE: a budget that is no share, a risk that not even a system
 * without errors has in the worst case. */
int target_options_read(
	struct target *t, const struct target_options *o, const struct ambiguity *ambiguity, struct err *e);

#endif
