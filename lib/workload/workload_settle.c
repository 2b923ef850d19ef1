/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload_settle.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "decide/best_agent.h"

/* Of a row whose places are known. */
static void price_changes(struct workload_rows *d, size_t row)
{
	size_t most = d->readers.most, places = d->readings ? d->readings[row] : most;
	uint32_t *kept = d->kept + row * most;
	double *value = d->value + row * d->m;

	memcpy(kept, d->fixed + row * most, most * sizeof *kept);
	fixed_price(kept, d->change[row], most, places, value, d->m);
	if (!isinf(d->change[row]))
		*kept = AGENT_NONE;
	for (size_t k = 0; d->place[row].idle && k < fixed_count(kept, most); k++)
		value[kept[k]] = FIXED_STAYS;
}

const char *workload_settle_wish(bool stays, bool in_row)
{
	return !stays ? "--in-row" : in_row ? "who is to stay, and --in-row" : "who is to stay";
}

/* Whether the rows that only now have their places can be given agents. */
static int check_possible(
	const struct workload_rows *d, size_t first, size_t n, const struct set_limits *sets, struct err *e)
{
	const struct exchange x = {.m = d->m,
		.least = d->readers.most,
		.most = d->readers.most,
		.cost = d->value,
		.readings = d->readings,
		.kept = d->kept};

	for (size_t i = first; i < first + n; i++)
		if (!set_limits_possible(sets, &x, i))
			return err_set(e, ST_NUMERIC,
				"the agents of a row that has %zu after --readings-where leave no choice that keeps %s",
				(size_t)d->readings[i], workload_settle_wish(d->kept != NULL, sets->in_row.n > 0));
	return ST_OK;
}

int workload_settle_rows(struct workload_rows *d, size_t batch, const struct set_limits *sets, struct err *e)
{
	size_t first = d->first[batch], n = d->busy[batch];
	int st = ST_OK;

	if (d->change && !d->kept && !(d->kept = mem_alloc(d->n * d->readers.most, sizeof *d->kept, e)))
		return ST_SYSTEM;
	if (d->score)
		st = readers_top(
			&d->readers, d->score + first, n, d->value + first * d->m, d->m, d->readings + first, e);
	for (size_t i = first; !st && d->kept && i < d->first[batch + 1]; i++)
		price_changes(d, i);
	return st || !d->score || !(sets->in_row.n || d->kept) ? st : check_possible(d, first, n, sets, e);
}
