/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A threshold: a deferral rule (threshold/deferral_rule.h) with everything that it needs to decide about rows, fixed or
 * tuned.
 *
 * A row is deferred iff its score is above the threshold, the experts' and the model's costs being
 * multiplied by `price` in the score: a tuned price is the Lagrange multiplier of a budget
 * (decide/frontier.h).
 *
 * To spend a target exactly the rows at the edge may be decided by a seeded coin, which comes down on
 * "defer" with probability `part`: rows whose score is the threshold, or, where `next_price` is there, rows
 * that are decided otherwise at that price.  The coin is tossed for such rows only, in the order of the rows.
 */
#ifndef L2D_THRESHOLD_H
#define L2D_THRESHOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/names.h"
#include "math/rng.h"
#include "threshold/deferral_rule.h"
#include "tune/ambiguity.h"

/* What is tuned. */
struct threshold_setting {
	double threshold;
	double price;      /* 1 unless tuned */
	double next_price; /* NaN: the coin is for the threshold */
	double part;
};

struct threshold {
	enum rule rule;
	struct names classes, experts;
	double cost;                  /* of asking any expert; NaN: the row's costs */
	double *constant;             /* [experts] their conf; NaN: the row's */
	struct ambiguity ambiguity;   /* of the experts' conf, of which the least one is taken */
	struct threshold_setting now; /* of the row to decide about */
	struct threshold_setting all; /* of rows that have none of their own */
	struct names by;    /* the columns of groups with their own settings; none: all rows are decided alike */
	struct names group; /* summary/groups.h, in their order */
	struct threshold_setting *of; /* [group.n] */
	bool strict;                  /* a row of another group cannot be decided about */
	size_t seed;
	struct rng coin;           /* made at the first toss */
	double *conf, *pay, *told; /* [1 + experts] of the current row, as threshold_row gives them */
	double *scaled;            /* [1 + experts] scratch */
};

/* What it does with a row. */
struct threshold_choice {
	double score;
	size_t expert; /* whom the row goes to if it is deferred; NAMES_NONE: nobody may be asked */
	bool deferred; /* whatever the threshold: the model may not answer */
};

/* The threshold is 0, the price 1, no coin, no groups.  Copies the names; at least one expert. */
int threshold_init(
	struct threshold *p, enum rule rule, const struct names *classes, const struct names *experts, struct err *e);
void threshold_free(struct threshold *p);

/* A threshold that shares all with p, but has its own scratch, from the arena, whose status is to be checked, and its
 * own coin, which is the caller's to free. */
void threshold_share(struct threshold *mine, const struct threshold *p, struct arena *a);

/* The setting of all rows. */
void threshold_set(struct threshold *p, const struct threshold_setting *all);

/* Settings of groups: copies the columns' names, the names [n] and the settings [n].  strict: other rows have none. */
int threshold_set_groups(struct threshold *p, const struct names *by, const struct names *group,
	const struct threshold_setting *of, bool strict, struct err *e);

/* The next row is of the group, NAMES_NONE: of none of them; where groups are strict that is an error of the caller's. */
void threshold_use(struct threshold *p, size_t group);

/* Whether a coin decides about some rows. */
bool threshold_tosses(const struct threshold *p);

/* The row as the rule sees it: constants in place of conf and cost, conf as low as it may be, and only agents that are available [1 + experts].
 * *out points into p and r. */
void threshold_row(struct threshold *p, const struct rule_row *r, const bool *available, struct rule_row *out);

/* The choice about a row of threshold_row, at the price. */
void threshold_choose(struct threshold *p, const struct rule_row *r, struct threshold_choice *c);

/* Who answers by the threshold: 0 the model, 1 + j expert j. */
size_t threshold_agent(const struct threshold *p, const struct threshold_choice *c);

/* Who answers: 0 the model, 1 + j expert j.  *c is what threshold_choose said; it becomes the choice at
 * next_price where the coin says so.  ST_SYSTEM: no memory for the coin. */
int threshold_settle(
	struct threshold *p, const struct rule_row *r, struct threshold_choice *c, size_t *agent, struct err *e);

#endif
