/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The E-step of em/em.h, row by row: the exact posterior in closed form, and what the mean field starts from.
 */
#ifndef L2D_EM_POSTERIOR_H
#define L2D_EM_POSTERIOR_H

#include "em/em_state.h"

/* The rows of segment s of FIT_SEGMENTS, whole blocks. */
void em_segment_rows(size_t n, size_t s, size_t *from, size_t *to);

/* The posteriors and their sums; each process does its segments, and gets those of the others. */
int em_posterior(struct em *em, struct err *e);

#endif
