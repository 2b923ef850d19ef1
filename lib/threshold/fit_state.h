/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a threshold is tuned by, as a state (--fit with --partial, --merge; summary/state.h): the rows of its targets, a group after
 * the other, and the lists of classes and experts, which are those of the first table in all states.
 */
#ifndef L2D_FIT_STATE_H
#define L2D_FIT_STATE_H

#include "csv/report.h"
#include "threshold/targets.h"

/* What was asked for; options are pointed to, since they are not known before they are read. */
struct fit_state {
	const struct threshold_options *rule;
	const struct target *asked;
	const struct names *by;
	const char *const *positive, *const *report_file;
	const bool *partial;
	const struct table_options *table;
	const struct report_options *report;
};

/* Tunes p to what x has collected, and reports that where it is asked for. */
int fit_tune(const struct fit_state *s, struct targets *x, struct threshold *p, struct err *e);

/* Writes to standard output the model, which is tuned, or the state. */
int fit_write(const struct fit_state *s, struct targets *x, struct threshold *p, struct err *e);

/* The same of the states in files.  ST_DATA also where they are of unlike tables. */
int fit_merge(const struct fit_state *s, const struct strings *files, struct err *e);

#endif
