/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/evidence.h"

/* Blocks that have begun after n payoffs. */
static double blocks(size_t n)
{
	return (double)((n + EVIDENCE_BLOCK - 1) / EVIDENCE_BLOCK);
}

/* The capital of bets that begin with the payoff after n others. */
static double beginning(const struct evidence *e)
{
	double j = blocks(e->n) + 1;

	if (e->run_length)
		return 1;
	return e->n % EVIDENCE_BLOCK ? 0 : 1 / (j * (j + 1));
}

void evidence_add(struct evidence *e, const double *payoff)
{
	double fresh = beginning(e);

	for (size_t s = 0; s < e->sides; s++) {
		double share = 1;

		for (size_t k = 0; k < EVIDENCE_SHARES; k++) {
			double *capital = &e->capital[s * EVIDENCE_SHARES + k];

			share /= 2;
			*capital = (*capital + fresh) * (1 + share * payoff[s]);
		}
	}
	e->n++;
}

double evidence_value(const struct evidence *e)
{
	size_t n = e->sides * EVIDENCE_SHARES;
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += e->capital[i];
	return sum / (double)n + (e->run_length ? 0 : 1 / (blocks(e->n) + 1));
}
