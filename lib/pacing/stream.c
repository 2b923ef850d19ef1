/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/stream.h"

#include <stdlib.h>

#include "base/buf.h"

int stream_open(struct stream *s, const struct workload *w, const struct stream_options *o,
	const struct workload_input *in, struct err *e)
{
	int st = arrival_open(&s->arrival, in->t, e);

	s->w = w;
	s->o = o;
	if (!st && !(s->chosen = mem_alloc(w->most, sizeof *s->chosen, e)))
		st = ST_SYSTEM;
	if (st)
		return st;
	if (w->mode == WORKLOAD_PACE) {
		pace_batches_init(&s->pace, w, &in->agent);
		return ST_OK;
	}
	st = capped_init(&s->capped, w, &in->agent, o->prices, o->batch, e);
	return st || !o->state ? st : capped_read(&s->capped, o->state, o->batch, e);
}

void stream_free(struct stream *s)
{
	pace_batches_free(&s->pace);
	capped_free(&s->capped);
	free(s->chosen);
	*s = (struct stream){0};
}

int stream_row(struct stream *s, struct workload_input *in, const struct csv_field *batch, const struct limit *limit,
	struct err *e)
{
	int st = arrival_next(&s->arrival, in->t, e);
	struct err own;

	if (st)
		return st;
	if (s->w->mode == WORKLOAD_PACE)
		return pace_batches_row(&s->pace, batch->p, batch->n, limit, in->value, in->c.weight, s->chosen, e);
	st = capped_row(&s->capped, batch->p, batch->n, limit, in->value, in->c.weight, s->chosen, &own);
	if (st == ST_NUMERIC)
		return err_at(e, st, table_file(in->t), in->t->row.line, 1, "%.700s", own.text);
	if (st)
		*e = own;
	return st;
}

const struct names *stream_batches(const struct stream *s)
{
	return s->w->mode == WORKLOAD_PACE ? &s->pace.batch : &s->capped.batch;
}

const struct workload_batch *stream_result(struct stream *s, size_t batch)
{
	return s->w->mode == WORKLOAD_PACE ? pace_batches_result(&s->pace, batch) : capped_result(&s->capped, batch);
}

int stream_keep(const struct stream *s, struct err *e)
{
	return s->o && s->o->state ? capped_write(&s->capped, s->o->state, s->o->batch, e) : ST_OK;
}
