/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/fit_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "parallel/peers.h"

struct fit_work *fit_work_new(const struct fit *f, struct err *e)
{
	struct fit_work *w = mem_alloc(1, sizeof *w, e);

	if (!w)
		return NULL;
	w->f = f;
	w->nthread = f->jobs < 1 ? 1 : f->jobs > FIT_SEGMENTS ? FIT_SEGMENTS : f->jobs;
	w->stride = 1;
	w->attacked = f->attack ? attack_scratch(f->attack) : 0;
	w->nscratch = w->attacked + FIT_BLOCK * (f->network->width[0] + f->network->width[f->network->nlayer])
		+ network_scratch(f->network, FIT_BLOCK) + (f->extra ? f->extra->scratch : 0);
	w->ngrad = f->network->nparam + (f->extra ? f->extra->n : 0);
	w->scratch = mem_alloc(w->nthread, w->nscratch * sizeof *w->scratch, e);
	w->grad = mem_alloc(FIT_SEGMENTS, (w->ngrad + 2) * sizeof *w->grad, e);
	w->failed = mem_alloc(FIT_SEGMENTS, sizeof *w->failed, e);
	w->extra = mem_alloc(w->ngrad - f->network->nparam, sizeof *w->extra, e);
	w->packed = mem_alloc(network_packed(f->network), sizeof *w->packed, e);
	if (w->scratch && w->grad && w->failed && w->extra && w->packed)
		return w;
	fit_work_free(w);
	return NULL;
}

void fit_work_free(struct fit_work *w)
{
	if (!w)
		return;
	free(w->scratch);
	free(w->grad);
	free(w->failed);
	free(w->extra);
	free(w->packed);
	free(w);
}

int fit_work_take(const struct fit_work *w, size_t thread, struct fit_block *b, double *room, struct err *e)
{
	const struct fit *f = w->f;
	size_t nin = f->network->width[0];
	struct rows_read read;
	int st;

	b->row = NULL;
	if (f->read) {
		st = f->read(f->read_ctx, thread, b->first, w->stride, b->n, &read, e);
		b->x = read.x, b->ctx = read.ctx, b->at = 0;
		return st;
	}
	b->ctx = f->ctx;
	b->at = b->first - f->first;
	b->x = w->stride > 1 ? room : f->x + b->at * nin;
	if (w->stride > 1)
		b->row = b->number;
	for (size_t i = 0; w->stride > 1 && i < b->n; i++) {
		b->number[i] = b->at + i * w->stride;
		memcpy(room + i * nin, f->x + b->number[i] * nin, nin * sizeof *room);
	}
	return ST_OK;
}

/* Where a thread's scratch has room for a block that is gathered: behind the gradients by the logits. */
static double *room_of(const struct fit_work *w, double *scratch)
{
	return scratch + FIT_BLOCK * w->f->network->width[w->f->network->nlayer];
}

/* And for what the network needs: behind that. */
static double *rest_of(const struct fit_work *w, double *scratch)
{
	return room_of(w, scratch) + FIT_BLOCK * w->f->network->width[0];
}

/* The loss and, added to grad, the gradient of up to FIT_BLOCK rows. */
static double block(const struct fit_work *w, const struct fit_block *b, double *scratch, double *grad)
{
	const struct fit *f = w->f;
	double *g = scratch, *rest = rest_of(w, scratch);
	const double *x = b->x;
	double *z, value;

	if (f->attack)
		x = attack_rows(f->attack,
			&(struct attacked_rows){f->network, f->rows, b->ctx, w->theta, w->packed, b->at, b->row, b->n},
			scratch + w->nscratch - w->attacked, g, rest);
	z = network_forward(f->network, w->theta, w->packed, x, b->n, rest);
	value = f->extra ? f->extra->rows(b->ctx, b->at, b->row, b->n, z, g, w->extra, grad + f->network->nparam,
			rest + network_scratch(f->network, FIT_BLOCK))
			 : f->rows(b->ctx, b->at, b->row, b->n, z, g);
	network_backward(f->network, w->theta, x, b->n, rest, g, grad);
	return value;
}

static size_t rows_of(size_t n, size_t stride)
{
	return (n + stride - 1) / stride;
}

static size_t blocks_of(size_t n, size_t stride)
{
	return (rows_of(n, stride) + FIT_BLOCK - 1) / FIT_BLOCK;
}

