/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/exchange.h"

#include <stdlib.h>

#include "base/buf.h"
#include "decide/best_agent.h"

int exchange_init(struct exchange *x, struct err *e)
{
	x->na = x->m + (x->least < x->most);
	x->arc = mem_alloc(x->na * x->most, sizeof *x->arc, e);
	return x->arc ? ST_OK : ST_SYSTEM;
}

void exchange_free(struct exchange *x)
{
	free(x->arc);
	*x = (struct exchange){0};
}

static bool ruled(const struct exchange *x, size_t row)
{
	return x->rule && exchange_size(x, row) > 1;
}

/* How many of the agents are from the set. */
static size_t have(const struct exchange_rule *rule, size_t set, const uint32_t *slot, size_t filled)
{
	size_t n = 0;

	for (size_t k = 0; k < filled; k++)
		n += rule->set[slot[k]] == set;
	return n;
}

size_t exchange_kept(const struct exchange *x, size_t row)
{
	size_t n = 0;

	while (x->kept && n < x->most && x->kept[row * x->most + n] != AGENT_NONE)
		n++;
	return n;
}

static bool keeps(const struct exchange *x, size_t row, size_t agent)
{
	size_t n = exchange_kept(x, row);

	for (size_t k = 0; k < n; k++)
		if (x->kept[row * x->most + k] == agent)
			return true;
	return false;
}

bool exchange_allowed(const struct exchange *x, size_t row, size_t a, size_t b)
{
	const struct exchange_rule *rule = x->rule;
	const uint32_t *slot = x->slot + row * x->most;
	size_t size = exchange_size(x, row), from, to;

	if (!ruled(x, row) || (from = rule->set[a]) == (to = rule->set[b]))
		return true;
	return (from == rule->n || have(rule, from, slot, size) > rule->lo[from])
		&& (to == rule->n || have(rule, to, slot, size) < rule->hi[to]);
}

/* Of the row whose first places the agents fill. */
static bool completes(const struct exchange *x, size_t row, const uint32_t *slot, size_t filled, size_t agent)
{
	const struct exchange_rule *rule = x->rule;
	size_t left = exchange_size(x, row) - filled, lacking = 0;

	if (!ruled(x, row))
		return true;
	for (size_t s = 0; s < rule->n; s++) {
		size_t n = have(rule, s, slot, filled);

		if (s == rule->set[agent] && n >= rule->hi[s])
			return false;
		n += s == rule->set[agent];
		lacking += n < rule->lo[s] ? rule->lo[s] - n : 0;
	}
	return lacking < left;
}

bool exchange_completes(const struct exchange *x, size_t row, size_t filled, size_t agent)
{
	return completes(x, row, x->slot + row * x->most, filled, agent);
}

bool exchange_possible(const struct exchange *x, size_t row)
{
	size_t size = exchange_size(x, row), room = 0, needed = 0;

	for (size_t s = 0; s <= (ruled(x, row) ? x->rule->n : 0); s++) {
		bool set = ruled(x, row) && s < x->rule->n;
		size_t usable = 0, stay = 0, least;

		for (size_t a = 0; a < x->m; a++)
			if (!ruled(x, row) || x->rule->set[a] == s) {
				bool may = isfinite(exchange_cost(x, row, a)), stays = keeps(x, row, a);

				if (stays && !may)
					return false;
				usable += may;
				stay += stays;
			}
		least = set && x->rule->lo[s] > stay ? x->rule->lo[s] : stay;
		if (usable < least || (set && stay > x->rule->hi[s]))
			return false;
		needed += least;
		room += set && usable > x->rule->hi[s] ? x->rule->hi[s] : usable;
	}
	return needed <= size && room >= (x->least < size ? x->least : size);
}

size_t exchange_cheapest(const struct exchange *x, size_t row, const double *price, uint32_t *chosen)
{
	const double *cost = x->cost + row * x->m;
	size_t size = exchange_size(x, row), least = x->readings ? size : x->least, kept = exchange_kept(x, row);

	if (!ruled(x, row) && !kept)
		return agent_cheapest(cost, price, x->m, least, size, chosen);
	for (size_t k = 0; k < kept; k++)
		chosen[k] = x->kept[row * x->most + k];
	for (size_t n = kept; n < size; n++) {
		size_t best = x->m;

		for (size_t a = 0; a < x->m; a++) {
			bool taken = !isfinite(cost[a]) || !completes(x, row, chosen, n, a);

			for (size_t k = 0; k < n; k++)
				taken |= chosen[k] == a;
			if (!taken && (best == x->m || cost[a] + price[a] < cost[best] + price[best]))
				best = a;
		}
		if (best == x->m)
			return n;
		chosen[n] = (uint32_t)best;
	}
	return size;
}

size_t exchange_arcs(struct exchange *x, size_t row)
{
	const uint32_t *slot = x->slot + row * x->most;
	size_t n = 0, size = exchange_size(x, row);

	for (size_t b = 0; b < x->na; b++) {
		double cost = exchange_cost(x, row, b);
		bool nobody_done = false;

		if (!exchange_has_room(x, row, b))
			continue;
		for (size_t k = 0; k < size; k++) {
			size_t a = slot[k];
			bool again = a >= x->m && nobody_done;

			nobody_done = a >= x->m;
			if (a != b && !again && !keeps(x, row, a) && exchange_allowed(x, row, a, b))
				x->arc[n++] = (struct exchange_arc){a, b, cost - exchange_cost(x, row, a)};
		}
	}
	return n;
}

void exchange_make(struct exchange *x, size_t row, size_t from, size_t to)
{
	uint32_t *slot = x->slot + row * x->most;

	while (*slot != from)
		slot++;
	*slot = (uint32_t)to;
}
