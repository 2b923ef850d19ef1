/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A threshold as a model file of kind `threshold`.  Records:
 *
 *   rule                    its name
 *   class, expert           lists of names
 *   threshold, price        numbers
 *   cost                    of asking any expert; not there: the columns cost_*
 *   confidence,EXPERT       a constant conf_EXPERT
 *   part, next_price, seed  the coin for rows at the edge; not there: none
 *   coverage, system_accuracy, bound   what the calibration table said, where it did: for people
 *   by, group               lists of the columns of --group and of the groups' names (summary/groups.h); bys, groups: how many
 *   others                  `decided` or `refused`: rows of other groups
 *   of.threshold,GROUP, of.price, of.part, of.next_price   the settings of a group; the same without `of.` are those of any
 *                           other row, and are not there where such a row is refused
 *   found.coverage,GROUP, found.system_accuracy, found.bound, found.error, found.rate   for people, as error and price_of_fairness are
 */
#ifndef L2D_THRESHOLD_FILE_H
#define L2D_THRESHOLD_FILE_H

#include "apply/modelfile.h"
#include "base/err.h"
#include "threshold/targets.h"
#include "threshold/threshold.h"

/* t is what it was tuned with. */
int threshold_write(const struct threshold *p, const struct targets *t, int fd, struct err *e);
/* p needs threshold_free also after a failure. */
int threshold_read(struct threshold *p, const struct modelfile *f, struct err *e);

#endif
