/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a surrogate loss is told: its setting, and a row.
 */
#ifndef L2D_LOSS_CASE_H
#define L2D_LOSS_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOSS_MISSING (-1) /* no answer */
#define LOSS_OTHER (-2)   /* an answer that is no class: wrong */

/* An answer of cases/cases.h as the losses take it. */
static inline int32_t loss_answer(size_t answer, size_t nclass)
{
	if (answer == SIZE_MAX)
		return LOSS_MISSING;
	return answer < nclass ? (int32_t)answer : LOSS_OTHER;
}

/* What holds for all rows. */
struct loss_setup {
	size_t nclass, nexpert;
	double alpha;        /* css, realizable; 1 is the consistent choice */
	bool tight;          /* c_max */
	bool free;           /* rejector */
	bool lifted;         /* answers count 1 / share times, logits without one take part; needs share */
	const double *share; /* [nexpert] W_j / W, above 0; NULL: all 1.  Kept, not copied */
	double smooth;       /* 0: exact.  lee: the hinge is a parabola on [0, smooth], at most smooth / 2 below;
			 * asm: the largest class is softened where the two largest f differ by that much */
};

/* What one row's loss depends on besides the logits. */
struct loss_case {
	size_t y;         /* the true class */
	const int32_t *e; /* [nexpert] the experts' classes, LOSS_MISSING where there is no answer */
	const double *c0; /* [nexpert] the price of asking, at least 0 */
	/* [1 + nexpert] graded outcomes in [0, 1], of the model and the experts, NaN where nobody knows, in the place of e; NULL: none */
	const double *worth;
	size_t who; /* triage: 0 the model, j + 1 expert j, who must have answered rightly */
};

#endif
