/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Feature maps: what a head sees of a row.  First every feature is standardised, (x - mean) / scale,
 * then
 *
 *   linear     the features themselves
 *   quadratic  the features, then all products x_i x_j, i <= j: D + D (D + 1) / 2 in all
 *   rff:D      D random Fourier features sqrt(2 / D) cos(omega_k . x + phase_k), omega normal with
 *              variance 2 / nin, phase uniform on [0, 2 pi): their inner product approximates the
 *              Gaussian kernel exp(-|x - x'|^2 / nin) (Rahimi & Recht 2007)
 *
 * A map is part of a model: it is drawn and fitted once, written to the model file, read back.
 */
#ifndef L2D_FEATURE_MAP_H
#define L2D_FEATURE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "math/rng.h"

/* Random features at most. */
enum { FEATURE_MAP_RFF_MAX = 1000000 };

enum feature_map_kind { FEATURE_MAP_LINEAR, FEATURE_MAP_QUADRATIC, FEATURE_MAP_RFF };

struct feature_map {
	enum feature_map_kind kind;
	size_t nin;    /* features */
	size_t nout;   /* what the head sees */
	double *mean;  /* [nin] */
	double *scale; /* [nin], positive */
	double *omega; /* [nout x nin]; rff only, else NULL */
	double *phase; /* [nout]; rff only, else NULL */
	double *z;     /* [nin] the standardised row, scratch */
};

/* "linear", "quadratic" or "rff:D", D at least 1; *d gets D, or 0.  ST_USAGE otherwise. */
int feature_map_parse(const char *text, enum feature_map_kind *kind, size_t *d, struct err *e);

/* The name that feature_map_parse reads, without ":D". */
const char *feature_map_name(enum feature_map_kind kind);

/* What a map of nin features makes of a row: so many numbers. */
size_t feature_map_width(enum feature_map_kind kind, size_t nin, size_t d);

/* Means 0, scales 1, omega and phase 0. */
int feature_map_init(struct feature_map *m, enum feature_map_kind kind, size_t nin, size_t d, struct err *e);
void feature_map_free(struct feature_map *m);

/* Draws omega and phase; nothing to do for the other kinds. */
void feature_map_draw(struct feature_map *m, struct rng *r);

/* x [nin] -> out [nout].  Not for several threads at once on the same map.  out = x is allowed for
 * the linear map. */
void feature_map_row(const struct feature_map *m, const double *x, double *out);

/* The same of n rows, by whoever has scratch z [nin] of its own. */
void feature_map_block(const struct feature_map *m, double *z, const double *x, size_t n, double *out);

/* Replaces *x [n x nin] by the mapped rows [n x nout]. */
int feature_map_rows(const struct feature_map *m, double **x, size_t n, size_t jobs, struct err *e);

/* gx [nin] is the gradient by x of a function whose gradient by the mapped row is g [nout], at the row that feature_map_row was
 * called for last. */
void feature_map_gradient(const struct feature_map *m, const double *g, double *gx);

#endif
