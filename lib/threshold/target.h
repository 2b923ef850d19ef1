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
#include "tune/tuning.h"

enum target_kind { TARGET_NONE, TARGET_COVERAGE, TARGET_BUDGET, TARGET_BEST, TARGET_RISK };

struct target {
	enum target_kind kind;
	double value; /* the coverage, budget or risk */
	double delta; /* of a risk */
	bool by_cost; /* a budget of cost, else of the share of deferred rows */
	bool reject;  /* there is no expert: deferred rows are rejected */
	bool exact;   /* a coin decides at the edge (coverage, budget) */
	struct scored_rows rows;
	struct frontier frontier;
	struct outcome *agent; /* [1 + experts] scratch */
	struct tuning found;   /* for all but a budget of cost under a rule with a margin */
};

/* What became of a row; a class is NAMES_NONE where it is not known. */
struct target_row {
	double weight;
	size_t label, model;
	const size_t *answer; /* [experts] */
};

void target_free(struct target *t);

/* Whether labels and answers are needed. */
bool target_needs_label(enum target_kind kind);

/* Whether the price of costs is tuned, not the threshold. */
bool target_tunes_price(const struct target *t, const struct threshold *p);

/* r is the threshold's row, c its choice. */
int target_add(struct target *t, const struct threshold *p, const struct rule_row *r, const struct threshold_choice *c,
	const struct target_row *k, struct err *e);

/* Sets p's threshold, price and part.  ST_FALSE or ST_NUMERIC, with words, when the target cannot be met. */
int target_tune(struct target *t, struct threshold *p, struct err *e);

#endif
