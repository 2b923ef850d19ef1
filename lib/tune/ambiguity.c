/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "tune/ambiguity.h"

#include <math.h>

const char *ball_name(size_t ball)
{
	static const char *const name[] = {[BALL_INTERVAL] = "interval", [BALL_CHI2] = "chi2", [BALL_TV] = "tv"};

	return ball < sizeof name / sizeof *name ? name[ball] : NULL;
}

int ambiguity_check(const struct ambiguity *a, struct err *e)
{
	if (a->ball != BALL_CHI2 && a->size > 1)
		return err_set(e, ST_USAGE, "--ambiguity: no probability is wrong by more than 1: %g", a->size);
	return ST_OK;
}

double ambiguity_error(const struct ambiguity *a, double error)
{
	double by = a->ball == BALL_CHI2 ? sqrt(a->size * error * (1 - error)) : a->size;

	return fmin(error + by, 1);
}

double ambiguity_confidence(const struct ambiguity *a, double conf)
{
	double by = a->ball == BALL_CHI2 ? sqrt(a->size * conf * (1 - conf)) : a->size;

	return fmax(conf - by, 0);
}

/* For chi2 the smaller root of (risk - e)^2 = D e (1 - e), in the form that loses no digits. */
double ambiguity_risk(const struct ambiguity *a, double risk)
{
	double d = a->size, b = 2 * risk + d;

	if (a->ball != BALL_CHI2)
		return risk - d;
	return 2 * risk * risk / (b + sqrt(b * b - 4 * (1 + d) * risk * risk));
}
