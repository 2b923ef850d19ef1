/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * From the logits of a loss to probabilities.
 */
#ifndef L2D_LOSS_LINK_H
#define L2D_LOSS_LINK_H

#include <stdbool.h>
#include <stddef.h>

struct loss;

/* Trained at fixed costs, the Bayes-optimal logits hold
 * b = E[c_max] - 1 = max_j c0_j (const), with a_j = P(e_j = y | x) and P = P(y | x):
 *   css  p_k / sum_classes = (b + P_k) / (1 + L b), p_dj / sum_classes = (b - c0_j + a_j) / (1 + L b)
 *   ova  sigma(f_k) = (b + P_k) / (1 + b), sigma(d_j) = (b - c0_j + a_j) / (1 + b); sova: the same d
 * At one cost c0 for all, a_j is (1 + L c0) p_dj / sum_classes and (1 + c0) sigma(d_j).
 * With a tight c_max and one expert, c0 < 1, that answers the share r of the rows, the weight of d is a (1 - c0)
 * against 1 + L (1 - a) c0 of the classes (1 + (1 - a) c0 in ova) where it answers, which can be solved for a; over
 * all rows the classes hold b = r (1 - a) c0; with more experts, or costs that differ from row to row, there is no closed form. */
struct loss_link {
	const struct loss *loss;
	size_t nclass, nexpert;
	const double *c0; /* [nexpert], kept, not copied */
	bool tight;       /* and a cost above 0 */
	double share;     /* tight: of the rows that the expert answered */
	double b;         /* const c_max: E[c_max] - 1 */
};

/* From logits z to p [nclass] and conf [1 + nexpert]. */
typedef void loss_link_fn(const struct loss_link *k, const double *z, double *p, double *conf);

/* Those of css, ova, sova, asm; of a softmax of the classes alone; that with logits of the experts for themselves. */
loss_link_fn loss_link_css, loss_link_ova, loss_link_sova, loss_link_asm, loss_link_softmax, loss_link_logistic;

#endif
