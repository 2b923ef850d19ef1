/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The surrogate losses of learning to defer: one table, each with its value and gradient on one
 * row, its source, and the link from its Bayes-optimal logits back to probabilities.
 *
 * Notation: classes 0..L-1 with logits f, experts 0..J-1 with defer logits d, z = (f, d);
 * phi(t) = log(1 + exp(-t)); c_j = c0_j + 1[e_j != y] the cost of asking expert j; natural
 * logarithms.  c_max is 1 + max_j c0_j (`const`) or max(1, c_1, ..) over the experts that
 * answered (`tight`).
 *
 *   ce          -log softmax(f)_y
 *   confidence  ce + sum_j phi(+-d_j), + where expert j is right (Raghu et al. 2019, arXiv:1903.12220)
 *   css         -sum_k (c_max - 1[k != y]) log p_k - sum_j (c_max - c_j) log p_dj, p = softmax(z) (Mozannar
 *               & Sontag 2020, arXiv:2006.01862; Narasimhan et al. 2022, eq. 4); alpha multiplies the
 *               term of y where an expert that answered is right
 *   ova         c_max phi(f_y) + sum_{k != y} [(c_max - 1) phi(f_k) + phi(-f_k)]
 *               + sum_j [(c_max - c_j) phi(d_j) + c_j phi(-d_j)] (Verma & Nalisnick 2022, arXiv:2202.03673;
 *               Narasimhan et al. 2022, eq. 10)
 *   sova        ce + the terms of d of ova (Narasimhan et al. 2022, eq. 12)
 *   rejector    sum_j 1[h != y] phi(r_j) + c_j phi(-r_j), h = argmax f of a frozen classifier,
 *               r_j = d_j - max f or, free, r_j = d_j (Narasimhan et al. 2022, eq. 14)
 *   mixexp      rho_0 ce + sum_j rho_j c_j, rho = softmax(0, d): the logistic function for one expert
 *               (Madras et al. 2018, arXiv:1711.06664)
 *   realizable  -alpha log[(exp f_y + sum_j 1[e_j = y] exp d_j) / sum_i exp z_i] + (1 - alpha) ce
 *               (Mozannar et al. 2023, arXiv:2301.06197)
 *   asm         ce - sum_j log(psi_j where j is right, 1 - psi_j where it is wrong),
 *               psi_j = exp d_j / (sum_k exp f_k + exp d_j - max_k exp f_k) (Cao et al. 2023,
 *               arXiv:2311.01106)
 *   lee         sum_{k != y} [1/(L-1) + f_k]_+ + sum_j c_j [1/(L-1) + d_j]_+, z centred to sum 0 (Lee, Lin &
 *               Wahba 2004, as a deferral loss in Narasimhan et al. 2022, section 6)
 *   triage      1[kept] ce - log softmax(0, d)_who, who being the better agent (Okati et al. 2021,
 *               arXiv:2103.08902): the expert of the least c0_j among those whose answer is right, if ce > c0_j
 *               (a right answer has a cross-entropy of 0, a wrong one an infinite one), else the model;
 *               train/train.h limits how many
 *   twostage    sum over agents a of (sum_{b != a} mu_b)(-log softmax(0, d)_a), agent 0 the frozen classifier
 *               with mu_0 = 1[h != y], mu_j = c_j (Mao et al. 2023, arXiv:2310.14774; Montreuil et al.)
 *
 * Graded outcomes: where a table says what every answer is worth, a number q from 0 to 1, 1[e_j != y] is 1 - q_j, and the frozen
 * classifier's 1[h != y] is 1 - q_0.  Losses with LOSS_GRADED are linear in it, so that P(e_j = y | x) in what follows is
 * E[q_j | x], whatever the distribution, but for a tight c_max, which needs qualities of 0 and 1, and css with alpha, which
 * multiplies the term of y by 1 - (1 - alpha) max_j q_j.  twostage minimises -q in any unit: a common factor and constant of all costs
 * change no decision.
 *
 * An expert who gave no answer on a row is masked: its terms vanish and its logit leaves the softmax and lee's
 * centring.  The Bayes-optimal ratios of the other logits do not change by that, so answers that are missing at
 * random, given the features, leave the losses consistent, but for
 *   css, ova at a tight c_max and a cost above 0: c_max is smaller where the answer is missing, so that the classes'
 *     weights depend on the share of answers, which the link needs (loss_setup.share);
 *   lee, and twostage of two or more experts: what is pulled together depends on who answered.  Training lifts
 *     them (loss_setup.lifted): every logit takes part in every row, and c_j of an answer counts W / W_j times, W the
 *     weight of all rows and W_j of those that expert j answered.  These losses are linear in c_j, so the mean is an
 *     unbiased one of the loss of complete answers where they are missing completely at random.
 *
 * A row costs O(L + J).  Values and gradients are good to a few units in the last place of the
 * largest term; nothing overflows for finite logits.  A class logit may be -inf (probability 0): a term without
 * weight is 0 then, and a value that is not finite says that the loss is infinite.
 */
