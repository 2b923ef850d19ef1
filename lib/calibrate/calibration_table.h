/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The maps that l2d-calibrate fits to a table: of every target, and of every group of rows.
 *
 * What is right is an answer that equals the label, or, where the table has qualities, one whose quality is 1 and not 0.  An
 * estimate is mapped to the quality of its agent, both of any range.
 */
#ifndef L2D_CALIBRATION_TABLE_H
#define L2D_CALIBRATION_TABLE_H

#include <stdbool.h>

#include "base/names.h"
#include "calibrate/calibration_method.h"
#include "table/table_run.h"

/* Alternatives of --target: the class probabilities, the experts' confidences, both, the estimates of all agents. */
#define CALIBRATION_TARGETS "model|experts|all|estimates"
enum calibration_target { CALIBRATE_MODEL, CALIBRATE_EXPERTS, CALIBRATE_ALL, CALIBRATE_ESTIMATES };

struct calibration_setting {
	enum calibration_target target;
	bool renormalize;
	const struct names *by; /* the columns of --group */
	const struct calibration_options *fit;
	int fd;      /* where the model file goes */
	size_t jobs; /* threads that fit */
};

/* Fits the maps to the table and writes the model file. */
int calibration_run(const struct calibration_setting *s, const struct table_run *run, struct err *e);

#endif
