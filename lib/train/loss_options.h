/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The options that say which surrogate loss it is, of every program that computes one.
 */
#ifndef L2D_LOSS_OPTIONS_H
#define L2D_LOSS_OPTIONS_H

#include "base/opt_rules.h"
#include "table/table.h"
#include "train/loss.h"
#include "train/quality_scale.h"

struct loss_options {
	int kind;             /* --loss: the place in loss_table */
	int cmax;             /* 1: tight */
	struct strings costs; /* "C" or "NAME=C" */
	double alpha;
	bool free;
	const char *scale; /* "LO:HI", see train/quality_scale.h; NULL: none */
};

#define LOSS_OPTIONS_DEFAULT                                                                                           \
	{                                                                                                              \
		.alpha = 1                                                                                             \
	}

#define LOSS_OPTIONS(o)                                                                                                \
	{0, "loss", OPT_CHOICE, &(o).kind, NULL, "the surrogate loss", "ce", .choice = loss_name},                     \
		{'c', "cost", OPT_LIST, &(o).costs, "[NAME=]C",                                                        \
			"price of asking the expert, or any expert (repeatable); goes before cost_*",                  \
			"cost_*, else 0"},                                                                             \
		{0, "cmax", OPT_CHOICE, &(o).cmax, "const|tight", "css, ova, sova: c_max is 1 + c0, or max(1, c)",     \
			"const"},                                                                                      \
		{0, "scale", OPT_STRING, &(o).scale, "LO:HI", "quality_*: what counts as wrong and as right",          \
			"0:1; l2d-train, beyond that: the least and the largest"},                                     \
		{0, "alpha", OPT_NUMBER, &(o).alpha, "A",                                                              \
			"css: weight of the label where an expert is right; realizable: share", "1", "[0, 1]"},        \
	{                                                                                                              \
		0, "free", OPT_FLAG, &(o).free, NULL, "rejector: r is d itself, not d - max f", NULL                   \
	}

#define LOSS_RULES                                                                                                     \
	{"cost cmax alpha free other-answers scale", OPT_NEEDS, "loss", loss_takes},                                   \
	{                                                                                                              \
		"scale", OPT_EXCLUDES, "cmax=tight"                                                                    \
	}

/* Whether loss i has a use for the option: one of the above, --budget or --other-answers. */
bool loss_takes(size_t i, const char *option);

/* ST_DATA, naming the first cost_* of the table, where loss i decides who answers and would ignore it.  Losses that only
 * estimate who is right leave the price to whoever decides. */
int loss_check_costs(size_t i, const struct table *t, struct err *e);

/* Whether the table has qualities that loss i takes, and --scale if it is given; else 0 to 1.  ST_USAGE: --scale, but no qualities. */
int loss_find_graded(size_t i, const struct loss_options *o, const struct table *t, bool *graded,
	struct quality_scale *scale, struct err *e);

struct loss_setup loss_options_setup(const struct loss_options *o);

#endif