#ifndef L2D_LOSS_H
#define L2D_LOSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "train/loss_case.h"
#include "train/loss_link.h"

enum loss_flags {
	LOSS_EXPERTS = 1,    /* has defer logits */
	LOSS_FROZEN = 2,     /* the class logits are given, not trained */
	LOSS_COST = 4,       /* c0 matters */
	LOSS_CMAX = 8,       /* c_max may be tight */
	LOSS_ALPHA = 16,     /* has alpha */
	LOSS_FREE = 32,      /* has the free form */
	LOSS_STAGED = 64,    /* needs who was better: the classes first, then the experts */
	LOSS_P = 128,        /* p_* and conf_model have a link */
	LOSS_CONF = 256,     /* conf_* of the experts has a link */
	LOSS_SHIFT = 512,    /* shifting all logits together does not change it */
	LOSS_SHIFT_F = 1024, /* shifting f does not */
	LOSS_KINKS = 4096,   /* where the gradient jumps, at the optimum too; rounded off, it is steep there */
	LOSS_CE = 8192,      /* the classes' part is the cross-entropy */
	LOSS_GRADED = 16384, /* takes graded outcomes */
	LOSS_LIFT = 2048,    /* with gaps in the answers training lifts it, see above */
};

/* The value at z and its gradient g: z = (f, d) [nclass + nexpert], or f alone where a loss is separate. */
typedef double loss_fn(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g);
/* The experts' part of a separate loss: d and its gradient g [nexpert]; f only for a frozen classifier. */
typedef double loss_experts_fn(
	const struct loss_setup *s, const struct loss_case *c, const double *f, const double *d, double *g);

struct loss {
	const char *name;
	const char *source; /* paper and equation, for people */
	unsigned flags;
	loss_fn *joint;           /* of all logits; NULL when the two parts are separate */
	loss_fn *classes;         /* the part that owns f; NULL: none */
	loss_experts_fn *experts; /* the part that owns d; NULL: none */
	loss_link_fn *link;       /* writes what LOSS_P and LOSS_CONF name; NULL: nothing */
};

/* The table, ended by a NULL name. */
extern const struct loss loss_table[];

/* Whether the loss, of graded outcomes, has no use for a classifier's logits. */
bool loss_without_classes(const struct loss *l, const struct loss_setup *s);

/* The name of loss i; NULL after the last. */
const char *loss_name(size_t i);

const struct loss *loss_find(const char *name);

/* The whole loss.  g [nclass + nexpert] gets 0 for what is not trained. */
double loss_row(
	const struct loss *l, const struct loss_setup *s, const struct loss_case *c, const double *z, double *g);

/* The cheapest expert whose answer is right, the first of equals, as an agent, and its c0_j; 0 when there is none. */
size_t loss_right_expert(const struct loss_setup *s, const struct loss_case *c, double *cost);

/* c0 = NULL: the costs were different from row to row.  ST_DATA, with words, when the loss has a
 * link but this training of it has none. */
int loss_link_init(
	struct loss_link *k, const struct loss *l, const struct loss_setup *s, const double *c0, struct err *e);

/* p [nclass] sums to 1; conf [1 + nexpert] is the model's and the experts' probability of being right,
 * clipped to [0, 1].  Only what the loss's flags LOSS_P and LOSS_CONF name is written. */
void loss_link_row(const struct loss_link *k, const double *z, double *p, double *conf);

#endif
