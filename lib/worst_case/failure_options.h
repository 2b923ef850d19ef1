/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Which failures of experts l2d-stress --experts asks for.
 */
#ifndef L2D_FAILURE_OPTIONS_H
#define L2D_FAILURE_OPTIONS_H

#include "base/buf.h"
#include "decide/decision.h"
#include "worst_case/named_numbers.h"

struct failure_options {
	struct decision_options decision;
	const double *rise; /* [rises] D of all experts, each in [0, 1] */
	size_t rises;
	struct named_numbers each; /* one more rise, with an own D of these experts; empty: there is none */
	size_t corrupt;            /* K; 0: it is not asked for, as it needs rows of equal weight */
	int silent;                /* 1: his rows go to the next expert */
	int over;                  /* 1: the rates are over all that he answers */
};

/* Adds to the signature of a state. */
int failure_sign(struct buf *signature, const struct failure_options *o, struct err *e);

/* ST_DATA where one who has a D of his own is no expert. */
int failure_check(const struct failure_options *o, const struct names *expert, struct err *e);

/* By how much the error rate of an expert rises: as all others', or (NaN) by his own D. */
double failure_rise(const struct failure_options *o, const struct name *expert, double at);

#endif
