/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows that a calibration map is fitted on: a pile (csv/pile.h).  Memory: 8 k + 16 bytes a row.
 */
#ifndef L2D_CALIBRATION_ROWS_H
#define L2D_CALIBRATION_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "calibrate/calibration_method.h"
#include "csv/pile.h"
#include "cases/cases.h"

/* Of k numbers each; grouped: and the group, which all of one thread number alike. */
int calibration_rows_init(struct pile *s, size_t k, bool grouped, struct err *e);

/* The model's probabilities of the cases' current row, or its logits where there are no others; two of them also
 * where there is one, P("1") or its logit. */
int calibration_rows_add_model(struct pile *s, const struct cases *c, size_t group, struct err *e);

/* Expert j's confidence, and whether its answer was right; nothing where that is not known. */
int calibration_rows_add_expert(struct pile *s, const struct cases *c, size_t j, size_t group, struct err *e);

/* Agent a's estimate and the quality of its answer, two numbers; nothing where one of them is missing. */
int calibration_rows_add_estimate(struct pile *s, const struct cases *c, size_t a, size_t group, struct err *e);

/* The rows of each of n groups, copied: part [n], not initialised, to be freed whatever comes of it. */
int calibration_rows_split(const struct pile *s, struct pile *part, size_t n, struct err *e);

/* A row as it is: in [k], y, a weight above 0. */
int calibration_rows_add(struct pile *s, const double *in, size_t y, double w, size_t group, struct err *e);

/* The i-th row: k numbers, whose place is kept. */
struct calibration_row {
	double *in;
	size_t y;
	double w;
};
struct calibration_row calibration_rows_get(const struct pile *s, size_t i);

/* Puts the rows into the order of what is in them, those that are alike as one, with the sum of their weights: what is no double is
 * the sum of several, in rows of their own.  So equal rows in another order, or cut in another way, come to the same bytes.
 * grouped: rows of two groups are not alike; else the groups are lost.  O(n log n); memory: the rows once more. */
int calibration_rows_tidy(struct pile *s, bool grouped, struct err *e);

/* What a fit reads, which stays the pile's.  Sums of weights near the largest double are kept finite: a common factor of all, a
 * power of two, changes no map. */
struct calibration_data calibration_rows_data(struct pile *s, bool logits, const struct names *classes);

#endif
