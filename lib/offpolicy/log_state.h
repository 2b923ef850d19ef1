/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What is known of the rules after a part of a log, in a file (summary/state_file.h), which the next part adds to: exact sums, so that
 * parts in any order come to what the whole log does, to the last bit.
 */
#ifndef L2D_LOG_STATE_H
#define L2D_LOG_STATE_H

#include "offpolicy/log_input.h"
#include "summary/state_file.h"

/* What the state is of: the rules, agents and options that change it; of a model also a hash of its file. */
int log_sign(const struct log_input *in, struct buf *signature, struct err *e);

/* Adds what is in the file, if there is one. */
int log_read(struct log_input *in, const char *path, const char *signature, struct err *e);
/* After draw_sums_end, where there are intervals. */
int log_write(const struct log_input *in, const char *path, const char *signature, struct err *e);

#endif
