/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A crowd's model with the names of its classes, workers and features: a model file of kind `crowd`, which l2d-em writes and
 * l2d-apply applies.
 */
#ifndef L2D_CROWD_FILE_H
#define L2D_CROWD_FILE_H

#include "apply/modelfile.h"
#include "base/names.h"
#include "crowd/crowd_head.h"

struct crowd_model {
	struct names classes, workers, features; /* features: of the head, which is there where the prior is theirs */
	struct crowd c;
	struct crowd_head head;
};

void crowd_model_free(struct crowd_model *m);

/* Writes the model file to fd and closes it. */
int crowd_model_write(const struct crowd_model *m, int fd, struct err *e);
/* m needs crowd_model_free also after a failure. */
int crowd_model_read(struct crowd_model *m, const struct modelfile *f, struct err *e);

#endif
