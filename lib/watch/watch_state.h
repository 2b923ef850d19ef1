/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The state of a stream under watch, in a file (summary/state_file.h): all that later rows depend on, to the last bit.
 */
#ifndef L2D_WATCH_STATE_H
#define L2D_WATCH_STATE_H

#include "summary/state_file.h"
#include "watch/watch.h"

/* What the state is of: the tests, and the options that change what is summed.  To be called before the first row. */
int watch_sign(const struct watch *w, size_t window, struct buf *signature, struct err *e);

int watch_read(struct watch *w, const char *path, const char *signature, struct err *e);
int watch_write(const struct watch *w, const char *path, const char *signature, struct err *e);

#endif
