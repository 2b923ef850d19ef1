/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The tests of a stream together (watch/watch_test.h), and their alarms.
 *
 * With a level delta an alarm stands: the test has decided, its evidence stays as it is.  With a run length N alarms are those
 * of e-detectors at N, and after one all tests begin anew.  A test's own alarm never comes before that of all.
 */
#ifndef L2D_ALARMS_H
#define L2D_ALARMS_H

#include "base/err.h"
#include "watch/watch_test.h"

struct alarms {
	struct watch_test *test; /* [n] */
	size_t n;
	double risk;   /* A */
	double enough; /* of the mean: 1 / delta, or N */
	bool run_length;
	size_t rows; /* taken so far */
	size_t all;  /* the row of the alarm of all, from 1; 0: none */
	double *fresh; /* [1 + n] of all tests together, of test i - 1: the evidence, where the last row raised the alarm; else 0 */
	size_t raised; /* alarms so far */
};

/* n tests, to be set by watch_test_init. */
int alarms_init(struct alarms *a, size_t n, struct err *e);
void alarms_free(struct alarms *a);

/* Takes the row. */
void alarms_add(struct alarms *a, const struct watch_row *r);

/* The mean of the tests' evidence; 1, or 0 with a run length, where there is none. */
double alarms_value(const struct alarms *a);

#endif
