/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/mean_sequence.h"

#include <math.h>

#include "real/real.h"

static const double GONE = 1e-280;

/* Of what may be bet, which is 1 / m or 1 / (1 - m), at most this share. */
static const double MOST = .5;

void mean_sequence_init(struct mean_sequence *s, double alpha)
{
	*s = (struct mean_sequence){.alpha = alpha, .hi = 1};
	for (size_t i = 0; i < MEAN_SEQUENCE_GRID; i++)
		s->above[i] = s->below[i] = 1;
}

/* The predictable bet on the next number. */
static double plug_in(const struct mean_sequence *s)
{
	double t = (double)s->n + 1, variance = (.25 + s->squares) / t;

	return sqrt(2 * real_log(2 / s->alpha) / (variance * t * real_log(t + 1)));
}

static double grown(double capital, double factor)
{
	capital *= factor;
	return capital < GONE ? 0 : fmin(capital, 1 / GONE);
}

void mean_sequence_add(struct mean_sequence *s, double x)
{
	double bet = plug_in(s), enough = 2 / s->alpha, mean;

	for (size_t i = 1; i < MEAN_SEQUENCE_GRID; i++) {
		double m = (double)i / MEAN_SEQUENCE_GRID;

		s->above[i] = grown(s->above[i], 1 + fmin(bet, MOST / m) * (x - m));
		s->below[i] = grown(s->below[i], 1 - fmin(bet, MOST / (1 - m)) * (x - m));
		if (s->above[i] >= enough)
			s->lo = fmax(s->lo, m);
		if (s->below[i] >= enough)
			s->hi = fmin(s->hi, m);
	}
	s->n++;
	s->sum += x;
	mean = (.5 + s->sum) / ((double)s->n + 1);
	s->squares += (x - mean) * (x - mean);
}
