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
};

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

/* The batches so far, and what became of one. */
const struct names *stream_batches(const struct stream *s);
const struct workload_batch *stream_result(struct stream *s, size_t batch);

/* Once all is written: the state, if one is asked for. */
int stream_keep(const struct stream *s, struct err *e);

#endif
