/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/best_agent.h"

#include <math.h>

size_t agent_best(const double *conf, const double *cost, size_t n)
{
	size_t best = n;
	double top = -INFINITY;

	for (size_t j = 0; j < n; j++) {
		double value = cost ? conf[j] - cost[j] : conf[j];

		if (value > top || (best == n && value == top)) { /* no agent is worth so little that nobody is asked */
			top = value;
			best = j;
		}
	}
	return best;
}

static double value_of(const double *cost, const double *price, size_t a)
{
	return price ? cost[a] + price[a] : cost[a];
}

size_t agent_cheapest(const double *cost, const double *price, size_t m, size_t least, size_t most, uint32_t *chosen)
{
	size_t n = 0;

	for (size_t a = 0; a < m; a++) {
		double v = value_of(cost, price, a);
		size_t i = n;

		if (!(v < INFINITY) || (n == most && (!n || v >= value_of(cost, price, chosen[n - 1]))))
			continue;
		if (n < most)
			n++;
		else
			i--;
		for (; i > 0 && value_of(cost, price, chosen[i - 1]) > v; i--)
			chosen[i] = chosen[i - 1];
		chosen[i] = (uint32_t)a;
	}
	while (n > least && value_of(cost, price, chosen[n - 1]) >= 0)
		n--;
	return n;
}

void agent_in_order(uint32_t *chosen, size_t n, size_t most)
{
	for (size_t k = 1; k < n; k++) {
		uint32_t a = chosen[k];
		size_t i = k;

		for (; i > 0 && chosen[i - 1] > a; i--)
			chosen[i] = chosen[i - 1];
		chosen[i] = a;
	}
	for (; n < most; n++)
		chosen[n] = AGENT_NONE;
}
