/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the hidden classes of a fitted crowd are called.
 *
 * The likelihood of the confusion matrices is the same whatever the hidden classes are called, as is the coin's of two classes, and a head
 * on features has no names of its own either.  The start of the fit gives them the voters' names; after it they get those
 * under which the expected number of right votes is largest: an assignment, found by cycles of changes that raise it (Ahuja, Magnanti, Orlin
 * 1993, chapter 9).  Where every item has its own probabilities of the classes, these name them.
 *
 * Time O(classes^3 + workers x classes^2) a cycle, O(classes^2) where none is left; memory O(classes^2).
 */
#ifndef L2D_CROWD_NAMES_H
#define L2D_CROWD_NAMES_H

#include "crowd/crowd_head.h"

/* head: NULL where there is none.  count [workers x classes x classes]: expected votes; total: the items' weight, to which rounding is
 * small.  Both follow the exchanges, of which c->renamed is the number. */
int crowd_name_classes(struct crowd *c, struct crowd_head_fit *head, double *count, double total, struct err *e);

#endif
