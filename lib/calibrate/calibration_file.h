/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Calibration maps as a model file of kind `calibration`: one map for each target, which is `model` (the
 * class probabilities) or the name of an expert (its confidence).  Records:
 *
 *   target          list of the targets; T below is a target's place in it, C a class's place in its list
 *   of              `estimates`, where the maps are of agents' estimates of quality; `model` is then one of these agents
 *   class           list of classes, when `model` is a target
 *   method          of all maps
 *   on              platt: logit or probability
 *   between         isotonic: linear or step
 *   side            histogram: the side on which bins are closed, right or left
 *   theta.T         [place] temperature: beta; vector: the scales, then the intercepts; dirichlet: the
 *                   matrix by rows, then the intercepts
 *   passes.T        temperature: how often the fit went over the data; for people
 *   line.T          [place] linear: the slope and the intercept
 *   platt.T.C       slope and intercept; beta.T.C: a, b and c; as rows
 *   x.T.C, y.T.C    [place] isotonic: the knots; histogram: the edges and the values
 *
 *   by, group       lists of the columns of --group and of the groups' names (summary/groups.h); bys, groups: how many
 *
 * A map of one number (an expert, or two classes) has C = 2 only, one of estimates no C.  Of n targets the maps of the group in place g of its list are
 * those of the numbers T = g n + the target's place; a row of no group of the list has the maps of the targets' places.
 */
#ifndef L2D_CALIBRATION_FILE_H
#define L2D_CALIBRATION_FILE_H

#include <stddef.h>

#include "apply/modelfile.h"
#include "base/err.h"
#include "base/names.h"
#include "calibrate/calibration.h"

struct calibration_model {
	struct names target;
	struct names classes;    /* of the target `model`; else empty */
	struct names by, group;  /* columns and groups that have maps of their own; none: all rows have the same */
	struct calibration *map; /* [(1 + group.n) target.n] those of all rows, then of each group */
	size_t fitted;           /* maps that are there: all, but while fitting */
};

void calibration_model_free(struct calibration_model *m);

int calibration_model_write(const struct calibration_model *m, int fd, struct err *e);
/* ST_DATA, naming the record, for a file whose maps cannot be applied.  m is to be freed on ST_OK only. */
int calibration_model_read(struct calibration_model *m, const struct modelfile *f, struct err *e);

#endif
