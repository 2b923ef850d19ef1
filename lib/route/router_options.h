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
	double budget;         /* to fit for; NaN: none */
	const char *order;     /* the agents of a cascade, separated by commas, or "any"; NULL: none */
	const char *threshold; /* numbers separated by commas; NULL: none */
	bool exact;            /* a coin meets the budget */
	double smoothing;      /* of adaptive */
	size_t bins;           /* of adaptive */
};

/* Whether the rule is found on rows. */
bool router_is_fitted(const struct router_options *o);

/* What the rule reads of a row's agents, of whom the options may already say other things. */
void router_reads(enum router_rule rule, struct route_input_options *input);

/* Stages go by defer_* where the input's options say so.  found: whose fit is taken over, NULL: none.  r is the caller's to free
 * in every case. */
int router_open(struct router *r, const struct router_options *o, const struct route_input *p,
	const struct router *found, struct err *e);

/* Makes a router of the agents of the table in the file, read as `input` says, and learns from its rows.  r is zero before, and
 * the caller's to free in every case. */
int router_fit_file(struct router *r, const struct router_options *o, const struct route_input_options *input,
	const struct table_options *table, const char *file, struct err *e);

#endif
