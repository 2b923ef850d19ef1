/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a run of em/em.h is told, and what its E-steps tell.
 */
#ifndef L2D_EM_OPTIONS_H
#define L2D_EM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "em/mixture_rows.h"
#include "network/fit.h"

struct em_options {
	bool variational;
	double supervise; /* S >= 0 */
	double l2;
	const double *lo, *hi;     /* [1 + nexpert] limits of the shares, or both NULL */
	const struct names *agent; /* [1 + nexpert] for messages */
	size_t jobs;
};

/* What an E-step tells. */
struct em_point {
	double loglik;    /* (1/V) sum_i v_i log Pr(y_i, {t observed} | x_i) */
	double objective; /* F */
	double *share;    /* [1 + nexpert] mean responsibility, q~ */
	double *price;    /* [1 + nexpert] duals u - l of the limits; 0 without limits */
};

#endif
