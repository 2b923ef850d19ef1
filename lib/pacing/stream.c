/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/stream.h"

#include <stdlib.h>

#include "base/buf.h"
#include "pacing/capped_end.h"

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
	if (w->limits->balanced && !o->rows)
		return err_set(e, ST_USAGE, "--balanced shares rows that are still to come: it needs --rows here");
	st = capped_init(&s->capped, w, &in->agent, o->prices, o->batch, o->rows, e);
	if (!st && o->state)
		st = capped_sign(&s->capped, o->batch, e);
	return st || !o->state ? st : capped_read(&s->capped, o->state, e);
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
	const struct name name = {(char *)batch->p, batch->n};
	const struct capped_row row = {in->value, in->c.weight, in->side.minutes, in->side.money};
	struct err own;

	if (st)
		return st;
	if (s->w->mode == WORKLOAD_PACE)
		return pace_batches_row(&s->pace, batch->p, batch->n, limit, in->value, in->c.weight, s->chosen, e);
	st = capped_decide(&s->capped, &name, limit, &row, s->chosen, &own);
	if (st == ST_NUMERIC)
		return err_at(e, st, table_file(in->t), in->t->row.line, 1, "%.700s", own.text);
	if (st)
		*e = own;
	return st;
}

int stream_end(struct stream *s, struct err *e)
{
	return s->w->mode == WORKLOAD_ONLINE ? capped_end(&s->capped, !s->o->state, e) : ST_OK;
}

const struct names *stream_batches(const struct stream *s)
{
	return s->w->mode == WORKLOAD_PACE ? &s->pace.batch : &s->capped.batch;
}

const struct workload_batch *stream_result(struct stream *s, size_t batch)
{
	return s->w->mode == WORKLOAD_PACE ? pace_batches_result(&s->pace, batch) : &s->capped.at[batch].out;
}

int stream_keep(const struct stream *s, struct err *e)
{
	return s->o && s->o->state ? capped_write(&s->capped, s->o->state, e) : ST_OK;
}
