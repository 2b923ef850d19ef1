/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The state of a stream that is decided row by row, in a file (summary/state_file.h): all that later rows depend on, to the last bit.
 */
#ifndef L2D_ONLINE_STATE_H
#define L2D_ONLINE_STATE_H

#include "online/online.h"
#include "summary/state_file.h"

/* What the state is of: the options that change it, the agents and features.  every: rows of a row of the report. */
int online_sign(const struct online *o, size_t every, struct buf *signature, struct err *e);

int online_read(struct online *o, const char *path, const char *signature, struct err *e);
int online_write(const struct online *o, const char *path, const char *signature, struct err *e);

#endif
