/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Learning a mixture of agents by expectation maximisation, monotone in the objective
 *
 *   F = (1/V) [ sum_i v_i log Pr(y_i, {t_im observed} | x_i) - sum_i v_i KL(q~_i || q_i) ]
 *       + (S/W) sum_i w_i log Pr(t_i0 = y_i | x_i) - (l2/2) |weights|^2,    V = sum_i v_i, W = sum_i w_i.
 *
 * v_i = w_i fade_i: what a row says of the experts and of who should answer ages, so that an expert who was good
 * once loses its work; that the label is y does not, and the classifier learns from it in full.
 *
 * E-step: the posterior q_i of the agent who answers, in closed form (mixture.h).  With limits on the agents'
 * shares, q~ is its projection on (sum_i v_i q~_i) / sum_i v_i in [LO, HI] over the whole data set
 * (math/klproject.h), which maximises F given the parts; without, q~ = q.  Rows without a label have no
 * answer to be responsible for: their annotations alone count, and shares are over the other rows.
 *
 * Variational E-step: the paper's mean field, log q_t[m,c] = log Pr(t_m = c | x) + q_z[m] log Pr(y | c) and
 * log q_z[m] = log Pr(z = m | x) + sum_c q_t[m,c] log Pr(y | c), iterated, for what is missing.  Only b =
 * q_t[m,y] matters, for Pr(y | c) has two values and the classes other than y keep their proportions.
 * F then has the mean field's lower bound in place of the log-likelihood.
 *
 * M-step, generalised: a quasi-Newton step for every part, none of which lowers F (math/lbfgs_warm.h).
 *
 * An iteration takes O(N M C d): forward and backward, as a rule, 1 + EM_STEPS times, the first time along with the E-step, whose
 * softmaxes an M-step begins with; under limits and with the mean field responsibilities wait for all rows: then once more forward.
 * Memory: of the process's rows with a label M + 1 doubles each, five times that for the mean field, and one for weights.  Results do not
 * depend on `jobs`, nor on the number of processes (parallel/peers.h), nor on whether rows are in memory or are read.
 */
#ifndef L2D_EM_H
#define L2D_EM_H

#include "em/em_options.h"

/* Steps of an M-step.  Measured on 6,000 blobs and 12,400 tweets, half of the annotations missing: 1, 2, 3
 * and 5 steps end after the same number of iterations, so the cheapest one is the fastest. */
#define EM_STEPS 1

struct em;

/* Keeps all pointers.  NULL: out of memory, or rows could not be read (e). */
struct em *em_new(struct mixture *m, const struct mixture_rows *d, const struct em_options *o, struct err *e);
void em_free(struct em *em);

/* The E-step.  *p: valid until the next one.  ST_NUMERIC: the limits clash, naming the agents. */
int em_expect(struct em *em, const struct em_point **p, struct err *e);

/* The responsibilities q~ of the last E-step, of the process's rows with a label: [rows x (1 + nexpert)]. */
const double *em_responsibility(const struct em *em);

/* One part's share of -F at theta given the responsibilities, and its gradient. */
double em_part(struct em *em, enum mixture_part part, const double *theta, double *grad);

/* The M-step.  A status other than ST_OK: rows could not be read. */
int em_maximise(struct em *em, size_t steps, struct err *e);

/* Returns a status; other than ST_OK ends the run with it. */
typedef int em_trace_fn(void *ctx, size_t iteration, const struct em_point *p, struct err *e);

/* Checks that the limits can be met, before anything is learned; fits the experts' models to their own
 * annotations and the classifier to the labels (S > 0); then iterates until F rises by less than
 * `tolerance` or `iterations` are done.  The trace sees every E-step, the last one included.
 * ST_NUMERIC: the limits clash, or F fell by more than rounding explains, or (*converged is false) nothing:
 * the caller decides what not converging means. */
int em_run(struct em *em, size_t iterations, double tolerance, em_trace_fn *trace, void *ctx, bool *converged,
	struct err *e);

#endif
