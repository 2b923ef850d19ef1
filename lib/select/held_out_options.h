/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* The options of training with rows set aside (select/held_out.h). */
#ifndef L2D_HELD_OUT_OPTIONS_H
#define L2D_HELD_OUT_OPTIONS_H

#include "base/opt_rules.h"

/* held: struct held_out; lists: struct strings, of --tune; patience: size_t. */
#define HELD_OUT_OPTIONS(held, lists, patience)                                                                        \
	{0, "validate", OPT_NUMBER, &(held).parts.share, "SHARE",                                                      \
		"hold out this share of the rows, and stop where they are best", NULL, "(0, 1)"},                      \
		{0, "patience", OPT_COUNT, &(patience), "N", "iterations that may pass without gain, 0: any", "10",    \
			"[0, 10^9]"},                                                                                  \
		{0, "tune", OPT_LIST, &(lists), "l2=V,V...|alpha=V,V...",                                              \
			"choose from these values by the system's worth on rows held out (repeatable)", NULL},         \
		{0, "folds", OPT_COUNT, &(held).parts.folds, "K", "of --tune, each of which is held out in turn", "5", \
			"[2, 1000]"},                                                                                  \
	{                                                                                                              \
		0, "tuning", OPT_STRING, &(held).tuning, "FILE", "write what --tune tried as CSV", NULL                \
	}

#define HELD_OUT_RULES                                                                                                 \
	{"patience", OPT_NEEDS, "validate"}, {"validate", OPT_EXCLUDES, "loss=triage robust"},                         \
		{"folds tuning", OPT_NEEDS, "tune"},                                                                   \
	{                                                                                                              \
		"folds", OPT_EXCLUDES, "validate"                                                                      \
	}

#endif
