/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Smooth calibration error (Blasiok, Nakkiran 2024, "Smooth ECE", definitions 2 and 3): with the residual
 * measure r = E[(event - confidence) at confidence t] and K the Gaussian kernel reflected at 0 and 1,
 *
 *   smECE_sigma = integral over [0, 1] of |(r * K_sigma)(t)| dt
 *   smECE       = the sigma at which smECE_sigma = sigma
 *
 * The residuals are spread linearly over a grid of SMOOTH_CELLS cells (exact sums, mergeable); the reflected
 * Gaussian is diagonal in the cosine basis, so each sigma costs O(cells * frequencies).  The grid adds at
 * most (1/SMOOTH_CELLS)^2 / 4 to sigma^2, less than a thousandth of it for sigma > 0.01.
 */
#ifndef L2D_SMOOTH_H
#define L2D_SMOOTH_H

#include <stdbool.h>

#include "base/err.h"
#include "math/sum.h"
#include "math/tally.h"
#include "summary/state.h"

enum { SMOOTH_CELLS = 2048 };

struct smooth {
	struct sum *at; /* [SMOOTH_CELLS + 1]: weighted residuals at the grid's points */
	struct tally weight;
};

int smooth_init(struct smooth *s, struct err *e);
void smooth_free(struct smooth *s);
void smooth_add(struct smooth *s, double conf, bool event, double weight);
void smooth_merge(struct smooth *s, const struct smooth *other);

/* Parts smooth_weight and residual by grid point. */
int smooth_write(const struct smooth *s, struct state_out *o, struct err *e);
/* Adds the item if it is one of these: true then. */
bool smooth_read(struct smooth *s, struct state_item *i);
/* Whether these can be sums of rows. */
bool smooth_is_sound(const struct smooth *s);

/* smECE_sigma, sigma > 0, into *value; NaN without rows. */
int smooth_at(const struct smooth *s, double sigma, double *value, struct err *e);
/* smECE. */
int smooth_result(const struct smooth *s, double *value, struct err *e);

#endif
