/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A state in a file of its own, which the next run continues (--state): read whole or refused (summary/state.h), written beside
 * itself and renamed, so that whoever reads it finds the old one or the new one, whenever the program is stopped.
 */
#ifndef L2D_STATE_FILE_H
#define L2D_STATE_FILE_H

#include "summary/state.h"

/* Reads the state, if there is such a file.  ST_DATA for several in one. */
int state_file_read(const char *path, const char *state, state_take *take, void *arg, struct err *e);

/* Writes the state in place of the one that is there, and waits until it is on the disk.  ST_SYSTEM; the old one stands then. */
int state_file_write(const char *path, const char *state, state_write *write, const void *arg, struct err *e);

#endif
