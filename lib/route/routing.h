/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Routing a table: rows are decided one by one, or held until the router has been fitted on them.
 *
 * What was fitted on another table, or read from a model file, is one for all threads.
 */
#ifndef L2D_ROUTING_H
#define L2D_ROUTING_H

#include "apply/modelfile.h"
#include "csv/report.h"
#include "decide/explore.h"
#include "route/route_input.h"
#include "route/router_options.h"
#include "table/table_run.h"

struct route_setting {
	struct router_options router;
	struct route_input_options input; /* what the rule reads is added to it */
	struct explore_options explore;
	const char *fit; /* a calibration table; NULL: what is found on rows is found on the table itself */
	const struct modelfile *model; /* to route by; NULL: none */
	const char *save;              /* a model file to write; NULL: none */
	const char *report_file;       /* what was found, for people; NULL: none */
	const struct report_options *report;
};

int routing_run(const struct route_setting *with, const struct table_run *run, struct err *e);

#endif
