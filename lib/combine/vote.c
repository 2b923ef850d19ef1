/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/vote.h"

#include <math.h>

#include "base/names.h"
#include "decide/readings.h"
#include "math/vec.h"
#include "real/real.h"

static double within(double conf)
{
	return fmin(fmax(conf, READINGS_FLOOR), 1 - READINGS_FLOOR);
}

static double voice(double conf, size_t k)
{
	double q = within(conf);

	return real_log(q) - real_log1p(-q) + real_log((double)k - 1);
}

size_t vote_combine(bool weighted, const size_t *answer, const double *conf, size_t n, size_t k, double *p)
{
	size_t best = NAMES_NONE;
	double voters = 0;

	for (size_t i = 0; i < n; i++)
		voters += answer[i] != NAMES_NONE;
	if (voters == 0)
		return NAMES_NONE;
	for (size_t c = 0; c < k; c++)
		p[c] = 0;
	for (size_t i = 0; i < n; i++)
		if (answer[i] != NAMES_NONE)
			p[answer[i]] += weighted ? voice(conf[i], k) : 1;
	for (size_t i = 0; i < n; i++)
		if (answer[i] != NAMES_NONE && (best == NAMES_NONE || p[answer[i]] > p[best]))
			best = answer[i];
	/* Voices below 0 speak for the classes that nobody named. */
	for (size_t c = 0; c < k; c++)
		if (p[c] > p[best])
			best = c;
	if (weighted)
		vec_softmax(p, k, p);
	for (size_t c = 0; !weighted && c < k; c++)
		p[c] /= voters;
	return best;
}

void vote_chance(double conf, size_t k, double *chance)
{
	double q = within(conf);

	for (size_t h = 0; h < k; h++)
		for (size_t c = 0; c < k; c++)
			chance[h * k + c] = h == c ? q : (1 - q) / ((double)k - 1);
}
