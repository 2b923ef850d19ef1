/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_fit.h"

#include <math.h>

#include "base/num.h"
#include "cascade/cascade_rows.h"
#include "cascade/cascade_search.h"

static int too_dear(double cost, double budget, struct err *e)
{
	char shown[2][NUM_LENGTH + 1];

	shown[0][num_print(shown[0], cost, 6)] = 0;
	shown[1][num_print(shown[1], budget, 6)] = 0;
	return err_set(
		e, ST_NUMERIC, "the first stage alone costs %s a row, more than the budget of %s", shown[0], shown[1]);
}

int cascade_fit(const struct cascade *c, double budget, double *tau, struct cascade_fit *fit, struct err *e)
{
	struct cascade_rows rows;
	struct cascade_found found = {0};
	double allowed =
		budget + 1e-12 * fabs(budget); /* a sum that is the budget in decimals may come out just above */
	int st = cascade_rows_init(&rows, c, allowed, e);

	if (!st)
		st = cascade_search(&rows, &found, e);
	if (!st) {
		cascade_rows_thresholds(&rows, found.at, tau);
		fit->mean = cascade_measure(c, tau);
		fit->bound = found.proven ? fit->mean.gain : fmax(fit->mean.gain, found.bound);
		if (!found.affordable)
			st = too_dear(fit->mean.cost, budget, e);
	}
	cascade_rows_free(&rows);
	return st;
}
