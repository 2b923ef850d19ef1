/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/moments.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "math/tally.h"
#include "network/fit.h"
#include "parallel/peers.h"

/* Columns that are summed at once: a cache line of doubles. */
enum { STRIP = 8 };

/* Rows whose columns are summed while they are in the cache. */
enum { NEAR = 64 };

struct taking {
	const struct moment_rows *rows, *set; /* [sets]; the one that is summed */
	size_t sets;
	size_t nin, from;   /* the process's first segment */
	const double *mean; /* NULL in the first pass */
	double *sum;        /* [FIT_SEGMENTS x (nin + 1)] of the set; the last one counts failures */
	double *all;        /* [nin] of all sets */
	int status[FIT_SEGMENTS];
	struct err *err; /* [FIT_SEGMENTS] */
};

/* Adds w x, or w (x - mean)^2, to the sums of some columns of n rows, for which their vectors have room. */
static inline __attribute__((always_inline)) void add_strip(const double *x, const double *w, size_t n, size_t nin,
	size_t wide, bool square, const double *mean, double *sum)
{
	double total[STRIP] = {0};

	memcpy(total, sum, wide * sizeof *sum);
	for (size_t i = 0; i < n; i++, x += nin) {
		__builtin_prefetch((const void *)((uintptr_t)x + NEAR * nin * sizeof *x)); /* of the rows to come */
#pragma GCC unroll 8
		for (size_t j = 0; j < wide; j++) {
			double d = square ? x[j] - mean[j] : x[j];

			total[j] += square ? (w ? w[i] : 1) * d * d : (w ? w[i] : 1) * d;
		}
	}
	memcpy(sum, total, wide * sizeof *sum);
}

static void add_rows(const struct taking *t, const double *x, const double *w, size_t rows, double *sum)
{
	for (size_t i = 0; i < rows; i += NEAR, x += NEAR * t->nin)
		for (size_t j = 0; j < t->nin; j += STRIP) {
			const double *near = w ? w + i : NULL, *mean = t->mean ? t->mean + j : NULL;
			size_t n = rows - i < NEAR ? rows - i : NEAR, wide = t->nin - j;

			if (wide < STRIP)
				add_strip(x + j, near, n, t->nin, wide, mean, mean, sum + j);
			else if (mean)
				add_strip(x + j, near, n, t->nin, STRIP, true, mean, sum + j);
			else
				add_strip(x + j, near, n, t->nin, STRIP, false, mean, sum + j);
		}
}

static void segment(void *ctx, size_t task, size_t thread)
{
	struct taking *t = ctx;
	const struct moment_rows *r = t->set;
	size_t s = t->from + task, blocks = (r->n + FIT_BLOCK - 1) / FIT_BLOCK;
	size_t from = s * blocks / FIT_SEGMENTS * FIT_BLOCK, to = (s + 1) * blocks / FIT_SEGMENTS * FIT_BLOCK;
	double *sum = t->sum + s * (t->nin + 1);

	memset(sum, 0, (t->nin + 1) * sizeof *sum);
	t->status[s] = ST_OK;
	for (to = to < r->n ? to : r->n; !t->status[s] && from < to; from += FIT_BLOCK) {
		size_t n = to - from < FIT_BLOCK ? to - from : FIT_BLOCK, at = from - r->first;
		struct rows_read b = {0};

		if (r->read)
			t->status[s] = r->read(r->read_ctx, thread, from, 1, n, &b, &t->err[s]);
		else
			b = (struct rows_read){.x = r->x + at * t->nin, .w = r->w ? r->w + at : NULL};
		if (!t->status[s])
			add_rows(t, b.x, b.w, n, sum);
	}
	sum[t->nin] = t->status[s] != ST_OK;
}

/* t->sum begins with the sums of all processes. */
static int sum_set(struct taking *t, size_t jobs, struct err *e)
{
	size_t to;
	int st = ST_OK;

	peers_part(FIT_SEGMENTS, peers_me(), &t->from, &to);
	jobs_run(jobs, to - t->from, segment, t);
	peers_sum(t->sum, FIT_SEGMENTS, t->nin + 1);
	if (!(t->sum[t->nin] > 0))
		return ST_OK;
	for (size_t s = t->from; !st && s < to; s++)
		if ((st = t->status[s]))
			*e = t->err[s];
	return peers_agree(st, e);
}

/* One pass over all sets. */
static int pass(struct taking *t, size_t jobs, struct err *e)
{
	int st = ST_OK;

	memset(t->all, 0, t->nin * sizeof *t->all);
	for (size_t i = 0; !st && i < t->sets; i++) {
		t->set = &t->rows[i];
		st = sum_set(t, jobs, e);
		for (size_t j = 0; !st && j < t->nin; j++)
			t->all[j] += t->sum[j];
	}
	return st;
}

static int check_scales(const struct feature_map *m, const struct names *features, struct err *e)
{
	char shown[ERR_EXCERPT];

	for (size_t j = 0; j < m->nin; j++)
		if (!isfinite(m->mean[j]) || !isfinite(m->scale[j]))
			return err_set(e, ST_DATA, "feature '%s': its mean or its spread is not a finite double",
				err_excerpt(shown, features->name[j].s, features->name[j].n));
	return ST_OK;
}

static int take(struct feature_map *m, struct taking *t, size_t jobs, struct err *e)
{
	double total = t->rows->total;
	int st = pass(t, jobs, e);

	for (size_t j = 0; !st && j < m->nin; j++)
		m->mean[j] = t->all[j] / total;
	t->mean = m->mean;
	if (!st)
		st = pass(t, jobs, e);
	for (size_t j = 0; !st && j < m->nin; j++) {
		double sd = sqrt(t->all[j] / total);

		/* A constant column's deviations are rounding errors of its mean. */
		m->scale[j] = sd > 1e-12 * fabs(m->mean[j]) ? sd : 1;
	}
	return st;
}

int moments_take(struct feature_map *m, const struct moment_rows *rows, size_t n, size_t jobs,
	const struct names *features, struct err *e)
{
	struct taking t = {.rows = rows, .sets = n, .nin = m->nin};
	int st;

	t.sum = mem_alloc(FIT_SEGMENTS, (m->nin + 1) * sizeof *t.sum, e);
	t.err = mem_alloc(FIT_SEGMENTS, sizeof *t.err, e);
	t.all = mem_alloc(m->nin, sizeof *t.all, e);
	st = t.sum && t.err && t.all ? take(m, &t, jobs, e) : ST_SYSTEM;
	free(t.sum);
	free(t.err);
	free(t.all);
	return st ? st : check_scales(m, features, e);
}

int moments_fit_map(struct feature_map *m, double **x, const double *w, size_t n, size_t jobs,
	const struct names *features, struct rng *r, struct err *e)
{
	const struct moment_rows rows = {.x = *x, .w = w, .n = n, .total = tally_weights(w, n)};
	int st = rows.total > 0 ? moments_take(m, &rows, 1, jobs, features, e) : ST_OK;

	if (st)
		return st;
	feature_map_draw(m, r);
	return feature_map_rows(m, x, n, jobs, e);
}
