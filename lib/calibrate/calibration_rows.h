/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows that a calibration map is fitted on.  Memory: 8 k + 16 bytes a row.
 */
#ifndef L2D_CALIBRATION_ROWS_H
#define L2D_CALIBRATION_ROWS_H

#include <stddef.h>

#include "base/err.h"
#include "table/cases.h"

struct calibration_rows {
	size_t n, k;
	double *in; /* [n][k] */
	size_t *y;  /* [n] */
	double *w;  /* [n] */
	size_t cap[3];
};

/* k is set before. */
int calibration_rows_add(struct calibration_rows *s, const double *in, size_t y, double w, struct err *e);

/* The model's probabilities of the cases' current row, or its logits where there are no others; two of them also
 * where there is one, P("1") or its logit. */
int calibration_rows_add_model(struct calibration_rows *s, const struct cases *c, struct err *e);

/* Expert j's confidence, and whether its answer was right; nothing where one of the two is missing. */
int calibration_rows_add_expert(struct calibration_rows *s, const struct cases *c, size_t j, struct err *e);

/* Keeps sums of weights near the largest double finite: a common factor of all, a power of two, changes no map. */
void calibration_rows_scale(struct calibration_rows *s);

void calibration_rows_free(struct calibration_rows *s);

#endif
