/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the files of em/em.h share: the state of a run.
 */
#ifndef L2D_EM_STATE_H
#define L2D_EM_STATE_H

#include "base/jobs.h"
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

/* The same of weights. */
struct weights {
	double total, faded, labelled;
};

/* A part's losses of consecutive rows, row 0 of which is the block's first. */
struct em_loss {
	struct em *em;
	struct mixture_block rows;
	char apart[JOBS_APART];
};

/* A part is fitted to rows with a label and, one of experts, to those without: two sums over segments, which are added. */
struct em_part_work {
	struct em *em;
	struct fit fit[MIXTURE_KINDS];
	struct fit_work *work[MIXTURE_KINDS]; /* NULL: there are no rows of this kind */
	struct em_loss loss[MIXTURE_KINDS];   /* of rows in memory */
	struct em_source {
		struct em_part_work *part;
		enum mixture_kind kind;
	} source[MIXTURE_KINDS]; /* of rows that are read */
	double *grad;            /* [parameters] of the second sum */
	struct lbfgs_warm warm;
};

struct em {
	struct mixture *m;
	const struct mixture_rows *d;
	const struct em_options *o;
	size_t nagent;
	struct weights weight; /* of all rows; times what age has left of them; the latter of those with a label */
	size_t n;              /* the process's rows with a label, of which it keeps: */
	double *v;             /* [n] weights times fade; NULL: all 1 */
	struct em_part_work part[MIXTURE_PARTS];
	double *q; /* [n x nagent] */
	/* Mean field only, [n x nagent]. */
	double *log_gate, *odds; /* log Pr(z | x); log odds of Pr(t = y | x) */
	double *b, *free;        /* q_t[y]; q before it is projected */
	struct sums sums[FIT_SEGMENTS];
	struct weights weights[FIT_SEGMENTS];
	double *shares;                 /* [FIT_SEGMENTS x nagent] */
	size_t begin[FIT_SEGMENTS + 1]; /* of the segments, among all rows with a label */
	double *scratch;                /* [threads x nscratch] */
	size_t nscratch;
	struct em_loss *read; /* [threads] of rows that are read */
	struct em_point point;
	double log_right, log_wrong; /* log Pr(y | t) */
	bool fresh;                  /* no E-step has been made: nobody is responsible for anything */
	/* The E-step makes the M-step's first evaluation, too: no row's responsibilities depend on other rows. */
	bool ahead;
};

static inline double em_weight(const struct mixture_rows *d, size_t i)
{
	return d->w ? d->w[i] : 1;
}

/* The weight of all that a row says of the experts and of who should answer. */
static inline double em_faded(const struct mixture_rows *d, size_t i)
{
	return d->fade ? em_weight(d, i) * d->fade[i] : em_weight(d, i);
}

#endif
