/*
 * Thresholds on a deferral score: a row is deferred iff its score is above the threshold, so rows
 * with equal scores always go together.
 */
#ifndef L2D_THRESHOLD_H
#define L2D_THRESHOLD_H

#include "base/err.h"
#include "base/order.h"

/* The smallest threshold whose coverage, the weighted share of rows with score <= threshold, is at least
 * `coverage`: a score of the table, or -inf where nothing has to be covered.  weight[item] belongs to the row
 * with that item; a NULL weight is 1 for every row.  Sorts the scores, O(n). */
int threshold_coverage(struct order *scores, const double *weight, double coverage, double *threshold,
	struct err *e);

#endif
