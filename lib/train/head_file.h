/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A head as a model file of kind `head`, l2d-model(5): loss, alpha, cmax, free, class, expert, costs, cost, the records of
 * the feature map and the networks (network/network_file.h).
 */
#ifndef L2D_HEAD_FILE_H
#define L2D_HEAD_FILE_H

#include "apply/modelfile.h"
#include "train/head.h"

/* Writes the model file to fd and closes it. */
int head_write(const struct head *p, int fd, struct err *e);
/* p needs head_free also after a failure. */
int head_read(struct head *p, const struct modelfile *m, struct err *e);

#endif
