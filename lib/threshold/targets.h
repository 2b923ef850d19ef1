/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A target for each group of rows (--group), and what is tuned to it: a setting for every group of the threshold.
 *
 *   coverage, budget, best  hold in every group; a row of a group that the calibration table does not have is decided by the
 *                           setting of all its rows
 *   risk                    one guarantee for all groups at once (tune/risk.h)
 *   fair                    a limit between groups (tune/fair.h)
 * Under the latter two nothing is promised for another group, whose rows are refused.
 *
 * Without --group there is one target, of all rows.  Memory: the targets'; those of all rows are collected at the end.
 */
#ifndef L2D_TARGETS_H
#define L2D_TARGETS_H

#include "summary/groups.h"
#include "threshold/target.h"
#include "threshold/threshold_input.h"

struct targets {
	struct target asked;  /* without rows */
	size_t positive;      /* the positive class, where the true positive rate is limited */
	bool graded;          /* outcomes are qualities */
	struct groups groups; /* [n] also those of rows without weight; 0: all rows */
	struct target **of;   /* [n] NULL: no rows with weight */
	size_t cap;
	size_t *setting;         /* [n] once tuned: the group's place in the threshold, or NAMES_NONE */
	struct fair_result fair; /* once tuned to fairness */
};

/* Without a table: groups are added by name (groups_add_name).  rejects: there is no expert. */
int targets_begin(struct targets *x, const struct target *asked, const struct names *by, bool rejects, struct err *e);
/* The target of a group, which may be its first. */
int targets_of(struct targets *x, size_t group, struct target **t, struct err *e);

/* For the rows of the input.  positive: see classes_positive.  Keeps by.  ST_DATA where there are no experts and a target would mean
 * nothing.  To be freed whatever comes of it. */
int targets_init(struct targets *x, const struct target *asked, const struct names *by, const char *positive,
	const struct threshold_input *in, struct err *e);
void targets_free(struct targets *x);

/* Adds the input's current row, which the threshold sees as r and makes the choice c about; *group is the row's.  ST_DATA where the
 * model may not answer; as table_cell_missing where the group is missing. */
int targets_add(struct targets *x, const struct threshold_input *in, const struct threshold *p,
	const struct rule_row *r, const struct threshold_choice *c, size_t *group, struct err *e);

/* Gives p what is found.  ST_FALSE, ST_NUMERIC or ST_DATA, with the group and words, when a target cannot be met. */
int targets_tune(struct targets *x, struct threshold *p, struct err *e);

/* p uses the setting of a row of the group.  ST_DATA where there is none. */
int targets_use(const struct targets *x, size_t group, struct threshold *p, struct err *e);

/* What was found in the i-th group of p, NAMES_NONE: in all rows; NULL: nothing was. */
const struct target *targets_found(const struct targets *x, size_t i);

#endif
