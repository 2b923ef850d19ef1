/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What l2d-em does without gold: reads votes, fits a model of the crowd, writes it to standard output and what else is asked for to
 * files.  Nothing is written before the fit has ended.
 */
#ifndef L2D_CROWD_RUN_H
#define L2D_CROWD_RUN_H

#include "crowd/crowd_fit.h"
#include "table/table_run.h"

struct crowd_run {
	enum crowd_method method;
	struct crowd_options fit;  /* its trace is set here */
	int prior;                 /* enum crowd_prior */
	struct crowd_head head;    /* on features: its hidden layers, */
	enum feature_map_kind map; /* map and l2 */
	size_t mapped;
	double l2;
	bool pairs, allow_unconverged;
	double level;                                              /* of intervals */
	const char *columns;                                       /* of a long table; NULL: a wide one */
	const char *skills, *agreement, *consensus, *wide, *trace; /* files; NULL: not asked for */
};

#define CROWD_DEFAULTS                                                                                                 \
	{                                                                                                              \
		.fit = {.prior = .1, .starts = 1, .jobs = 1}, .level = .95                                             \
	}

#define CROWD_OPTIONS(o)                                                                                               \
	{0, "prior", OPT_CHOICE, &(o).prior, "shares|columns|features",                                                \
		"an item's classes before its votes: as in all items, its p_*, or learned of its x_*", "shares"},      \
		{0, "pseudo", OPT_NUMBER, &(o).fit.prior, "S", "votes more in every cell of a distribution", "0.1",    \
			"(0, inf)"},                                                                                   \
		{0, "starts", OPT_COUNT, &(o).fit.starts, "N",                                                         \
			"fits, all but the first from random starts, of which the best is kept", "1", "[1, 10^6]"},    \
		{0, "long", OPT_STRING, &(o).columns, "ITEM,WORKER,LABEL", "a row is a vote: its columns", NULL},      \
		{0, "consensus", OPT_STRING, &(o).consensus, "FILE", "write every item's class", NULL},                \
		{0, "wide", OPT_STRING, &(o).wide, "FILE", "write the long table as a wide one", NULL},                \
		{0, "skills", OPT_STRING, &(o).skills, "FILE", "write what every worker can do, and who guesses",      \
			NULL},                                                                                         \
		{0, "agreement", OPT_STRING, &(o).agreement, "FILE", "write how far the workers agree", NULL},         \
		{0, "pairs", OPT_FLAG, &(o).pairs, NULL, "and how far every two of them", NULL},                       \
	{                                                                                                              \
		0, "interval", OPT_NUMBER, &(o).level, "LEVEL", "of --skills and --agreement", "0.95", "(0, 1)"        \
	}

/* crowd: the term of the methods that these options are of. */
#define CROWD_RULES(crowd)                                                                                             \
	{"prior pseudo long skills agreement", OPT_NEEDS, crowd}, {"consensus wide", OPT_NEEDS, "long"},               \
		{"pairs", OPT_NEEDS, "agreement"},                                                                     \
	{                                                                                                              \
		"interval", OPT_NEEDS, "skills agreement"                                                              \
	}

/* Writes the model to standard output. */
int crowd_run(struct crowd_run *o, const struct table_run *run, struct err *e);

#endif
