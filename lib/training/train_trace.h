/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The course of a fit as a table: head, round, iteration, objective, gradient, held_out: the mean loss of rows held out, empty
 * where there are none.
 */
#ifndef L2D_TRAIN_TRACE_H
#define L2D_TRAIN_TRACE_H

#include "csv/report.h"
#include "optim/optim.h"

/* Creates the file and writes the header; ST_SYSTEM. */
int train_trace_open(struct report *r, const char *path, struct err *e);

int train_trace_row(struct report *r, const char *head, size_t round, const struct optim_point *p, struct err *e);

#endif
