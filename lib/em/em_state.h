/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the files of em/em.h share: the state of a run.
 */
#ifndef L2D_EM_STATE_H
#define L2D_EM_STATE_H

#include "em/em_options.h"
#include "optim/lbfgs_warm.h"

/* What the E-step sums over a segment of the rows. */
struct sums {
	double posterior;   /* v log sum_k Pr(z = k | x) A_k, v the faded weight */
	double annotations; /* v log Pr(t | x) */
	double supervised;  /* w log Pr(t_0 = y | x) */
	double bound;       /* mean field only: v times its lower bound of log sum_k Pr(z = k | x) A_k */
	double change;      /* mean field only: the largest of a responsibility */
};

struct em_part_work {
	struct em *em;
	struct fit fit;
	struct fit_work *work;
	struct lbfgs_warm warm;
};

struct em {
	struct mixture *m;
	const struct mixture_rows *d;
	const struct em_options *o;
	size_t nagent;
	double total;           /* weight of all rows */
	double *v;              /* [n] weights times fade, or NULL: nothing fades */
	double faded, labelled; /* their sum; of the rows with a label */
	struct em_part_work part[MIXTURE_PARTS];
	double *q; /* [nlabelled x nagent] */
	/* Mean field only, [nlabelled x nagent]. */
	double *log_gate, *odds; /* log Pr(z | x); log odds of Pr(t = y | x) */
	double *b, *free;        /* q_t[y]; q before it is projected */
	struct sums sums[FIT_SEGMENTS];
	double *scratch; /* [threads x nscratch] */
	size_t nscratch;
	double *packed[MIXTURE_PARTS]; /* the parts' parameters, see network_pack; of the E-step */
	struct em_point point;
	bool fresh; /* no E-step has been made: nobody is responsible for anything */
};

static inline double em_weight(const struct mixture_rows *d, size_t i)
{
	return d->w ? d->w[i] : 1;
}

/* The weight of all that a row says of the experts and of who should answer. */
static inline double em_faded(const struct em *em, size_t i)
{
	return em->v ? em->v[i] : em_weight(em->d, i);
}

/* Scratch of the E-step: the logits of a block by a part. */
static inline size_t em_part_scratch(const struct em *em, size_t part)
{
	return network_scratch(&em->m->network[part], FIT_BLOCK);
}

#endif
