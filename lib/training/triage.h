/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * triage (Okati et al. 2021, algorithm 1, by full fits): the classifier is fitted to all rows; then, in
 * rounds, the rows where its cross-entropy exceeds the cost of the best expert who answered by most, at most
 * the share `budget` of the weight, are given to that expert, tie blocks whole, and the classifier is fitted
 * again to the rest, until the parts no longer change or TRAIN_ROUNDS have passed; last, the experts' head
 * learns who got each row.
 */
#ifndef L2D_TRIAGE_H
#define L2D_TRIAGE_H

#include "training/train_job.h"

#define TRAIN_ROUNDS 20

int train_triage(struct job *j, struct err *e);

#endif
