/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * An attack on a head that is not linear: a change that meets conditions, as short as it finds.  What it finds is one, so its norm is an
 * upper bound of the radius.
 *
 * The conditions are made linear at the change reached so far, and the shortest change that meets those (robust/polyhedron.h) is the next
 * one, which is taken back to where the conditions begin to hold.  For one condition that is a gradient step projected on the ball that
 * just touches it (Moosavi-Dezfooli et al. 2016, arXiv:1511.04599, in every norm and with limits).  Where no change
 * meets all of them it meets the one that lacks most.  It starts from the row, and again from
 * changes drawn from a hash of the seed and the row's features, so that what is found depends on nothing but the row.
 *
 * A step costs a gradient a condition, and a polyhedron.
 */
#ifndef L2D_DESCENT_H
#define L2D_DESCENT_H

#include <stdint.h>

#include "robust/goal.h"
#include "robust/polyhedron.h"
#include "robust/stress_model.h"

struct descent {
	const struct stress_model *model;
	struct polyhedron *polyhedron;
	const double *unit; /* [features] */
	size_t starts, seed;
	double *x, *z, *weight, *gradient, *d, *best, *scratch;
};

/* Keeps what it is given; arrays come from the arena. */
void descent_init(
	struct descent *s, const struct stress_model *model, struct polyhedron *p, const double *unit, struct arena *a);

/* The norm of the shortest change found of features x with which all n conditions hold strictly, at most `most`, and that change d
 * [features]; +inf: none was found.  given [logits] are those that no head computes. */
double descent_find(struct descent *s, const struct goal_condition *c, size_t n, const double *given, const double *x,
	double most, double *d);

#endif
