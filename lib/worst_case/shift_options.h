/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What l2d-score --shift-by asks for, and the mix of values as options or a file say it.
 */
#ifndef L2D_SHIFT_OPTIONS_H
#define L2D_SHIFT_OPTIONS_H

#include "base/opt.h"
#include "decide/decision.h"
#include "inference/interval.h"
#include "tune/ambiguity.h"
#include "worst_case/named_numbers.h"

enum { SHIFT_VALUES = 1000 }; /* at most */

struct shift_options {
	const char *column;
	struct strings mix;    /* "VALUE=PART,..." */
	const char *mix_file;  /* a table of the column and of `share`; NULL: none */
	struct ambiguity ball; /* size 0: no worst mix is asked for */
	const struct decision_options *decision;
	const struct interval_options *interval;
	bool partial;
	/* Read by shift_read. */
	struct named_numbers to; /* the share of each value; they add up to 1 */
};

/* Reads the mix.  ST_USAGE, ST_DATA.  To be freed whatever comes of it. */
int shift_read(struct shift_options *o, struct err *e);
void shift_free(struct shift_options *o);

/* Adds to the signature of a state: nothing where no shift is asked for. */
int shift_sign(struct buf *signature, const struct shift_options *o, struct err *e);

#endif
