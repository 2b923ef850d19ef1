/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The modes of l2d-workload that decide each row when it is read: pace (pacing/pace) and online (pacing/capped).
 */
#ifndef L2D_STREAM_H
#define L2D_STREAM_H

#include "decide/arrival.h"
#include "pacing/capped.h"
#include "pacing/pace_batches.h"

struct stream_options {
	const char *prices, *state; /* files of mode online, or NULL */
	const char *batch;          /* the column, or NULL */
	size_t rows;                /* how many there will be in each batch; 0: nobody knows */
};

#define STREAM_OPTIONS(o)                                                                                              \
	{0, "prices", OPT_STRING, &(o).prices, "FILE", "online: the report of an earlier table", NULL},                \
		{0, "rows", OPT_COUNT, &(o).rows, "N", "online: how many rows there will be", NULL, "[1, 2^53]"},      \
	{                                                                                                              \
		0, "state", OPT_STRING, &(o).state, "FILE",                                                            \
			"online: go on from the rows of this file, and leave all there", NULL                          \
	}

struct stream {
	const struct workload *w;
	const struct stream_options *o;
	struct pace_batches pace;
	struct capped capped;
	struct arrival arrival;
	uint32_t *chosen; /* [most] */
};

static inline bool stream_is(enum workload_mode mode)
{
	return mode == WORKLOAD_PACE || mode == WORKLOAD_ONLINE;
}

/* Keeps w, o and the input's agents. */
int stream_open(struct stream *s, const struct workload *w, const struct stream_options *o,
	const struct workload_input *in, struct err *e);
void stream_free(struct stream *s);

/* The input's current row into s->chosen. */
int stream_row(struct stream *s, struct workload_input *in, const struct csv_field *batch, const struct limit *limit,
	struct err *e);

/* Once it has ended; ST_NUMERIC where lower limits are not met. */
int stream_end(struct stream *s, struct err *e);

/* Then the batches, and what became of one. */
const struct names *stream_batches(const struct stream *s);
const struct workload_batch *stream_result(struct stream *s, size_t batch);

/* Once all is written: the state, if one is asked for. */
int stream_keep(const struct stream *s, struct err *e);

#endif
