/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/pace.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "decide/agent.h"

int pace_init(struct pace *p, size_t m, size_t least, size_t most, const double *lo, const double *hi, double step,
	struct err *e)
{
	*p = (struct pace){.m = m, .least = least, .most = most, .lo = lo, .hi = hi, .step = step};
	p->up = mem_alloc(3 * m, sizeof *p->up, e);
	if (!p->up)
		return ST_SYSTEM;
	p->down = p->up + m;
	p->price = p->down + m;
	return ST_OK;
}

void pace_free(struct pace *p)
{
	free(p->up);
	*p = (struct pace){0};
}

size_t pace_row(struct pace *p, const double *cost, uint32_t *chosen)
{
	size_t n = agent_cheapest(cost, p->price, p->m, p->least, p->most, chosen);
	double eta = p->step / sqrt((double)++p->rows);

	for (size_t a = 0; a < p->m; a++) {
		p->up[a] -= eta * p->hi[a];
		p->down[a] += eta * p->lo[a];
	}
	for (size_t k = 0; k < n; k++) {
		p->up[chosen[k]] += eta;
		p->down[chosen[k]] -= eta;
	}
	for (size_t a = 0; a < p->m; a++) {
		p->up[a] = fmax(0, p->up[a]);
		p->down[a] = fmax(0, p->down[a]);
		p->price[a] = p->up[a] - p->down[a];
	}
	return n;
}