void fit_work_blocks(size_t n, size_t stride, size_t peer, size_t *from, size_t *to)
{
	size_t blocks = blocks_of(n, stride);

	peers_part(FIT_SEGMENTS, peer, from, to);
	*from = *from * blocks / FIT_SEGMENTS;
	*to = *to * blocks / FIT_SEGMENTS;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

void fit_needs(size_t n, size_t peer, size_t *from, size_t *to)
{
	*from = n;
	*to = 0;
	for (size_t stride = n < FIT_SAMPLED ? 1 : FIT_STRIDE; stride; stride /= 4) {
		size_t first, end;

		fit_work_blocks(n, stride, peer, &first, &end);
		*from = smaller(*from, first * FIT_BLOCK * stride);
		end = smaller(n, end * FIT_BLOCK * stride);
		*to = *to > end ? *to : end;
	}
	*from = smaller(*from, *to);
}

/* One of the process's segments: what is done with its blocks, until that fails. */
typedef void block_fn(struct fit_work *w, const struct fit_block *b, size_t segment, double *scratch);

static void each_block(struct fit_work *w, size_t task, size_t thread, block_fn *take)
{
	size_t s = w->from + task, rows = rows_of(w->f->n, w->stride), blocks = blocks_of(w->f->n, w->stride);
	size_t from = s * blocks / FIT_SEGMENTS, to = (s + 1) * blocks / FIT_SEGMENTS;
	double *scratch = w->scratch + thread * w->nscratch;
	struct fit_failure *failed = &w->failed[s];

	failed->status = ST_OK;
	for (size_t i = from; !failed->status && i < to; i++) {
		struct fit_block b = {
			.first = i * FIT_BLOCK * w->stride, .n = smaller(rows - i * FIT_BLOCK, FIT_BLOCK)};

		failed->status = fit_work_take(w, thread, &b, room_of(w, scratch), &failed->err);
		if (!failed->status)
			take(w, &b, s, scratch);
	}
}

static void add_block(struct fit_work *w, const struct fit_block *b, size_t s, double *scratch)
{
	double *grad = w->grad + s * (w->ngrad + 2);

	grad[w->ngrad] += block(w, b, scratch, grad);
}

static void segment(void *ctx, size_t task, size_t thread)
{
	struct fit_work *w = ctx;
	double *grad = w->grad + (w->from + task) * (w->ngrad + 2);

	memset(grad, 0, (w->ngrad + 2) * sizeof *grad);
	each_block(w, task, thread, add_block);
	grad[w->ngrad + 1] = w->failed[w->from + task].status != ST_OK;
}

/* The first failure of the process's segments becomes that of all processes. */
static void fail(struct fit_work *w, size_t to)
{
	for (size_t s = w->from; !w->status && s < to; s++)
		if (w->failed[s].status) {
			w->status = w->failed[s].status;
			w->err = w->failed[s].err;
		}
	w->status = peers_agree(w->status, &w->err);
}

int fit_status(const struct fit_work *w, struct err *e)
{
	if (w->status)
		*e = w->err;
	return w->status;
}

/* Adds l2 to a gradient; returns its value. */
static double penalty(const struct fit *f, const double *theta, double *grad)
{
	double sum = 0;

	for (size_t l = 0; l < f->network->nlayer && f->l2 > 0; l++)
		for (size_t i = network_weights(f->network, l); i < network_biases(f->network, l); i++) {
			sum += theta[i] * theta[i];
			grad[i] += f->l2 * theta[i];
		}
	return f->l2 / 2 * sum;
}

void fit_work_theta(struct fit_work *w, const double *theta)
{
	w->theta = theta;
	network_pack(w->f->network, theta, w->packed);
	if (w->f->extra)
		w->f->extra->from(w->f->ctx, theta, w->extra);
}

/* grad from the sums over rows, times scale. */
static void take_sums(struct fit_work *w, const double *theta, double scale, double *grad)
{
	size_t n = w->f->network->nparam;

	for (size_t i = n; i < w->ngrad; i++)
		w->grad[i] *= scale;
	if (w->f->extra)
		w->f->extra->back(w->f->ctx, theta, w->grad + n, grad);
}

/* F and its gradient, from the sums of the segments. */
static double finish(struct fit_work *w, double *grad)
{
	size_t n = w->f->network->nparam;
	double total = w->f->total / (double)w->stride;

	for (size_t i = 0; i < n; i++)
		grad[i] = w->grad[i] / total;
	take_sums(w, w->theta, 1 / total, grad);
	return w->grad[w->ngrad] / total + penalty(w->f, w->theta, grad);
}

double fit_value(struct fit_work *w, const double *theta, double *grad)
{
	size_t to;

	if (w->status)
		return NAN;
	fit_work_theta(w, theta);
	peers_part(FIT_SEGMENTS, peers_me(), &w->from, &to);
	jobs_run(w->nthread, to - w->from, segment, w);
	peers_sum(w->grad, FIT_SEGMENTS, w->ngrad + 2);
	if (w->grad[w->ngrad + 1] > 0) {
		fail(w, to);
		return NAN;
	}
	return finish(w, grad);
}

void fit_begin(struct fit_work *w, const double *theta)
{
	fit_work_theta(w, theta);
	memset(w->grad, 0, FIT_SEGMENTS * (w->ngrad + 2) * sizeof *w->grad);
}

const double *fit_logits(struct fit_work *w, size_t thread, const double *x, size_t n, double **g)
{
	double *scratch = w->scratch + thread * w->nscratch;

	*g = scratch;
	return network_forward(w->f->network, w->theta, w->packed, x, n, rest_of(w, scratch));
}

void fit_add(struct fit_work *w, size_t segment, size_t thread, const double *x, size_t n, double losses)
{
	double *scratch = w->scratch + thread * w->nscratch, *grad = w->grad + segment * (w->ngrad + 2);

	grad[w->ngrad] += losses;
	network_backward(w->f->network, w->theta, x, n, rest_of(w, scratch), scratch, grad);
}

double fit_end(struct fit_work *w, double *grad)
{
	peers_sum(w->grad, FIT_SEGMENTS, w->ngrad + 2);
	return finish(w, grad);
}

/* grad has each segment's largest logit. */
static void block_logits(struct fit_work *w, const struct fit_block *b, size_t s, double *scratch)
{
	const struct network *h = w->f->network;
	const double *z = network_forward(h, w->theta, w->packed, b->x, b->n, rest_of(w, scratch));

	for (size_t k = 0; k < b->n * h->width[h->nlayer]; k++)
		w->grad[2 * s] = fmax(w->grad[2 * s], fabs(z[k]));
}

static void segment_logits(void *ctx, size_t task, size_t thread)
{
	struct fit_work *w = ctx;
	double *most = w->grad + 2 * (w->from + task);

	most[0] = 0;
	each_block(w, task, thread, block_logits);
	most[1] = w->failed[w->from + task].status != ST_OK;
}

double fit_largest_logit(struct fit_work *w, const double *v)
{
	double most = 0;
	bool failed = false;
	size_t to;

	if (w->status)
		return NAN;
	w->theta = v;
	network_pack(w->f->network, v, w->packed);
	peers_part(FIT_SEGMENTS, peers_me(), &w->from, &to);
	jobs_run(w->nthread, to - w->from, segment_logits, w);
	peers_spread_parts(w->grad, FIT_SEGMENTS, 2 * sizeof *w->grad);
	for (size_t s = 0; s < FIT_SEGMENTS; s++) {
		most = fmax(most, w->grad[2 * s]);
		failed |= w->grad[2 * s + 1] > 0;
	}
	if (failed)
		fail(w, to);
	return failed ? NAN : most;
}

double fit_work_batch(struct fit_work *w, const size_t *row, size_t n, const double *theta, double *grad)
{
	const struct fit *f = w->f;
	size_t nin = f->network->width[0];
	/* The rows stand for all, whose weights sum to total. */
	double scale = (double)f->n / (double)n / f->total, sum = 0;

	memset(w->grad, 0, w->ngrad * sizeof *w->grad);
	fit_work_theta(w, theta);
	for (size_t i = 0; i < n; i += FIT_BLOCK) {
		double *x = room_of(w, w->scratch);
		struct fit_block b = {.n = smaller(n - i, FIT_BLOCK), .x = x, .ctx = f->ctx, .row = row + i};

		for (size_t k = 0; k < b.n; k++)
			memcpy(x + k * nin, f->x + row[i + k] * nin, nin * sizeof *x);
		sum += block(w, &b, w->scratch, w->grad);
	}
	for (size_t i = 0; i < f->network->nparam; i++)
		grad[i] = w->grad[i] * scale;
	take_sums(w, theta, scale, grad);
	penalty(f, theta, grad);
	return sum;
}
