/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The smallest change of a row's features with which an attacker of a head reaches a goal (robust/goal.h): its radius.
 *
 * Features move in units: a change d_i of feature i is d_i times its unit, the standard deviation that the model file has for it, or 1.
 *
 * Of a head whose logits are linear the radius is exact: of every outcome that reaches the goal, the distance to the polyhedron that its
 * conditions are (robust/polyhedron.h), and of these the least.  Of any other head there are two bounds: the largest change up to which no
 * outcome that reaches the goal is possible (robust/certificate.h; one of its conditions cannot be met), found by halving, and the shortest
 * change that an attack finds (robust/descent.h).
 */
#ifndef L2D_STRESS_H
#define L2D_STRESS_H

#include "robust/certificate.h"
#include "robust/descent.h"
#include "robust/polyhedron.h"
#include "robust/stress_model.h"

struct stress_options {
	enum norm norm;
	bool raw;         /* units are 1 */
	const bool *may;  /* [features] whether it may be touched */
	const double *lo; /* [features] limits of the attacked feature, in the table's unit; may be infinite */
	const double *hi;
	double most;         /* of a head that is not linear: the largest change that is looked at */
	size_t starts, seed; /* of attacks on it */
};

/* What a goal takes. */
struct stress_radius {
	double lo,
		hi; /* bounds of the radius, equal where it is exact; +inf: it cannot be reached, or no way was found */
};

struct stress {
	const struct stress_model *model;
	const struct stress_options *opt;
	struct norm_ball ball;
	double *lo, *hi, *unit; /* [features] of the changes */
	double *d, *x, *z, *scratch;
	struct goal_condition *condition;
	struct polyhedron polyhedron;
	struct certificate certificate;
	struct descent descent;
	size_t outcome; /* what the change leads to */
};

/* Arrays come from the arena; keeps model and opt. */
int stress_init(struct stress *s, const struct stress_model *model, const struct stress_options *opt, struct arena *a,
	struct err *e);

/* The radius of a row with features x; r has its logits.  s->d is the change of norm hi, in units, where hi is finite. */
struct stress_radius stress_radius(struct stress *s, const struct goal *g, const struct goal_row *r, const double *x);

/* After that, of a row whose radius is finite: features with which the goal is reached and not just met, by a change that
 * is longer by next to nothing, and their logits, in which what is given stays.  False, and x as it was: there are
 * none, or none are needed. */
bool stress_attack(
	struct stress *s, const struct goal *g, const struct goal_row *r, const double *x, double *attacked, double *z);

#endif
