/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A router as a model file of kind `router`.  Records:
 *
 *   rule            its name
 *   part, seed      the share of the rows that a coin sends to the other side, whose records begin with `beyond.`; the seed is
 *                   there where the share is above 0
 *   lambda          of best
 *   least           of sufficient: the threshold
 *   latency         the most that those asked on a row may take together, or inf
 *   agent           of the others: a list of names; agents: how many
 *   stop            `conf` or `defer`
 *   stage           of a cascade: whom to ask, a list of names; stages: how many
 *   threshold       below which the next one is asked: a list
 *   base            of frugal: who is asked first
 *   class           a list of names; classes: how many
 *   next,CLASS      whom to ask for that answer, empty: nobody
 *   threshold,CLASS below which
 *   policy          of adaptive: `states`, or `cascade`: then the records of one
 *   edges,AGENT     how many edges there are between the bins of an agent's confidences
 *   edge.AGENT      they, a list
 *   state           a list of states (adaptive/adaptive_states.h), as 16 hexadecimal digits; states: how many
 *   action,STATE    the agent who is asked there, or, where he has been, whose answer is given
 */
#ifndef L2D_ROUTER_FILE_H
#define L2D_ROUTER_FILE_H

#include "apply/modelfile.h"
#include "route/router.h"

/* input: how the rows were read that it is for. */
int router_write_file(const struct router *r, const char *file, const struct route_input_options *input, struct err *e);

/* r is zero before, and the caller's to free in every case.  Sets in *input what the router wants of rows. */
int router_read(struct router *r, const struct modelfile *f, struct route_input_options *input, struct err *e);

#endif
