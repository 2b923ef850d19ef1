/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The records of a combiner: a model file of kind `combiner`, l2d-model(5).
 */
#ifndef L2D_COMBINER_FILE_H
#define L2D_COMBINER_FILE_H

#include "apply/modelfile.h"
#include "combine/combiner.h"

/* Writes the model file to fd and closes it. */
int combiner_write(const struct combiner *m, int fd, struct err *e);
/* m needs combiner_free also after a failure. */
int combiner_read(struct combiner *m, const struct modelfile *f, struct err *e);
/* From the file of that name, which may also be a crowd's (crowd/crowd_file.h), so that a model without gold says whom to ask next: its workers
 * are experts, of whom it knows P(answer | class) as confusion matrices do, and Pr(z) is the intercept, or p_* where every item has its
 * own.  ST_DATA for --method glad, where the item's ease makes the votes on it alike: they are not independent given the class. */
int combiner_open(struct combiner *m, const char *file, struct err *e);

#endif
