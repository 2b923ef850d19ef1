/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The maps that l2d-calibrate fits to a table: of every target, and of every group of rows.
 *
 * What is right is an answer that equals the label, or, where the table has qualities, one whose quality is 1 and not 0.  An
 * estimate is mapped to the quality of its agent, both of any range.
 */
#ifndef L2D_CALIBRATION_TABLE_H
#define L2D_CALIBRATION_TABLE_H

#include "calibrate/calibration_state.h"
#include "table/table_run.h"

/* Fits the maps to the table, or to states, and writes the model file, or a state. */
int calibration_run(const struct calibration_setting *s, const struct table_run *run, struct err *e);

#endif
