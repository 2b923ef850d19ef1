/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What is asked of sets of agents: by options, or by a model file that holds them.
 */
#ifndef L2D_AGENT_SETS_OPTIONS_H
#define L2D_AGENT_SETS_OPTIONS_H

#include "agent_sets/conformal.h"
#include "apply/modelfile.h"

struct agent_sets {
	bool conformal; /* set, else topk */
	struct conformal_options set;
	double lambda, each; /* of topk */
	struct route_input_options input;
	const struct modelfile *model; /* says all that, but for paid_reads and renormalize; NULL: nothing does */
	const char *save;              /* a model file to write; NULL: none */
};

#endif
