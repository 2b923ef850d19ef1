/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload_batch.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

int workload_batch_init(struct workload_batch *b, size_t m, struct err *e)
{
	*b = (struct workload_batch){
		.all_changed = NAN, .all_paid = NAN, .loss = NAN, .bound = NAN, .gap = NAN, .steps = NAN};
	b->lo = mem_alloc(10 * m, sizeof *b->lo, e);
	b->unit = mem_alloc(m, sizeof *b->unit, e);
	if (!b->lo || !b->unit)
		return ST_SYSTEM;
	b->hi = b->lo + m;
	b->share = b->hi + m;
	b->count = b->share + m;
	b->price = b->count + m;
	b->mean = b->price + m;
	b->over = b->mean + m;
	b->under = b->over + m;
	b->paid = b->under + m;
	b->changed = b->paid + m;
	for (size_t k = 0; k < 5 * m; k++)
		b->mean[k] = NAN;
	return ST_OK;
}

void workload_batch_free(struct workload_batch *b)
{
	free(b->lo);
	free(b->unit);
	names_free(&b->limit);
	*b = (struct workload_batch){0};
}
