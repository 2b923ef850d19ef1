/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Whole assignments near a mixture, of rows with one agent each (assign/relax): limits that are broken are mended, and then the cost falls,
 * by changes of one row, and of two of which the second leaves the agent that the first one goes to.  A local optimum, without any
 * guarantee; the bound of the relaxation says what it may miss.  O(n m) a pass over changes of one row; of those of two,
 * O(n^2 m) a pass, a limited number is looked at, which is all of them in small tables; fewer where `pairs` is false.
 */
#ifndef L2D_WHOLE_H
#define L2D_WHOLE_H

#include "assign/relax.h"

/* From x->r.chosen, [n] agents that may be used, which becomes the better one, with x->r.count.  *keeps: it
 * keeps all limits. */
int whole_improve(struct relax *x, bool pairs, bool *keeps, struct err *e);

#endif
