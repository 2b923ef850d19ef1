/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/pace.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "decide/best_agent.h"
#include "real/real.h"

#define EQUAL 1e-13 /* costs that differ by less, relative to their size, are rounded differently */

int pace_init(struct pace *p, size_t m, size_t least, size_t most, const double *lo, const double *hi, double step,
	struct err *e)
{
	*p = (struct pace){.m = m, .least = least, .most = most, .lo = lo, .hi = hi, .step = step};
	p->up = mem_alloc(4 * m, sizeof *p->up, e);
	if (!p->up)
		return ST_SYSTEM;
	p->down = p->up + m;
	p->price = p->down + m;
	p->own = p->price + m;
	return ST_OK;
}

void pace_free(struct pace *p)
{
	free(p->up);
	*p = (struct pace){0};
}

/* The row's costs less the least one; their differences go into the unit.  Where rows may have fewer agents, costs have
 * a zero of their own, nobody's. */
static void take_costs(struct pace *p, const double *cost)
{
	bool nobody = p->least < p->most;
	double least = nobody ? 0 : INFINITY, product = 1;
	int exponent[2];

	for (size_t a = 0; a < p->m; a++)
		least = fmin(least, cost[a]);
	for (size_t a = 0; a < p->m + nobody; a++) {
		double c = a < p->m ? cost[a] : 0, d = c - least;
		bool equal = isfinite(d) && d <= EQUAL * fmax(fabs(c), fabs(least));

		if (a < p->m)
			p->own[a] = nobody ? c : equal ? 0 : d;
		if (equal || isinf(d))
			continue;
		product = frexp(product * frexp(d, &exponent[0]), &exponent[1]);
		p->exponent += exponent[0] + exponent[1];
		p->differences++;
	}
	p->mantissa += real_log(product);
}

/* s; a factor 2^k of all costs is a factor 2^k of it, exactly.  Without a difference every unit is right. */
static double unit(const struct pace *p)
{
	long long n = (long long)p->differences, whole = n ? p->exponent / n : 0, rest = n ? p->exponent % n : 0;

	if (rest < 0) {
		rest += n;
		whole--;
	}
	return n ? ldexp(real_exp(((double)rest * M_LN2 + p->mantissa) / (double)n), (int)whole) : 1;
}

size_t pace_row(struct pace *p, const double *cost, uint32_t *chosen)
{
	double eta = p->step / sqrt((double)++p->rows), s;
	size_t n;

	take_costs(p, cost);
	s = unit(p);
	for (size_t a = 0; a < p->m; a++)
		p->price[a] = s * (p->up[a] - p->down[a]);
	n = agent_cheapest(p->own, p->price, p->m, p->least, p->most, chosen);
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
		p->price[a] = s * (p->up[a] - p->down[a]);
	}
	return n;
}
