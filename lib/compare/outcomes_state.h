/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Joined rows as a state (--partial, --merge; summary/state.h): what each system did on each row, by id, and what the row weighs and is
 * drawn by.  Parts have different rows, and all of the systems; after they are merged everything is as if they had been read at once.
 *
 * Memory: as compare/outcomes.h.
 */
#ifndef L2D_OUTCOMES_STATE_H
#define L2D_OUTCOMES_STATE_H

#include "compare/outcomes_read.h"
#include "csv/report.h"
#include "summary/state.h"

/* Writes the rows, which are joined and whose weights are as they were read, to fd. */
int outcomes_write(const struct outcomes *o, const struct outcomes_options *opt, int fd, struct err *e);

/* Reads states and joins their rows, as outcomes_read does. */
int outcomes_merge(struct outcomes *o, const struct outcomes_options *opt, const struct strings *files, struct err *e);

#endif
