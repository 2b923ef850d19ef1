/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A mixture with what it takes to apply it: classes, experts, features and their map.  A model file of kind
 * `mixture`; what l2d-em writes and l2d-apply applies.
 */
#ifndef L2D_MIXTURE_FILE_H
#define L2D_MIXTURE_FILE_H

#include "apply/modelfile.h"
#include "base/names.h"
#include "em/mixture.h"
#include "network/feature_map.h"

struct mixture_model {
	struct names classes, experts, features;
	struct feature_map map;
	size_t nhidden, hidden[NETWORK_HIDDEN];
	enum network_activation activation;
	struct mixture m;
	size_t start; /* of several, the one that was kept, from 1; 0: there was one */
};

void mixture_model_free(struct mixture_model *m);

/* Adds the agents in the order of gates and shares: model, then the experts.  ST_SYSTEM. */
int mixture_model_agents(const struct mixture_model *m, struct names *agent, struct err *e);

/* Writes the model file to fd and closes it. */
int mixture_model_write(struct mixture_model *m, int fd, struct err *e);
/* m needs mixture_model_free also after a failure. */
int mixture_model_read(struct mixture_model *m, const struct modelfile *f, struct err *e);

#endif
