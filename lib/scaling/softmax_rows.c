/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "scaling/softmax_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "math/sum.h"
#include "parallel/peers.h"
#include "real/kernel.h"
#include "real/matmul.h"

size_t softmax_parameters(size_t k, bool full)
{
	return (full ? k * k : k) + k;
}

static size_t work_of(size_t k)
{
	return 2 * SOFTMAX_BLOCK * (k + 1);
}

int softmax_rows_init(struct softmax_rows *r, const struct softmax_problem *p, struct err *e)
{
	size_t m = softmax_parameters(p->k, p->full), packed = p->full ? matmul_packed(p->k, p->k) : m;

	struct sum total = {0};

	*r = (struct softmax_rows){.p = p, .jobs = p->jobs < 1 ? 1 : p->jobs};
	if (r->jobs > SOFTMAX_SEGMENTS)
		r->jobs = SOFTMAX_SEGMENTS;
	for (size_t i = 0; i < p->n; i++)
		sum_add(&total, p->w ? p->w[i] : 1);
	sums_gather(&total, 1);
	r->total = sum_value(&total);
	r->sum = mem_alloc(SOFTMAX_SEGMENTS, (m + 1 + 2 * p->k) * sizeof *r->sum, e);
	r->work = mem_alloc(r->jobs, work_of(p->k) * sizeof *r->work, e);
	r->map[0] = mem_alloc(packed, sizeof *r->map[0], e);
	r->map[1] = mem_alloc(packed, sizeof *r->map[1], e);
	return r->sum && r->work && r->map[0] && r->map[1] ? ST_OK : ST_SYSTEM;
}

void softmax_rows_free(struct softmax_rows *r)
{
	free(r->sum);
	free(r->work);
	free(r->map[0]);
	free(r->map[1]);
}

void softmax_rows_map(struct softmax_rows *r, int number, const double *theta)
{
	size_t k = r->p->k;

	if (r->p->full)
		matmul_pack(k, k, theta, theta + k * k, r->map[number]);
	else
		memcpy(r->map[number], theta, softmax_parameters(k, false) * sizeof *theta);
}

double softmax_weight(const struct softmax_rows *r, size_t row)
{
	return (r->p->w ? r->p->w[row] : 1) / r->total;
}

static size_t rows_of_all(const struct softmax_problem *p)
{
	return p->all ? p->all : p->n;
}

/* Segment s begins with this row. */
static size_t begin(size_t n, size_t s)
{
	size_t blocks = (n + SOFTMAX_BLOCK - 1) / SOFTMAX_BLOCK, row = s * blocks / SOFTMAX_SEGMENTS * SOFTMAX_BLOCK;

	return row < n ? row : n;
}

void softmax_rows_part(size_t n, size_t peer, size_t *from, size_t *to)
{
	size_t first, end;

	peers_part(SOFTMAX_SEGMENTS, peer, &first, &end);
	*from = begin(n, first);
	*to = begin(n, end);
}

struct pass {
	struct softmax_rows *r;
	softmax_pass_fn *add;
	void *ctx;
	size_t width;
	size_t first; /* segment of the process */
};

static void segment(void *arg, size_t task, size_t thread)
{
	struct pass *a = arg;
	const struct softmax_problem *p = a->r->p;
	size_t n = rows_of_all(p), s = a->first + task, end = begin(n, s + 1) - p->before;
	double *sum = a->r->sum + s * a->width;

	memset(sum, 0, a->width * sizeof *sum);
	for (size_t i = begin(n, s) - p->before; i < end; i += SOFTMAX_BLOCK) {
		struct softmax_block b = {
			a->r, i, end - i < SOFTMAX_BLOCK ? end - i : SOFTMAX_BLOCK, p->lp + i * p->k, p->y + i};

		a->add(a->ctx, &b, a->r->work + thread * work_of(p->k), sum);
	}
}

/* Those of the process. */
static void run_segments(struct softmax_rows *r, softmax_pass_fn *add, void *ctx, size_t width)
{
	struct pass a = {r, add, ctx, width, 0};
	size_t to;

	peers_part(SOFTMAX_SEGMENTS, peers_me(), &a.first, &to);
	jobs_run(r->jobs, to - a.first, segment, &a);
}

void softmax_rows_sum(struct softmax_rows *r, softmax_pass_fn *add, void *ctx, size_t width)
{
	run_segments(r, add, ctx, width);
	peers_sum(r->sum, SOFTMAX_SEGMENTS, width);
}

double softmax_rows_most(struct softmax_rows *r, softmax_pass_fn *add)
{
	double most = 0;

	run_segments(r, add, NULL, 1);
	peers_spread_parts(r->sum, SOFTMAX_SEGMENTS, sizeof *r->sum);
	for (size_t s = 0; s < SOFTMAX_SEGMENTS; s++)
		most = r->sum[s] > most ? r->sum[s] : most;
	return most;
}

void softmax_block_map(const struct softmax_block *b, int number, double *u)
{
	const double *map = b->r->map[number];
	size_t k = b->r->p->k;

	if (b->r->p->full) {
		matmul_forward(b->n, k, k, b->lp, map, u);
		return;
	}
	for (size_t i = 0; i < b->n; i++) {
		memcpy(u + i * k, map + k, k * sizeof *u);
		kernel()->add_products(map, b->lp + i * k, u + i * k, k);
	}
}

void softmax_block_gradient(const struct softmax_block *b, const double *g, double *gradient)
{
	size_t k = b->r->p->k;

	if (b->r->p->full) {
		matmul_gradient(b->n, k, k, b->lp, g, gradient, gradient + k * k);
		return;
	}
	for (size_t i = 0; i < b->n; i++) {
		kernel()->add(1, g + i * k, gradient + k, k);
		kernel()->add_products(g + i * k, b->lp + i * k, gradient, k);
	}
}
