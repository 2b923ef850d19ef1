/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The M-step of em/em.h: what each part is fitted to, given the responsibilities, as a loss over blocks of rows (network/fit.h).
 */
#ifndef L2D_EM_PARTS_H
#define L2D_EM_PARTS_H

#include "em/em_state.h"

/* Makes the fits of all parts, to be freed also after a failure.  ST_SYSTEM. */
int em_parts_new(struct em *em, struct err *e);
void em_parts_free(struct em *em);

/* An optim_value_fn of a struct em_part_work. */
double em_part_value(void *part, const double *theta, double *grad);

/* The same at the mixture's parameters, along with an E-step: between the two the fits take their blocks as network/fit.h says. */
void em_parts_begin(struct em *em);
double em_part_end(struct em_part_work *p, double *grad);

/* ST_OK, or what has kept rows from being read; the same for all processes. */
int em_parts_status(const struct em *em, struct err *e);

#endif
