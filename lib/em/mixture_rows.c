/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/mixture_rows.h"

#include "base/jobs.h"
#include "network/fit.h"
#include "parallel/peers.h"

void mixture_segment(size_t n, size_t s, size_t *from, size_t *to)
{
	size_t nblock = (n + FIT_BLOCK - 1) / FIT_BLOCK;

	*from = s * nblock / FIT_SEGMENTS * FIT_BLOCK;
	*to = (s + 1) * nblock / FIT_SEGMENTS * FIT_BLOCK;
	*to = *to < n ? *to : n;
	*from = *from < *to ? *from : *to;
}

void mixture_part(size_t n, size_t peer, size_t *from, size_t *to)
{
	size_t first, end, other;

	peers_part(FIT_SEGMENTS, peer, &first, &end);
	mixture_segment(n, first, from, &other);
	*to = *from;
	if (first < end)
		mixture_segment(n, end - 1, &other, to);
}

size_t mixture_rows_own(const struct mixture_rows *d, enum mixture_kind kind, size_t *first)
{
	size_t to;

	mixture_part(d->all[kind], peers_me(), first, &to);
	return to - *first;
}

struct mixture_block mixture_rows_block(const struct mixture_rows *d, enum mixture_kind kind)
{
	return (struct mixture_block){d, kind == MIXTURE_LABELLED ? 0 : d->nlabelled, 0, kind};
}

int mixture_rows_take(const struct mixture_rows *d, size_t thread, enum mixture_kind kind, size_t first, size_t n,
	struct mixture_block *b, struct err *e)
{
	size_t own;

	mixture_rows_own(d, kind, &own);
	*b = mixture_rows_block(d, kind);
	b->own = first - own;
	b->at += b->own;
	if (!d->read)
		return ST_OK;
	b->at = 0;
	return d->read(d->read_ctx, thread, kind, first, n, &b->d, e);
}

struct work {
	const struct mixture_rows *d;
	size_t kinds, first; /* the process's first segment */
	mixture_block_fn *fn;
	void *ctx;
	struct segment_failure {
		int status;
		struct err err;
	} failed[FIT_SEGMENTS];
};

static void segment(void *ctx, size_t task, size_t thread)
{
	struct work *w = ctx;
	size_t s = w->first + task;
	struct segment_failure *f = &w->failed[s];

	for (size_t k = 0; k < w->kinds; k++) {
		size_t from, to;

		mixture_segment(w->d->all[k], s, &from, &to);
		for (; !f->status && from < to; from += FIT_BLOCK) {
			size_t n = to - from < FIT_BLOCK ? to - from : FIT_BLOCK;
			struct mixture_block b;

			f->status = mixture_rows_take(w->d, thread, (enum mixture_kind)k, from, n, &b, &f->err);
			if (!f->status)
				w->fn(w->ctx, &b, n, s, thread);
		}
	}
}

int mixture_each_block(
	const struct mixture_rows *d, size_t kinds, size_t jobs, mixture_block_fn *fn, void *ctx, struct err *e)
{
	struct work w = {.d = d, .kinds = kinds, .fn = fn, .ctx = ctx};
	size_t to;
	int st = ST_OK;

	peers_part(FIT_SEGMENTS, peers_me(), &w.first, &to);
	jobs_run(jobs, to - w.first, segment, &w);
	for (size_t s = w.first; !st && s < to; s++)
		if ((st = w.failed[s].status))
			*e = w.failed[s].err;
	return d->read ? peers_agree(st, e) : st;
}
