/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The M-step of em/em.h: what each part is fitted to, given the responsibilities, as a loss over blocks of rows (network/fit.h).
 */
#ifndef L2D_EM_PARTS_H
#define L2D_EM_PARTS_H

#include "em/em_state.h"

/* Makes the fits of all parts; em_free frees them, also after a failure.  ST_SYSTEM. */
int em_parts_new(struct em *em, struct err *e);

#endif
