/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The E-step of em/em.h, row by row: the exact posterior in closed form, and what the mean field starts from.
 */
#ifndef L2D_EM_POSTERIOR_H
#define L2D_EM_POSTERIOR_H

#include "em/em_state.h"

/* The posteriors of the process's rows, and the sums of all. */
int em_posterior(struct em *em, struct err *e);

/* The weights of all rows. */
int em_weigh(struct em *em, struct err *e);

#endif
