/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a stream that is decided row by row: features, confidences, costs, availability, and what is known of outcomes.
 *
 * The model is one of the agents where there is p_*, est_model or quality_model.  An agent's reward is its quality, in a table without
 * qualities 1 where its answer is the label, else 0; unknown where nobody knows.
 */
#ifndef L2D_ONLINE_INPUT_H
#define L2D_ONLINE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decide/arrival.h"
#include "online/policy.h"
#include "cases/cases.h"

struct online_input {
	struct cases c;
	struct family feature;
	size_t id_column;   /* NAMES_NONE without */
	bool confs, priced; /* there are estimates or confidences, costs */
	bool bounded;       /* rewards must be in [lo, hi], costs in [0, dearest] */
	double lo, hi, dearest;
	struct arrival arrival;
	double weight; /* of every row with weight; 0: none has come yet */

	/* The current row. */
	double *phi;     /* [1 + features] */
	double *conf;    /* [agents] est_*, else conf_*; NaN: none */
	bool *available; /* [agents] */
	double *reward;  /* [agents] NaN: unknown */
	struct policy_row row;
};

/* need_id: ST_DATA without a column id. */
int online_input_init(struct online_input *in, struct table *t, bool need_id, bool renormalize, struct err *e);
void online_input_free(struct online_input *in);

/* ST_END after the last.  ST_NUMERIC where no agent may be asked. */
int online_input_next(struct online_input *in, struct err *e);

/* A number in [0, 1) that belongs to the row, by the seed and its id, without ids by its number. */
double online_input_random(const struct online_input *in, size_t seed, uint64_t row);

#endif
