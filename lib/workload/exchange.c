/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/exchange.h"

#include <stdlib.h>

#include "base/buf.h"

int exchange_init(
	struct exchange *x, const double *cost, size_t m, size_t least, size_t most, uint32_t *slot, struct err *e)
{
	*x = (struct exchange){
		.m = m, .na = m + (least < most), .least = least, .most = most, .cost = cost, .slot = slot};
	x->arc = mem_alloc(x->na * most, sizeof *x->arc, e);
	return x->arc ? ST_OK : ST_SYSTEM;
}

void exchange_free(struct exchange *x)
{
	free(x->arc);
	*x = (struct exchange){0};
}

size_t exchange_arcs(struct exchange *x, size_t row)
{
	const uint32_t *slot = x->slot + row * x->most;
	size_t n = 0;

	for (size_t b = 0; b < x->na; b++) {
		double cost = exchange_cost(x, row, b);
		bool nobody_done = false;

		if (!exchange_has_room(x, row, b))
			continue;
		for (size_t k = 0; k < x->most; k++) {
			size_t a = slot[k];
			bool again = a >= x->m && nobody_done;

			nobody_done = a >= x->m;
			if (a != b && !again)
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
