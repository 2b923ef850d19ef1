/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The system that is attacked, from model files of kind `head`: a head, and for a head of a frozen classifier that classifier's, or its
 * logits as the table gives them, which then no change of features moves.
 *
 * Who answers: of css, ova, realizable, asm, lee and the rejector, the largest of all logits f and d (the rules css and ova of
 * threshold/deferral_rule.h; rejector's r is d - max f); of twostage, triage, mixexp and the free rejector, d against 0.  confidence and sova
 * compare probabilities, not logits: only their class can be asked about, as of ce, which has no experts.
 */
#ifndef L2D_STRESS_MODEL_H
#define L2D_STRESS_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "robust/goal.h"
#include "train/head.h"

struct stress_model {
	struct head head, classifier; /* the classifier's nparts is 0: there is none */
	bool given;                   /* the class logits come from the table */
	bool routes;                  /* logits say who answers */
	bool affine;                  /* all logits that are computed are linear in the features */
	size_t nfeature, nlogit;      /* nlogit: classes, then experts */
	struct goal_system system;
	double *w; /* [nlogit x nfeature] slopes, where it is affine; 0 for what is given */
};

/* classifier, a head without experts of the same classes and features, may be NULL.  To be freed also after a failure. */
int stress_model_read(
	struct stress_model *m, const char *head, const char *classifier, double threshold, struct err *e);
void stress_model_free(struct stress_model *m);

/* Doubles of scratch of the next function. */
size_t stress_model_scratch(const struct stress_model *m);

/* All logits of a row's features x [nfeature]; those that are given stay. */
void stress_model_logits(const struct stress_model *m, const double *x, double *scratch, double *z);

/* Adds to gx [nfeature] the gradient by x of the sum of logits, weighted by g [nlogit]; what is given has none. */
void stress_model_gradient(const struct stress_model *m, const double *x, const double *g, double *scratch, double *gx);

#endif
