/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Running other programs.  No shell, no file with a name: what a program reads and writes are pipes, and files in memory that it gets as
 * its standard input, output and error.
 */
#ifndef L2D_PROCESS_H
#define L2D_PROCESS_H

#include <sys/types.h>

#include "base/buf.h"

/* The directory that this program lies in; "." when the system does not tell. */
const char *process_directory(void);

/* A file in memory, closed in programs that are started; never one of the standard descriptors. */
int process_file(int *fd, struct err *e);

/* Appends all of such a file; `what` it is, for the message. */
int process_read(int fd, const char *what, struct buf *out, struct err *e);

/* The last line in such a file that is not empty, which is what a program died of; terminated. */
int process_said(int fd, struct buf *line, struct err *e);

/* Starts the program, looked for along PATH unless its name has a '/', with fd [3] as its standard descriptors.  Returns 0, or the errno
 * of the failure. */
int process_start(const char *file, char *const argv[], const int fd[3], pid_t *pid);

/* The same of a program of l2d: the one beside this program, or where there is none, along PATH. */
int process_start_beside(const char *name, char *const argv[], const int fd[3], pid_t *pid);

/* Opens a new file without a name, in TMPDIR or /tmp: nothing is left of it, however the program ends. */
int process_scratch(int *fd, struct err *e);

/* Makes standard input a file that can be read again: a pipe is copied into one without a name, in TMPDIR or /tmp.  *begin is where
 * what is to be read begins. */
int process_replay(off_t *begin, struct err *e);

/* Waits for its end.  ST_SYSTEM when that cannot be told. */
int process_wait(pid_t pid, const char *name, int *status, struct err *e);

#endif
