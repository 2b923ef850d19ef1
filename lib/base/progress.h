/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Progress of long work: one line on standard error that is written over, when that is a terminal or
 * when the user asks for it, at most five times a second.
 */
#ifndef L2D_PROGRESS_H
#define L2D_PROGRESS_H

#include <stdbool.h>

struct progress_options {
	bool on, off; /* --progress, --no-progress; neither: where there is a terminal */
};

#define PROGRESS_OPTIONS(o)                                                                                            \
	{0, "progress", OPT_FLAG, &(o).on, NULL, "show progress on standard error", "if that is a terminal"},          \
	{                                                                                                              \
		0, "no-progress", OPT_FLAG, &(o).off, NULL, "show no progress", NULL                                   \
	}

#define PROGRESS_RULES                                                                                                 \
	{                                                                                                              \
		"progress no-progress", OPT_APART                                                                      \
	}

struct progress {
	const char *program;
	bool on;
	bool shown;  /* there is a line to wipe */
	double last; /* seconds, when it was written */
};

void progress_init(struct progress *p, const struct progress_options *o, const char *program);

/* Shows "PROGRAM: text", printf-like; what is in names becomes no more than text, as in err_set. */
void progress_show(struct progress *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same at once, where there is a line: what goes on now, which may take longer. */
void progress_stage(struct progress *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Wipes the line. */
void progress_end(struct progress *p);

#endif
