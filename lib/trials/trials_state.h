/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Tables of trials (trials/trials.h) as states (summary/state.h), which merge to what was read of them at once.  A state has the trials
 * as they were read: a part may have some of them, or some systems of a trial; what is missing is known when all parts are together.
 *
 * A row a value: its group is the trial, its member the system, its place 1 where the value is missing.
 */
#ifndef L2D_TRIALS_STATE_H
#define L2D_TRIALS_STATE_H

#include "trials/trials.h"

int trials_write(const struct trials *x, const struct trials_options *opt, int fd, struct err *e);

/* Reads states, and joins unless another is to be written of them.  ST_DATA for states of other options, and for a value that
 * stands twice. */
int trials_merge(struct trials *x, const struct trials_options *opt, const struct strings *files, struct err *e);

#endif
