/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/route_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void route_rows_free(struct route_rows *h)
{
	keep_free(&h->keep);
	free(h->score);
	free(h->cost);
	free(h->answer);
	free(h->latency);
	free(h->toss);
	free(h->explored);
	*h = (struct route_rows){0};
}

int route_rows_add(struct route_rows *h, const struct route_input *p, const struct explored *explored, struct err *e)
{
	size_t m = h->m = p->agent.n, at = h->keep.n * m;
	int st = array_reserve(&h->score, &h->cap[0], at + m, sizeof *h->score, e);

	if (!st)
		st = array_reserve(&h->cost, &h->cap[1], at + m, sizeof *h->cost, e);
	if (!st)
		st = array_reserve(&h->answer, &h->cap[2], at + m, sizeof *h->answer, e);
	if (!st)
		st = array_reserve(&h->latency, &h->cap[3], at + m, sizeof *h->latency, e);
	if (!st)
		st = array_reserve(&h->toss, &h->cap[4], h->keep.n + 1, sizeof *h->toss, e);
	if (!st)
		st = array_reserve(&h->explored, &h->cap[5], h->keep.n + 1, sizeof *h->explored, e);
	if (!st)
		st = keep_add(&h->keep, &p->c.t->row, e);
	if (st)
		return st;
	memcpy(h->score + at, p->score, m * sizeof *h->score);
	memcpy(h->cost + at, p->cost, m * sizeof *h->cost);
	memcpy(h->latency + at, p->latency, m * sizeof *h->latency);
	h->toss[h->keep.n - 1] = p->toss;
	h->explored[h->keep.n - 1] = *explored;
	memcpy(h->answer + at, p->answer, m * sizeof *h->answer);
	return ST_OK;
}

int route_rows_get(struct route_rows *h, size_t i, struct route_row *r, struct csv_row *row, struct err *e)
{
	size_t at = i * h->m;

	*r = (struct route_row){h->score + at, h->cost + at, h->latency + at, h->answer + at, h->toss[i]};
	return keep_row(&h->keep, i, row, e);
}
