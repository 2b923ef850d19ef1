/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Probabilistic learning to defer (Nguyen, Do & Carneiro, "Probabilistic learning to defer: handling missing
 * expert annotations and controlling workload distribution", ICLR 2025): one classifier and M experts, of
 * whom a latent agent z answers,
 *
 *   Pr(y, {t_m observed} | x) = sum_z Pr(z | x) Pr(y | t_z) prod_{m observed} Pr(t_m | x),
 *   Pr(y | t = c) = (1 - s) 1[c = y] + s / C
 *
 * with gate Pr(z | x), a model Pr(t_m | x) of every expert's annotation and the classifier's Pr(t_0 | x).
 * Agents are numbered as everywhere: 0 is the model, 1 + m is expert m.  The three parts are heads; the
 * experts' models are one wide head (expert by expert, class by class), so that one matrix product serves
 * all of them; with hidden layers they share those.
 *
 * An annotation that is missing, and the classifier's own answer, integrate out:
 *   A_k = sum_c Pr(t_k = c | x) Pr(y | c) = s / C + (1 - s) Pr(t_k = y | x);
 * where it is observed A_k = Pr(y | t_k).  An answer that is no class is the event t_m != y, whose probability
 * 1 - Pr(t_m = y | x) is in the place of Pr(t_m | x), and A_m = s / C.  Given x, y and the observed annotations, z has the posterior
 * Pr(z = k | x) A_k / sum, and its marginal likelihood is the sum.
 */
#ifndef L2D_MIXTURE_H
#define L2D_MIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "network/network.h"

enum mixture_part { MIXTURE_GATE, MIXTURE_CLASSIFIER, MIXTURE_EXPERTS, MIXTURE_PARTS };

struct mixture {
	size_t nclass, nexpert;
	double smoothing; /* s, in [0, 1) */
	struct network network[MIXTURE_PARTS];
	double *theta[MIXTURE_PARTS]; /* [network.nparam] */
	double *line; /* [2 x agents] slopes, intercepts of what conf is turned into (em/confidence.h); NULL: it stays */
};

/* An answer that is no class: all that is known of it is that it is not y. */
#define ANNOTATION_OTHER UINT32_MAX

/* One annotation: class `label` by `expert`; in rows with a label ANNOTATION_OTHER as well. */
struct annotation {
	uint32_t expert, label;
};

/* Parameters are those of network_start, drawn part after part.  m needs mixture_free only after ST_OK. */
int mixture_init(struct mixture *m, size_t nin, const size_t *hidden, size_t nhidden,
	enum network_activation activation, size_t nclass, size_t nexpert, double smoothing, struct rng *r,
	struct err *e);
void mixture_free(struct mixture *m);

/* Lines that change nothing. */
int mixture_add_lines(struct mixture *m, struct err *e);

/* The log odds of a confidence, finite for 0 and 1 too. */
double mixture_odds_of(double conf);

/* log Pr(y | t), which depends on whether t = y only. */
double mixture_log_right(const struct mixture *m);
double mixture_log_wrong(const struct mixture *m);

/* Scratch for mixture_predict: so many doubles. */
size_t mixture_scratch(const struct mixture *m);

/* For one row x: the gate q [1 + nexpert]; the classifier's probabilities p [nclass]; conf [1 + nexpert], the
 * probability Pr(t_m = y | x) that each agent's answer is right, under the joint distribution above with no
 * annotation observed.  Let P_k(c) = Pr(t_k = c | x); an expert's answer is drawn from P_m, the model's is its
 * likeliest class c*:
 *   conf_m = q_m (1 - s + s / C) + sum_{k != m} q_k [s / C + (1 - s) sum_c P_k(c) P_m(c)]
 *   conf_0 = sum_k q_k [s / C + (1 - s) P_k(c*)]
 * With lines conf then is 1 / (1 + exp(-(slope log(conf / (1 - conf)) + intercept))).
 * Returns the deferral score log max_m q_m - log q_model, finite where q_model rounds to 0. */
double mixture_predict(const struct mixture *m, const double *x, double *scratch, double *q, double *p, double *conf);

/* Log odds of Pr(t = y | x) from the logits z [nclass] of t: log Pr(y) = -softplus(-odds). */
double mixture_odds(const double *z, size_t nclass, size_t y);

/* -b log Pr(t = y | x) - (1 - b) log Pr(t != y | x) of logits z [nclass], and its gradient g: a mean field's loss with Pr(t = y) = b. */
double mixture_field_loss(const double *z, size_t nclass, size_t y, double b, double *g);

#endif
