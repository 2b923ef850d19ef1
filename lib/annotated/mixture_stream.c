/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "annotated/mixture_stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "network/fit.h"
#include "table/row_reader.h"

/* What a thread reads with. */
struct reader {
	struct row_reader rows;
	struct mixture_columns r;
	enum mixture_kind kind; /* of the rows that row_reader counts */
	struct mixture_rows block;
	size_t *first;      /* [FIT_BLOCK + 1] */
	double *z, *mapped; /* of the map: [nin]; [FIT_BLOCK x nout] once it is known */
};

struct mixture_stream {
	struct mixture_totals all; /* without what was seen */
	bool holes;                /* a record may be no row of the kind that is read */
	struct places places[MIXTURE_KINDS];
	size_t *to, nclass; /* what a reader's classes are; NULL: themselves */
	const struct feature_map *map;
	struct reader *reader; /* [threads] */
	size_t threads;
};

static int open_reader(
	struct reader *r, const struct mixture_columns *first, const struct table_run *run, struct err *e)
{
	int st = row_reader_open(&r->rows, run, e);

	if (st)
		return st;
	r->r = (struct mixture_columns){.m = first->m, .o = first->o};
	st = mixture_columns_start(&r->r, &r->rows.t, e);
	/* So classes have the numbers that they had before. */
	if (!st && first->c.open)
		st = names_add_list(&r->r.c.classes, first->c.classes.name, first->c.classes.n, e);
	r->first = mem_alloc(FIT_BLOCK + 1, sizeof *r->first, e);
	r->z = mem_alloc(first->m->features.n, sizeof *r->z, e);
	return st || !r->first || !r->z ? e->status : ST_OK;
}

static struct mixture_stream *allocate(
	const struct mixture_columns *first, const struct mixture_totals *all, const size_t *to, struct err *e)
{
	struct mixture_stream *s = mem_alloc(1, sizeof *s, e);

	if (!s)
		return NULL;
	*s = (struct mixture_stream){.all = *all, .nclass = first->c.classes.n};
	s->all.seen = NULL;
	s->holes = all->holes || all->n[MIXTURE_UNLABELLED];
	s->to = to ? mem_alloc(s->nclass, sizeof *s->to, e) : NULL;
	s->reader = mem_alloc(first->o->jobs, sizeof *s->reader, e);
	if ((to && !s->to) || !s->reader) {
		mixture_stream_free(s);
		return NULL;
	}
	if (to)
		memcpy(s->to, to, s->nclass * sizeof *to);
	return s;
}

int mixture_stream_new(struct mixture_stream **stream, const struct mixture_columns *first,
	const struct mixture_totals *all, struct places *places, const size_t *to, const struct table_run *run,
	struct err *e)
{
	struct mixture_stream *s = *stream = allocate(first, all, to, e);
	int st = s ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	memcpy(s->places, places, sizeof s->places);
	memset(places, 0, sizeof s->places);
	for (size_t i = 0; !st && i < first->o->jobs; i++) {
		s->threads++;
		st = open_reader(&s->reader[i], first, run, e);
	}
	return st;
}

void mixture_stream_free(struct mixture_stream *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->threads; i++) {
		struct reader *r = &s->reader[i];

		mixture_columns_free(&r->r);
		row_reader_close(&r->rows);
		free(r->first);
		free(r->z);
		free(r->mapped);
	}
	for (int k = 0; k < MIXTURE_KINDS; k++)
		places_free(&s->places[k]);
	free(s->to);
	free(s->reader);
	free(s);
}

void mixture_stream_map(struct mixture_stream *s, const struct feature_map *map)
{
	s->map = map;
}

/* Reads one record to the room of the kind's pile. */
static int read_row(void *ctx, struct err *e)
{
	struct reader *r = ctx;
	enum mixture_kind kind;
	int st = mixture_columns_row(&r->r, &kind, e);

	return st || kind == r->kind ? st : ST_SKIP;
}

static bool classes_known(const struct reader *r, size_t n)
{
	const struct pile *p = &r->r.pile[r->kind];
	const uint32_t *y = pile_first(p, MIXTURE_Y);
	const struct annotation *note = pile_first(p, MIXTURE_NOTE);
	bool known = true;

	for (size_t i = 0; r->kind == MIXTURE_LABELLED && i < p->n; i++)
		known &= y[i] < n;
	for (size_t i = 0; i < p->array[MIXTURE_NOTE].n; i++)
		known &= note[i].label < n;
	return known;
}

/* What was read as rows of the model's classes, faded. */
static int settle(const struct mixture_stream *s, struct reader *r, struct err *e)
{
	const struct pile *p = &r->r.pile[r->kind];
	double latest = fmax(s->all.latest[MIXTURE_LABELLED], s->all.latest[MIXTURE_UNLABELLED]);
	double *time = pile_first(p, MIXTURE_TIME);
	const size_t *notes = pile_first(p, MIXTURE_NOTES);

	if (s->to && !classes_known(r, s->nclass))
		return row_reader_changed(&r->rows, e);
	if (s->to)
		mixture_columns_renumber(&r->r, r->kind, s->to);
	mixture_columns_settle(&r->r, r->kind);
	for (size_t i = 0; i < p->n; i++)
		r->first[i + 1] = r->first[i] + notes[i];
	for (size_t i = 0; time && i < p->n; i++)
		time[i] = mixture_fade(time[i], latest, r->r.o->half_life);
	r->block = (struct mixture_rows){.n = p->n,
		.nlabelled = r->kind == MIXTURE_LABELLED ? p->n : 0,
		.x = pile_first(p, MIXTURE_X),
		.y = pile_first(p, MIXTURE_Y),
		.w = pile_first(p, MIXTURE_W),
		.first = r->first,
		.note = pile_first(p, MIXTURE_NOTE),
		.fade = time};
	return ST_OK;
}

static int map_rows(struct reader *r, const struct feature_map *map, struct err *e)
{
	if (!r->mapped && !(r->mapped = mem_alloc(FIT_BLOCK, map->nout * sizeof *r->mapped, e)))
		return ST_SYSTEM;
	feature_map_block(map, r->z, r->block.x, r->block.n, r->mapped);
	r->block.x = r->mapped;
	return ST_OK;
}

int mixture_stream_read(void *ctx, size_t thread, enum mixture_kind kind, size_t first, size_t n,
	const struct mixture_rows **rows, struct err *e)
{
	struct mixture_stream *s = ctx;
	struct reader *r = &s->reader[thread];
	int st = ST_OK;

	if (kind != r->kind)
		r->rows.next = SIZE_MAX;
	r->kind = kind;
	*rows = &r->block;
	pile_clear(&r->r.pile[kind]);
	for (size_t i = 0; !st && i < n; i++) {
		st = row_reader_take(&r->rows, &s->places[kind], s->holes, first + i, read_row, r, e);
		if (!st)
			st = mixture_columns_keep(&r->r, kind, e);
	}
	if (!st)
		st = settle(s, r, e);
	return st || !s->map ? st : map_rows(r, s->map, e);
}
