/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/in_row.h"

#include <math.h>

bool in_row_next(uint32_t *choice, size_t k, size_t m)
{
	for (size_t i = k; i-- > 0;)
		if (choice[i] < m - k + i) {
			choice[i]++;
			for (size_t j = i + 1; j < k; j++)
				choice[j] = choice[j - 1] + 1;
			return true;
		}
	return false;
}

static size_t among(const uint32_t *choice, size_t k, uint32_t agent)
{
	size_t i = 0;

	while (i < k && choice[i] != agent)
		i++;
	return i;
}

bool in_row_keeps(
	const struct in_row *r, const uint32_t *choice, size_t k, const double *cost, const uint32_t *stay, size_t n)
{
	for (size_t i = 0; i < k; i++)
		if (isinf(cost[choice[i]]))
			return false;
	for (size_t i = 0; i < n; i++)
		if (among(choice, k, stay[i]) == k)
			return false;
	for (size_t s = 0; k > 1 && s < r->n; s++) {
		size_t have = 0;

		for (size_t i = 0; i < k; i++)
			have += r->member[s * r->m + choice[i]];
		if (have < r->lo[s] || have > r->hi[s])
			return false;
	}
	return true;
}

bool in_row_possible(const struct in_row *r, size_t k, const double *cost, const uint32_t *stay, size_t n)
{
	uint32_t choice[IN_ROW_MOST];

	for (size_t i = 0; i < k; i++)
		choice[i] = (uint32_t)i;
	do
		if (in_row_keeps(r, choice, k, cost, stay, n))
			return true;
	while (in_row_next(choice, k, r->m));
	return false;
}
