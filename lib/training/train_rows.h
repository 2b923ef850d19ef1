/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The losses of rows as a fit (network/fit.h) asks for them; ctx is a struct job.
 */
#ifndef L2D_TRAIN_ROWS_H
#define L2D_TRAIN_ROWS_H

#include "training/train_job.h"

/* Row i of those in memory. */
struct loss_case train_row_case(const struct job *j, size_t i);

/* A head of all logits or of the classes; the same of a loss that is the cross-entropy: softmaxes of a block at once; the experts' head. */
fit_rows_fn train_rows, train_cross_entropy_rows, train_expert_rows;

/* Under attack: struct fit_extra's. */
void train_rho_from(void *ctx, const double *theta, double *rho);
void train_rho_back(void *ctx, const double *theta, const double *grho, double *grad);
double train_worst_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g,
	const double *rho, double *grho, double *spare);

/* Rows that are read anew: a rows_read_fn. */
int train_read_rows(
	void *ctx, size_t thread, size_t first, size_t stride, size_t n, struct rows_read *rows, struct err *e);
/* The same as the table has them, before mapping. */
int train_read_plain(
	void *ctx, size_t thread, size_t first, size_t stride, size_t n, struct rows_read *rows, struct err *e);

#endif
