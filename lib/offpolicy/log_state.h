/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What is known of the rules after a part of a log: exact sums, so that parts in any order come to what the whole log does, to the last
 * bit.  In a file (summary/state_file.h), which the next part adds to, or as states (summary/state.h) that are merged: both are the same
 * table, so that files merge, too.
 */
#ifndef L2D_LOG_STATE_H
#define L2D_LOG_STATE_H

#include "offpolicy/log_input.h"
#include "summary/state_file.h"
#include "summary/state_list.h"

/* What the state is of: the rules and options that change it; of a model also a hash of its file. */
int log_sign(const struct log_options *o, const struct table_options *table, struct buf *signature, struct err *e);

/* Adds what is in the file, if there is one.  ST_DATA where it is of other agents. */
int log_read(struct log_input *in, const char *path, const char *signature, struct err *e);
/* After draw_sums_end, where there are intervals. */
int log_write(const struct log_input *in, const char *path, const char *signature, struct err *e);

/* Adds the states in the files to an input of no table, which learns from them what agents there are. */
int log_read_all(struct log_input *in, const struct table_options *table, const struct strings *files,
	const char *signature, struct err *e);
int log_write_all(const struct log_input *in, const struct report_options *o, const char *signature, struct err *e);

#endif
