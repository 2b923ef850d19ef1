/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "scaling/softmax_metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "math/vec.h"
#include "parallel/peers.h"
#include "real/cholesky.h"
#include "real/kernel.h"
#include "real/matmul.h"

/* Rows of the sample: so many, or so many for each variable of a class, of one matrix for all classes fewer. */
static const size_t sample_rows = 4096, sample_each = 16, sample_one = 4;
/* What is added to the diagonal of H_c, as a part of it: directions that the sample hardly saw are not to be trusted. */
static const double ridge = 1e-4;

/* Every so manieth row of all, from those that the process has, to all processes. */
static int take_sample(struct softmax_metric *m, struct err *e)
{
	const struct softmax_problem *p = m->r->p;
	size_t k = p->k, least = (m->blocks > 1 ? sample_each : sample_one) * k,
	       want = least > sample_rows ? least : sample_rows;
	size_t all = p->all ? p->all : p->n, stride = all > want ? all / want : 1;
	size_t first = (p->before + stride - 1) / stride * stride - p->before, n = 0;
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e);
	double *own = mem_alloc(p->n / stride + 1, (k + 1) * sizeof *own, e);
	char *rows = NULL;
	int st = begin && own ? ST_OK : ST_SYSTEM;

	for (size_t i = first; !st && i < p->n; i += stride, n++) {
		memcpy(own + n * (k + 1), p->lp + i * k, k * sizeof *own);
		own[n * (k + 1) + k] = softmax_weight(m->r, i);
	}
	if (!st)
		st = peers_gather(own, n * (k + 1) * sizeof *own, &rows, begin, e);
	if (!st)
		m->rows = begin[peers_n()] / ((k + 1) * sizeof *own);
	m->row = (double *)(void *)rows;
	free(own);
	free(begin);
	return st;
}

int softmax_metric_init(struct softmax_metric *m, struct softmax_rows *r, enum softmax_metric_kind kind, struct err *e)
{
	const struct softmax_problem *p = r->p;
	size_t k = p->k, n = k + 1;

	*m = (struct softmax_metric){.r = r};
	if (p->full && kind)
		m->blocks = kind == SOFTMAX_EACH ? k : 1;
	m->scale = mem_alloc(m->blocks ? k : softmax_parameters(k, p->full), sizeof *m->scale, e);
	m->centre = mem_alloc(k, sizeof *m->centre, e);
	if (!m->scale || !m->centre)
		return ST_SYSTEM;
	if (!m->blocks)
		return ST_OK;
	m->u = mem_alloc(m->blocks, n * n * sizeof *m->u, e);
	m->line = mem_alloc(r->jobs, SOFTMAX_BLOCK * n * sizeof *m->line, e);
	if (!m->u || !m->line || take_sample(m, e))
		return ST_SYSTEM;
	m->doubt = mem_alloc(m->rows, k * sizeof *m->doubt, e);
	return m->doubt ? ST_OK : ST_SYSTEM;
}

void softmax_metric_free(struct softmax_metric *m)
{
	free(m->scale);
	free(m->centre);
	free(m->u);
	free(m->row);
	free(m->doubt);
	free(m->line);
}

bool softmax_penalised(const struct softmax_problem *p, size_t i)
{
	return softmax_pull(p, i) > 0;
}

double softmax_pull(const struct softmax_problem *p, size_t i)
{
	double k = (double)p->k;

	if (!p->full)
		return 0;
	return i >= p->k * p->k ? 2 * p->mu / k : i / p->k != i % p->k ? 2 * p->lambda / (k * (k - 1)) : 0;
}

/* Of a class's logarithms, where the row's probability q leaves it in doubt: the weight, and the first two moments about the
 * centre so far.  A masked class has no probability: its logarithm does not count. */
static void add_moments(void *ctx, const struct softmax_block *b, double *work, double *sum)
{
	const struct softmax_metric *m = ctx;
	size_t k = m->r->p->k;

	softmax_block_map(b, 0, work);
	for (size_t i = 0; i < b->n; i++) {
		double w = softmax_weight(m->r, b->first + i), *p = work + i * k;

		vec_softmax(p, k, p);
		for (size_t c = 0; c < k; c++) {
			double q = p[c], doubt = w * (q * (1 - q)), x = q > 0 ? b->lp[i * k + c] - m->centre[c] : 0;

			sum[c] += doubt;
			sum[k + c] += doubt * x;
			sum[2 * k + c] += doubt * x * x;
		}
	}
}

/* In vector scaling the two parameters of a class are parted by its centre, and then all of them nearly are: what
 * is left between classes is a product of their probabilities. */
static void part_moments(struct softmax_metric *m)
{
	/* A variance this far below the square that it is the rest of is rounding. */
	const double rounding = 1e-12, *moment = m->r->sum;
	size_t k = m->r->p->k;

	for (size_t c = 0; c < k; c++) {
		double doubt = moment[c], shift = doubt > 0 ? moment[k + c] / doubt : 0;
		double square = moment[2 * k + c], rest = square - moment[k + c] * shift;

		m->centre[c] += shift;
		m->scale[c] = rest > rounding * square ? rest : 0;
		m->scale[k + c] = doubt;
	}
}

