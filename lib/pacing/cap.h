/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Limits while rows come one at a time: how much of each is used up, and what one reading more costs by it.
 */
#ifndef L2D_CAP_H
#define L2D_CAP_H

#include <stddef.h>

#include "base/names.h"
#include "math/sum.h"

struct cap {
	double lo, hi;   /* hi infinite: none */
	double soft;     /* what each unit beyond them costs; infinite: there may be none beyond */
	double price;    /* of one unit more, in the losses' unit */
	double used;     /* rounded, of what is no count */
	struct sum *sum; /* that exactly; NULL: counts */
	size_t line;     /* that it is of, counted from 0; NAMES_NONE: of none, or none that is known yet */
};

struct caps {
	struct names name; /* [n] */
	struct cap *at;    /* [n] without limits at first */
	size_t room;
};

void caps_free(struct caps *c);

/* The cap of that name, a new one where there is none. */
int caps_find(struct caps *c, const struct name *name, size_t *index, struct err *e);
/* Of what is no count. */
int cap_exact(struct cap *c, struct err *e);

void cap_use(struct cap *c, double amount);

/* What `amount` >= 0 more costs: infinite where there is no room for it; its price, that of a lower limit only until it is kept;
 * beyond a soft limit what that costs. */
double cap_marginal(const struct cap *c, double amount);

#endif
