/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What an agent's confidence in a mixture is worth as the probability of being right.
 *
 * A mixture is fitted for the likelihood of labels and answers together, and conf_* (em/mixture.h) is a sum over who might have been
 * responsible for the label; on real votes it is too bold about some agents beside others, so that the wrong one is asked.  A line on
 * the log odds of every agent's conf_* (Platt 1999, calibrate/platt_beta.h) is fitted to whether its answers were right, on the rows
 * that the mixture was fitted to, by their faded weights; of the classifier on all rows with a label, of an expert on those that it
 * answered.  The mixture itself stays what it is.
 *
 * Time: O(N M C d) once, and ten passes over N (M + 1) numbers.  Memory: of the process's rows with a label 9 (M + 1) bytes, and 8, each, and
 * 17 a thread.  Results do not depend on `jobs`, nor on the number of processes (parallel/peers.h), nor, given the mixture, on the order of
 * rows.
 */
#ifndef L2D_CONFIDENCE_H
#define L2D_CONFIDENCE_H

#include "em/mixture_rows.h"

/* m has no line yet.  Sets m->line; an agent that was always right, or always wrong, whose confidences are all equal, or whose answers they tell apart
 * without a fault, keeps its confidence.  ST_SYSTEM: no memory. */
int confidence_fit(struct mixture *m, const struct mixture_rows *d, size_t jobs, struct err *e);

#endif
