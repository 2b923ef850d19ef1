/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The course of an EM as a table: iteration, loglik, objective, share_AGENT ..., dual_AGENT ..., behind the start, if there are several
 */
#ifndef L2D_EM_TRACE_H
#define L2D_EM_TRACE_H

#include <stdbool.h>

#include "base/names.h"
#include "em/em.h"
#include "csv/report.h"

struct em_trace {
	struct report report; /* of the first process; the others write nothing */
	const struct names *agent;
	bool on, starts;
};

/* Creates the file and writes the header, with a column of starts; path NULL: there will be no trace.  ST_SYSTEM, in all processes. */
int em_trace_open(struct em_trace *t, const char *path, bool starts, const struct names *agent, struct err *e);

/* start, from 1, counts where there are several.  ST_SYSTEM, in all processes. */
int em_trace_row(struct em_trace *t, size_t start, size_t iteration, const struct em_point *p, struct err *e);

/* Keeps the file whatever status says, as the trace of a run that failed is wanted most.  Returns status, or where that is ST_OK
 * ST_SYSTEM for a failure to write. */
int em_trace_close(struct em_trace *t, int status, struct err *e);

#endif
