/*
 * Paces a stream of rows, every batch on its own.  Memory: O(agents) a batch.
 */
#ifndef L2D_STREAM_H
#define L2D_STREAM_H

#include <stdint.h>

#include "base/err.h"
#include "base/names.h"
#include "base/sum.h"
#include "decide/pace.h"
#include "decide/workload.h"

struct stream_batch {
	struct pace pace;
	struct workload_batch out; /* lo, hi as shares; the rest by stream_end */
	struct sum loss;
};

struct stream {
	const struct workload *w;
	const struct names *agent;
	struct names batch;        /* in the order of their first rows */
	struct stream_batch *at;   /* [batches] */
	size_t cap;
};

void stream_init(struct stream *s, const struct workload *w, const struct names *agent);
void stream_free(struct stream *s);

/* The next row's agents: chosen: [w->most], ASSIGN_NONE after the last one.  cost: [m]; limit: [m] of its
 * batch. ST_DATA when a limit is a count, ST_NUMERIC when limits clash. */
int stream_row(struct stream *s, const char *batch, size_t n, const struct limit *limit, const double *cost,
	uint32_t *chosen, struct err *e);

/* Completes the results of batch b. */
const struct workload_batch *stream_result(struct stream *s, size_t b);

#endif
