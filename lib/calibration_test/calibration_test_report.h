/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The tests of calibration as a table: a row for every member of an estimand and every test.
 */
#ifndef L2D_CALIBRATION_TEST_REPORT_H
#define L2D_CALIBRATION_TEST_REPORT_H

#include "calibration_test/calibration_test.h"
#include "csv/report.h"
#include "measure/estimand_errors.h"

int calibration_test_report_open(struct report *r, const struct report_options *opt, int fd, struct err *e);
/* After estimand_errors_end, with the rows kept. */
int calibration_test_report(struct report *r, const struct estimand_errors *x, const struct estimand *s,
	const struct calibration_test_options *opt, struct err *e);

#endif
