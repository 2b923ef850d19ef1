/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rest of the E-step of em/em.h: the projection of the posterior on the limits of the shares, and the mean field.
 */
#ifndef L2D_EM_FIELD_H
#define L2D_EM_FIELD_H

#include "em/em_state.h"

/* Projects the posterior; *kl gets the mean divergence paid for that.  ST_NUMERIC: the limits clash. */
int em_project(struct em *em, double *kl, struct err *e);

/* Rounds until no responsibility changes; sets the sums' bound. */
int em_mean_field(struct em *em, struct err *e);

#endif
