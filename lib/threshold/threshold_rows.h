/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows that wait for a threshold to be tuned: their bytes, and what it will need to decide about them.
 *
 * Memory: the rows, 40 bytes and 8 for every expert a row; under a tuned price 16 more for every agent.
 */
#ifndef L2D_THRESHOLD_ROWS_H
#define L2D_THRESHOLD_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "csv/keep.h"
#include "decide/explore.h"
#include "threshold/threshold.h"

struct threshold_rows {
	bool priced; /* the threshold's price will be tuned: set before rows are added */
	struct keep keep;
	struct threshold_choice *choice; /* [rows] at the threshold's price when they were added */
	size_t *model;                   /* [rows] the model's class */
	size_t *group;                   /* [rows] threshold/targets.h */
	size_t *answer;                  /* [rows x experts] */
	struct explored *explored;       /* [rows] */
	double *conf, *cost;             /* [rows x agents], when priced */
	size_t cap[7];
};

struct threshold_rows_row {
	struct csv_row row;
	struct threshold_choice choice;
	struct rule_row rule;
	size_t model, group;
	const size_t *answer;
	struct explored explored;
};

void threshold_rows_free(struct threshold_rows *s);

/* r is the threshold's row, c its choice. */
int threshold_rows_add(struct threshold_rows *s, const struct csv_row *row, const struct threshold *p,
	const struct rule_row *r, const struct threshold_choice *c, size_t model, const size_t *answer, size_t group,
	const struct explored *explored, struct err *e);

/* Row i, with the choice that was made when it was added; valid until the next call. */
int threshold_rows_get(
	struct threshold_rows *s, size_t i, const struct threshold *p, struct threshold_rows_row *out, struct err *e);
/* The choice at the price that the threshold uses now.  Of priced rows the threshold's rule becomes `confidence`: the
 * confidences are those that were kept. */
void threshold_rows_choose(const struct threshold_rows *s, struct threshold *p, struct threshold_rows_row *out);

#endif