/* Second derivatives by the full matrix and the intercepts. */
static void add_curvatures(void *ctx, const struct softmax_block *b, double *work, double *sum)
{
	const struct softmax_metric *m = ctx;
	size_t k = m->r->p->k;
	double *square = work + SOFTMAX_BLOCK * k;

	softmax_block_map(b, 0, work);
	for (size_t i = 0; i < b->n; i++) {
		double w = softmax_weight(m->r, b->first + i), *p = work + i * k;

		vec_softmax(p, k, p);
		for (size_t c = 0; c < k; c++) {
			p[c] = w * (p[c] * (1 - p[c]));
			square[i * k + c] = b->lp[i * k + c] * b->lp[i * k + c];
		}
	}
	matmul_gradient(b->n, k, k, square, work, sum, sum + k * k);
}

static void measure_scales(struct softmax_metric *m)
{
	const struct softmax_problem *p = m->r->p;
	size_t n = softmax_parameters(p->k, p->full);

	softmax_rows_sum(m->r, p->full ? add_curvatures : add_moments, m, p->full ? n : 3 * p->k);
	if (p->full)
		memcpy(m->scale, m->r->sum, n * sizeof *m->scale);
	else
		part_moments(m);
	for (size_t i = 0; i < n; i++) {
		m->scale[i] = sqrt(m->scale[i] + softmax_pull(p, i));
		if (!(m->scale[i] > 0))
			m->scale[i] = 1;
	}
}

/* The doubts of a block of the sample. */
static void doubt_block(void *arg, size_t task, size_t thread)
{
	const struct softmax_metric *m = arg;
	size_t k = m->r->p->k, first = task * SOFTMAX_BLOCK, left = m->rows - first;
	double *line = m->line + thread * SOFTMAX_BLOCK * (k + 1), *doubt = m->doubt + first * k;
	const double *row = m->row + first * (k + 1);
	struct softmax_block b = {.r = m->r, .n = left < SOFTMAX_BLOCK ? left : SOFTMAX_BLOCK, .lp = line};

	for (size_t i = 0; i < b.n; i++)
		memcpy(line + i * k, row + i * (k + 1), k * sizeof *line);
	softmax_block_map(&b, 0, doubt);
	for (size_t i = 0; i < b.n; i++, doubt += k) {
		double w = row[i * (k + 1) + k];

		vec_softmax(doubt, k, doubt);
		for (size_t c = 0; c < k; c++)
			doubt[c] = sqrt(w * (doubt[c] * (1 - doubt[c])));
	}
}

/* What the penalties add to a diagonal of H_c; to that of all classes, of which each has about a k-th, k times as much. */
static double pull_of(const struct softmax_metric *m, size_t c, size_t j)
{
	const struct softmax_problem *p = m->r->p;
	size_t k = p->k;

	if (m->blocks == 1)
		return (double)k * softmax_pull(p, j < k ? 1 : k * k);
	return softmax_pull(p, j < k ? c * k + j : k * k + c);
}

/* H_c, of which so far the rows' part is in the upper triangle, becomes U_c, and its transpose in the lower one; its diagonal
 * alone does where that cannot be.  spare: [k + 1]. */
static void factor(const struct softmax_metric *m, size_t c, double share, double *h, double *spare)
{
	size_t n = m->r->p->k + 1;

	for (size_t j = 0; j < n; j++) {
		for (size_t i = 0; i <= j; i++)
			h[j * n + i] = h[i * n + j] / share;
		spare[j] = h[j * n + j] + pull_of(m, c, j);
		if (!(spare[j] > 0))
			spare[j] = 1;
		h[j * n + j] = spare[j] * (1 + ridge);
	}
	if (cholesky_factor(h, n))
		return;
	memset(h, 0, n * n * sizeof *h);
	for (size_t j = 0; j < n; j++)
		h[j * n + j] = sqrt(spare[j]);
}

/* The doubt in class c, or, of one matrix, in any: the root of what it weighs. */
static double doubt_of(const struct softmax_metric *m, size_t row, size_t c)
{
	size_t k = m->r->p->k;
	const double *doubt = m->doubt + row * k;
	double sum = 0;

	if (m->blocks > 1)
		return doubt[c];
	for (size_t i = 0; i < k; i++)
		sum += doubt[i] * doubt[i];
	return sqrt(sum);
}

/* s_c: 1, or the root of the class's part of all doubt; no class is let far below the mean, as the sample may have missed it. */
static void stretch(struct softmax_metric *m)
{
	size_t k = m->r->p->k;
	double total = 0, least;

	for (size_t c = 0; c < k; c++) {
		m->scale[c] = m->blocks > 1;
		for (size_t i = 0; i < m->rows && m->blocks == 1; i++)
			m->scale[c] += m->doubt[i * k + c] * m->doubt[i * k + c];
		total += m->scale[c];
	}
	least = total > 0 ? 1e-3 / (double)k : 1;
	for (size_t c = 0; c < k && m->blocks == 1; c++)
		m->scale[c] = sqrt(fmax(least, total > 0 ? m->scale[c] / total : 0));
}

