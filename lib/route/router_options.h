/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A router as options say it: made for an input's agents, and fitted on a calibration table.
 */
#ifndef L2D_ROUTER_OPTIONS_H
#define L2D_ROUTER_OPTIONS_H

#include "route/router.h"

struct router_options {
	enum router_rule rule;
	double lambda;         /* of best and adaptive; NaN: its default */
	double budget;         /* to fit for */
	const char *order;     /* the agents of a cascade, separated by commas, or "any"; NULL: none */
	const char *threshold; /* numbers separated by commas; NULL: none */
	bool exact;            /* a coin meets the budget */
	double smoothing;      /* of adaptive */
	size_t bins;           /* of adaptive */
};

/* Stages go by defer_* where the input's options say so.  r is the caller's to free in every case. */
int router_open(struct router *r, const struct router_options *o, const struct route_input *p, struct err *e);

/* Learns lambda or the thresholds from the table in the file, read as `input` says. */
int router_fit_file(struct router *r, const struct router_options *o, const struct route_input_options *input,
	const struct table_options *table, const char *file, struct err *e);

#endif
