/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The course of an EM as a table: iteration, loglik, objective, share_AGENT ..., dual_AGENT ..., behind the start, if there are several
 */
#ifndef L2D_EM_TRACE_H
#define L2D_EM_TRACE_H

#include "base/names.h"
#include "em/em.h"
#include "csv/report.h"

/* Creates the file and writes the header; ST_SYSTEM. */
int em_trace_open(struct report *r, const char *path, bool starts, const struct names *agent, struct err *e);

/* start: 0 where there is one. */
int em_trace_row(struct report *r, size_t start, size_t iteration, const struct em_point *p, const struct names *agent,
	struct err *e);

#endif