/* Of the process's classes, from number `first` on. */
struct measuring {
	const struct softmax_metric *m;
	size_t first;
};

static void measure_class(void *arg, size_t task, size_t thread)
{
	const struct measuring *a = arg;
	const struct softmax_metric *m = a->m;
	size_t c = a->first + task, k = m->r->p->k, n = k + 1, have = 0;
	double *h = m->u + c * n * n, *line = m->line + thread * SOFTMAX_BLOCK * n, weight = 0;

	memset(h, 0, n * n * sizeof *h);
	for (size_t i = 0; i < m->rows; i++) {
		const double *row = m->row + i * n;
		double doubt = doubt_of(m, i, c), *to = line + have * n;

		weight += row[k];
		if (!(doubt > 0))
			continue;
		for (size_t j = 0; j < k; j++)
			to[j] = doubt * row[j];
		to[k] = doubt;
		if (++have == SOFTMAX_BLOCK) {
			matmul_square(have, n, line, h);
			have = 0;
		}
	}
	matmul_square(have, n, line, h);
	factor(m, c, weight > 0 ? weight : 1, h, line);
}

void softmax_metric_measure(struct softmax_metric *m, const double *theta)
{
	struct measuring a = {.m = m};
	size_t k = m->r->p->k, to;

	softmax_rows_map(m->r, 0, theta);
	if (!m->u) {
		measure_scales(m);
		return;
	}
	jobs_run(m->r->jobs, (m->rows + SOFTMAX_BLOCK - 1) / SOFTMAX_BLOCK, doubt_block, m);
	stretch(m);
	peers_part(m->blocks, peers_me(), &a.first, &to);
	jobs_run(m->r->jobs, to - a.first, measure_class, &a);
	peers_spread_parts(m->u, m->blocks, (k + 1) * (k + 1) * sizeof *m->u);
}

/* The mean of a column's off-diagonal weights is taken from all of the column, that of intercepts from them; of a gradient
 * (`back`) the transpose of that. */
static void center(const struct softmax_problem *p, double *theta, bool back)
{
	size_t k = p->k;

	for (size_t j = 0; j <= k; j++) {
		double *column = j < k ? theta + j : theta + k * k, mean = 0;
		size_t step = j < k ? k : 1;

		for (size_t i = 0; i < k; i++)
			mean += i != j || back ? column[i * step] : 0;
		mean /= (double)(j < k ? k - 1 : k);
		for (size_t i = 0; i < k; i++)
			column[i * step] -= i != j || !back ? mean : 0;
	}
}

typedef void solve_fn(const double *u, size_t n, double *x);

/* For each class its row of W and intercept, in one vector, solved and divided by s_c, or multiplied. */
static void each_class(const struct softmax_metric *m, solve_fn *solve, bool times, double *theta)
{
	size_t k = m->r->p->k, n = k + 1;
	double *v = m->line;

	for (size_t c = 0; c < k; c++) {
		memcpy(v, theta + c * k, k * sizeof *v);
		v[k] = theta[k * k + c];
		solve(m->u + (m->blocks > 1 ? c : 0) * n * n, n, v);
		kernel()->scale(v, times ? m->scale[c] : 1 / m->scale[c], n);
		memcpy(theta + c * k, v, k * sizeof *v);
		theta[k * k + c] = v[k];
	}
}

void softmax_metric_theta(const struct softmax_metric *m, const double *x, double *theta)
{
	const struct softmax_problem *p = m->r->p;
	size_t k = p->k, n = softmax_parameters(k, p->full);

	memcpy(theta, x, n * sizeof *x);
	if (m->u)
		each_class(m, cholesky_backward, false, theta);
	for (size_t i = 0; i < n && !m->u; i++)
		theta[i] /= m->scale[i];
	if (m->u)
		center(p, theta, false);
	for (size_t c = 0; c < k && !p->full; c++)
		theta[k + c] -= theta[c] * m->centre[c];
}

void softmax_metric_x(const struct softmax_metric *m, double *theta)
{
	const struct softmax_problem *p = m->r->p;
	size_t k = p->k, n = softmax_parameters(k, p->full);

	if (m->u)
		center(p, theta, false);
	for (size_t c = 0; c < k && !p->full; c++)
		theta[k + c] += theta[c] * m->centre[c];
	if (m->u)
		each_class(m, cholesky_times, true, theta);
	for (size_t i = 0; i < n && !m->u; i++)
		theta[i] *= m->scale[i];
}

void softmax_metric_gradient(const struct softmax_metric *m, double *g)
{
	const struct softmax_problem *p = m->r->p;
	size_t k = p->k, n = softmax_parameters(k, p->full);

	if (m->u)
		center(p, g, true);
	for (size_t c = 0; c < k && !p->full; c++)
		g[c] -= m->centre[c] * g[k + c];
	if (m->u)
		each_class(m, cholesky_forward, false, g);
	for (size_t i = 0; i < n && !m->u; i++)
		g[i] /= m->scale[i];
}
