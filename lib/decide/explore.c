/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/explore.h"

#include <math.h>

#include "base/hash.h"
#include "decide/best_agent.h"

int explore_open(struct explore *x, struct table *t, const struct explore_options *o, struct err *e)
{
	x->opt = o;
	return explores(x) ? table_single(t, ROLE_ID, true, &x->id_column, e) : ST_OK;
}

/* Two numbers of a row, and others than those that l2d-split and coins are made of. */
static const uint64_t WHETHER = 0x6578706c6f726531, WHOM = 0x6578706c6f726532;

int explore_next(
	const struct explore *x, struct table *t, const bool *available, size_t n, struct explored *out, struct err *e)
{
	const struct csv_field *id;
	uint64_t h;
	size_t place;

	*out = (struct explored){AGENT_NONE, 0};
	if (!explores(x))
		return ST_OK;
	if (table_missing(t, x->id_column))
		return table_cell_missing(t, x->id_column, e);
	id = &t->row.f[x->id_column];
	h = hash_bytes(id->p, id->n, x->opt->seed);
	for (size_t a = 0; a < n; a++)
		out->among += available[a];
	if (!(hash_unit(hash_mix(h ^ WHETHER)) < x->opt->share))
		return ST_OK;
	place = (size_t)(hash_unit(hash_mix(h ^ WHOM)) * out->among);
	for (size_t a = 0; a < n; a++)
		if (available[a] && !place--)
			out->agent = (uint32_t)a;
	return ST_OK;
}

double explore_settle(const struct explore *x, const struct explored *row, size_t *agent)
{
	bool same = row->agent == AGENT_NONE || row->agent == *agent;

	if (row->agent != AGENT_NONE)
		*agent = row->agent;
	return (same ? 1 - x->opt->share : 0) + x->opt->share / row->among;
}
