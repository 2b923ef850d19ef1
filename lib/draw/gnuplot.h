/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Running gnuplot.  No shell, no file with a name: the program, the figure and what gnuplot says are in memory files that
 * it gets as its standard input, output and error.
 */
#ifndef L2D_GNUPLOT_H
#define L2D_GNUPLOT_H

#include "base/buf.h"

/* Runs the program and appends what it draws on standard output to figure.  ST_SYSTEM where gnuplot is not installed, is
 * without the program's terminal, or fails, with the last line that it said. */
int gnuplot_run(const struct buf *program, const char *terminal, struct buf *figure, struct err *e);

#endif
