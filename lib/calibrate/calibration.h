/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Calibration maps: fitted on labelled rows, applied to a row of class probabilities or of logits.
 *
 * A confidence that an agent is right is the case of two classes, "wrong" and "right".
 *
 * temperature, vector and dirichlet map all classes at once.  platt, beta, isotonic and histogram map one
 * number, the probability of one class against the rest; with two classes that is the second class, and the
 * first one gets what is left; with more, every class has its own map and the row is divided by its sum
 * (Zadrozny & Elkan 2002, section 4), a row of zeros becoming uniform.
 *
 * log p is a logit up to a constant per row.  Where a logarithm is taken, a probability below
 * CALIBRATION_FLOOR counts as CALIBRATION_FLOOR, and one above 1 - CALIBRATION_FLOOR as that.
 *
 * Memory of a fit: the caller's n k numbers and 32 n more.
 */
#ifndef L2D_CALIBRATION_H
#define L2D_CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"
#include "calibrate/isotonic_histogram.h"
#include "calibrate/platt_beta.h"
#include "math/edges.h"

/* The spacing of doubles at 1: a probability written by a softmax in doubles has no smaller complement. */
#define CALIBRATION_FLOOR 0x1p-52

/* In the order of the option --method. */
enum calibration_method {
	CALIBRATION_TEMPERATURE,
	CALIBRATION_VECTOR,
	CALIBRATION_PLATT,
	CALIBRATION_BETA,
	CALIBRATION_ISOTONIC,
	CALIBRATION_HISTOGRAM,
	CALIBRATION_DIRICHLET,
};
#define CALIBRATION_METHODS "temperature|vector|platt|beta|isotonic|histogram|dirichlet"

struct calibration_options {
	int method;          /* enum calibration_error_method */
	bool smooth;         /* platt: smoothed targets */
	bool on_probability; /* platt: of the probability instead of its logit */
	bool step;           /* isotonic: no interpolation */
	size_t bins;         /* histogram */
	bool mass;           /* histogram: bins of equal mass */
	bool left;           /* histogram: bins closed on the left */
	double lambda, mu;   /* dirichlet: ODIR */
};

/* One class against the rest; which member is used depends on the method. */
struct calibration_map {
	struct sigmoid sigmoid;
	struct knots knots;
	struct edges edges;
	double *value; /* [edges.n] */
};

struct calibration {
	struct calibration_options opt;
	size_t k; /* classes */
	size_t ntheta;
	double *theta;               /* [ntheta] temperature: beta; vector, dirichlet: see calibrate_softmax.h */
	size_t passes;               /* of a temperature's fit over the data; 0: not known */
	size_t nmap;                 /* 0, or 1 with two classes, or k */
	struct calibration_map *map; /* [nmap] */
};

struct calibration_data {
	size_t n, k;
	bool logits;                 /* what `in` holds */
	double *in;                  /* [n][k]; a fit may overwrite it with logarithms */
	const size_t *y;             /* [n] */
	const double *w;             /* [n], or NULL for 1 */
	const struct names *classes; /* for messages; NULL for a confidence */
};

/* Fits c, which needs no initialisation and is to be freed on ST_OK only.  ST_NUMERIC, with words, when the
 * map has no optimum. */
int calibration_fit(
	struct calibration *c, const struct calibration_options *opt, const struct calibration_data *d, struct err *e);
void calibration_free(struct calibration *c);

/* The calibrated probabilities p [k] of the row in [k], which may not be p; work [k]. */
void calibration_apply(const struct calibration *c, const double *in, bool logits, double *work, double *p);

#endif
