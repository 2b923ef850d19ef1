/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What became of a stream (pacing/capped): results, and the state that the next one goes on from.
 */
#ifndef L2D_CAPPED_END_H
#define L2D_CAPPED_END_H

#include "pacing/capped.h"

/* Once the stream has ended: its results.  whole: no rows come later; ST_NUMERIC where a lower limit is not kept then. */
int capped_end(struct capped *c, bool whole, struct err *e);

/* Which limits there are, for the state: before the table is closed. */
int capped_sign(struct capped *c, const char *batch_column, struct err *e);

/* How far the caps are used up, and losses, as a state file (summary/state_file.h), read if it is there: the limits go on.
 * Which limits there are must be as before; how high they are need not. */
int capped_read(struct capped *c, const char *path, struct err *e);
int capped_write(const struct capped *c, const char *path, struct err *e);

#endif
