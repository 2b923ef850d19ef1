/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/greedy.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "decide/best_agent.h"

int greedy_init(struct greedy *g, size_t n, size_t m, size_t least, size_t most, const size_t *lo, const size_t *hi,
	struct err *e)
{
	*g = (struct greedy){.m = m, .least = least, .most = most, .left = n, .lo = lo, .hi = hi};
	g->count = mem_alloc(m, sizeof *g->count, e);
	g->cost = mem_alloc(m, sizeof *g->cost, e);
	return g->count && g->cost ? ST_OK : ST_SYSTEM;
}

void greedy_free(struct greedy *g)
{
	free(g->count);
	free(g->cost);
	*g = (struct greedy){0};
}

static size_t lacking(const struct greedy *g, size_t a)
{
	return g->count[a] < g->lo[a] ? g->lo[a] - g->count[a] : 0;
}

int greedy_row(struct greedy *g, const double *cost, uint32_t *chosen, size_t *n, struct err *e)
{
	size_t lack = 0;
	bool urgent;

	for (size_t a = 0; a < g->m; a++)
		lack += lacking(g, a);
	urgent = lack >= g->left * g->most;
	for (size_t a = 0; a < g->m; a++) {
		size_t l = lacking(g, a);
		bool closed = g->count[a] >= g->hi[a] || (urgent && !l);

		g->cost[a] = closed ? INFINITY : l >= g->left && isfinite(cost[a]) ? -INFINITY : cost[a];
	}
	*n = agent_cheapest(g->cost, NULL, g->m, g->least, g->most, chosen);
	if (*n < g->least)
		return err_set(e, ST_NUMERIC, "in row order the limits leave only %zu agents for a row", *n);
	for (size_t k = 0; k < *n; k++)
		g->count[chosen[k]]++;
	g->left--;
	for (size_t a = 0; a < g->m; a++)
		if (lacking(g, a) > g->left)
			return err_set(e, ST_NUMERIC, "in row order a lower limit of %zu cannot be met", g->lo[a]);
	return ST_OK;
}
