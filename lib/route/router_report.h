/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a router has found, as a table: parameter, agent, value; of strategies that depend on an answer also answer,
 * of adaptive policies also state.
 */
#ifndef L2D_ROUTER_REPORT_H
#define L2D_ROUTER_REPORT_H

#include "csv/report.h"
#include "route/router.h"

/* Writes lambda or the thresholds, and the means where they were learned, to a file. */
int router_report(const struct router *r, const struct report_options *opt, const char *file, struct err *e);

#endif
