/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What calibration maps are fitted to, as a state (--partial, --merge; summary/state.h): of every group and target the rows in an order
 * of their own, those that are alike as one with the sum of their weights (calibrate/calibration_rows.h).  So a confidence or an estimate
 * takes a line for each of its values and outcomes, of bins of equal width a line for each bin and outcome.  Two lists, of targets and,
 * where the model is one, of classes, are the same in all states.
 *
 * Memory: the rows of the state; of states that are merged at most twice those that are not alike.
 */
#ifndef L2D_CALIBRATION_STATE_H
#define L2D_CALIBRATION_STATE_H

#include <stdbool.h>

#include "base/names.h"
#include "calibrate/calibration_method.h"
#include "csv/pile.h"
#include "summary/groups.h"
#include "cases/cases.h"

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
	const struct table_options *table;
	bool partial, merge; /* a state is written instead; states are read (calibrate/calibration_state.h) */
};

/* What maps are fitted to. */
struct calibration_sample {
	const struct calibration_setting *set;
	struct cases c; /* of states: the agents, the classes and what the table told of all rows, alone */
	bool *target;   /* [agents] */
	struct groups groups;
	struct pile *rows; /* [agents] those of targets */
	size_t *all;       /* [agents] how many rows all processes have */
};

/* Writes the state to the setting's fd, the groups in this order; rows are spent. */
int calibration_state_write(struct calibration_sample *s, const size_t *order, struct err *e);

/* Reads states into a sample of which only the setting is there; to be freed whatever comes of it. */
int calibration_state_read(struct calibration_sample *s, const struct strings *files, struct err *e);

#endif
