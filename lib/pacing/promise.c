/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/promise.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

int promise_init(struct promise *p, size_t agents, const struct forest *forest, const size_t *of, struct err *e)
{
	size_t n = forest ? forest->n : agents;

	*p = (struct promise){.agents = agents, .limits = n};
	p->first = mem_alloc(agents + 2 * n, sizeof *p->first, e);
	p->low = mem_alloc(2 * (n + 1), sizeof *p->low, e);
	if (!p->first || !p->low)
		return ST_SYSTEM;
	p->up = p->first + agents;
	p->of = p->up + n;
	p->high = p->low + n + 1;
	for (size_t a = 0; a < agents; a++)
		p->first[a] = forest ? forest->first[a] : a;
	for (size_t k = 0; k < n; k++) {
		p->up[k] = forest ? forest->up[k] : n;
		p->of[k] = forest ? of[k] : k;
	}
	return ST_OK;
}

void promise_free(struct promise *p)
{
	free(p->first);
	free(p->low);
	*p = (struct promise){0};
}

static bool fail(struct promise *p, size_t at, bool upper, const char *wrong)
{
	p->at = at;
	p->upper = upper;
	p->wrong = wrong;
	return false;
}

bool promise_holds(struct promise *p, const struct cap *cap, size_t agent, double left)
{
	static const char more[] = "lower limits of more rows than --rows says";
	size_t n = p->limits, next = agent == NAMES_NONE ? n : p->first[agent];

	for (size_t k = 0; k <= n; k++)
		p->low[k] = p->high[k] = 0;
	for (size_t a = 0; a < p->agents; a++)
		p->high[p->first[a]] += left;
	for (size_t k = 0; k < n; k++) {
		const struct cap *c = &cap[p->of[k]];
		double used = c->used + (k == next);

		if (isinf(c->soft)) {
			p->low[k] = fmax(p->low[k], c->lo - used);
			p->high[k] = fmin(p->high[k], c->hi - used);
		}
		if (p->low[k] > p->high[k])
			return fail(p, k, false,
				p->low[k] > left ? more : "lower limits, and an upper one that leaves them no room");
		p->low[p->up[k]] += p->low[k];
		p->high[p->up[k]] += p->high[k];
		next = k == next ? p->up[k] : next;
	}
	if (p->low[n] > left)
		return fail(p, n, false, more);
	return left <= p->high[n] || fail(p, n, true, "upper limits of fewer rows than --rows says");
}
