/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/train_stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "network/attack.h"
#include "table/row_reader.h"
#include "train/loss_case.h"

/* What a thread reads with. */
struct reader {
	struct row_reader rows;
	struct train_columns r;
	struct train_data d;
	double *z, *mapped; /* of the map: [nin]; [FIT_BLOCK x nout] once it is known */
};

struct train_stream {
	struct head *p;
	bool holes; /* a record may be no row */
	struct places places;
	size_t *to, nclass;    /* what a reader's classes are; NULL: themselves */
	struct reader *reader; /* [threads] */
	size_t threads;
};

static int open_reader(struct train_stream *s, struct reader *r, const struct train_columns *first,
	const struct table_run *run, struct err *e)
{
	int st = row_reader_open(&r->rows, run, e);

	if (st)
		return st;
	r->r = (struct train_columns){.p = s->p, .o = first->o, .parts = first->parts};
	st = train_columns_start(&r->r, &r->rows.t, e);
	/* So classes have the numbers that they had before. */
	if (!st && first->c.open)
		st = names_add_list(&r->r.c.classes, first->c.classes.name, first->c.classes.n, e);
	if (!st && !(r->z = mem_alloc(s->p->features.n, sizeof *r->z, e)))
		st = ST_SYSTEM;
	return st;
}

int train_stream_new(struct train_stream **stream, const struct train_columns *first, const struct train_totals *all,
	struct places *p, const size_t *to, const struct table_run *run, size_t threads, struct err *e)
{
	struct train_stream *s = *stream = mem_alloc(1, sizeof *s, e);
	int st = s ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	*s = (struct train_stream){.p = first->p, .holes = all->holes, .places = *p, .nclass = first->c.classes.n};
	*p = (struct places){0};
	if (to && !(s->to = mem_alloc(s->nclass, sizeof *s->to, e)))
		st = ST_SYSTEM;
	if (!st && to)
		memcpy(s->to, to, s->nclass * sizeof *to);
	if (!st && !(s->reader = mem_alloc(threads, sizeof *s->reader, e)))
		st = ST_SYSTEM;
	for (; !st && s->threads < threads; s->threads++)
		if ((st = open_reader(s, &s->reader[s->threads], first, run, e)) && s->reader[s->threads].rows.open)
			s->threads++;
	return st;
}

void train_stream_free(struct train_stream *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->threads; i++) {
		struct reader *r = &s->reader[i];

		train_columns_free(&r->r);
		row_reader_close(&r->rows);
		free(r->z);
		free(r->mapped);
	}
	places_free(&s->places);
	free(s->to);
	free(s->reader);
	free(s);
}

/* Reads one record to the pile's room. */
static int read_row(void *ctx, struct err *e)
{
	return train_columns_row(&((struct reader *)ctx)->r, e);
}

static bool classes_known(const struct reader *r, size_t n)
{
	const int32_t *y = pile_first(&r->r.rows, TRAIN_Y), *answer = pile_first(&r->r.rows, TRAIN_E);
	bool known = true;

	for (size_t i = 0; i < r->r.rows.n; i++)
		known &= (size_t)y[i] < n;
	for (size_t i = 0; i < r->r.rows.array[TRAIN_E].n; i++)
		known &= answer[i] == LOSS_MISSING || (size_t)answer[i] < n;
	return known;
}

/* To the head's numbers of classes, and its scale. */
static int settle(const struct train_stream *s, struct reader *r, struct err *e)
{
	struct train_data *d = &r->d;
	size_t ne = s->p->experts.n;

	if (s->to && !classes_known(r, s->nclass))
		return row_reader_changed(&r->rows, e);
	if (s->to)
		train_columns_renumber(&r->r, s->to);
	*d = train_columns_data(&r->r);
	if (s->p->cost)
		d->c0 = NULL;
	quality_scale_apply(&s->p->scale, d->q, d->q ? d->n * (1 + ne) : 0);
	quality_scale_costs(&s->p->scale, d->c0, d->c0 ? d->n * ne : 0);
	return ST_OK;
}

static int map_rows(struct reader *r, const struct feature_map *map, struct err *e)
{
	if (!r->mapped && !(r->mapped = mem_alloc(FIT_BLOCK, map->nout * sizeof *r->mapped, e)))
		return ST_SYSTEM;
	feature_map_block(map, r->z, r->d.x, r->d.n, r->mapped);
	r->d.x = r->mapped;
	return ST_OK;
}

int train_stream_read(struct train_stream *s, const struct feature_map *map, size_t thread, size_t first, size_t stride,
	size_t n, const struct train_data **d, struct err *e)
{
	struct reader *r = &s->reader[thread];
	int st = ST_OK;

	*d = &r->d;
	pile_clear(&r->r.rows);
	for (size_t i = 0; !st && i < n; i++) {
		st = row_reader_take(&r->rows, &s->places, s->holes, first + i * stride, read_row, r, e);
		if (!st)
			pile_add(&r->r.rows);
	}
	if (!st)
		st = settle(s, r, e);
	return st || !map ? st : map_rows(r, map, e);
}
