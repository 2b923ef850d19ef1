/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/precondition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "real/cholesky.h"
#include "real/matmul.h"

int precondition_init(struct precondition *m, const struct network *h, size_t gauge, struct err *e)
{
	size_t n = h->width[0] + 1;

	*m = (struct precondition){.network = h, .n = n, .gauge = gauge, .scale = 1};
	m->u = mem_alloc(h->width[1], n * n * sizeof *m->u, e);
	m->row = mem_alloc(PRECONDITION_ROWS, n * sizeof *m->row, e);
	if (m->u && m->row)
		return ST_OK;
	precondition_free(m);
	return ST_SYSTEM;
}

void precondition_free(struct precondition *m)
{
	free(m->u);
	free(m->row);
	*m = (struct precondition){0};
}

void precondition_add(struct precondition *m, const double *x, const double *g, size_t rows)
{
	size_t n = m->n, nout = m->network->width[1];

	for (size_t k = 0; k < nout; k++) {
		for (size_t i = 0; i < rows; i++) {
			double w = g[i * nout + k];

			for (size_t j = 0; j + 1 < n; j++)
				m->row[i * n + j] = w * x[i * (n - 1) + j];
			m->row[i * n + n - 1] = w;
		}
		matmul_square(rows, n, m->row, m->u + k * n * n);
	}
}

/* H_k -> U_k, and its transpose in the lower triangle. */
static int factor(double *h, size_t n, double total, double l2)
{
	double trace = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = i; j < n; j++)
			h[j * n + i] = h[i * n + j] / total;
		trace += h[i * n + i];
	}
	/* A thousandth of the mean curvature: directions that the sample hardly saw are not to be trusted. */
	for (size_t i = 0; i < n; i++)
		h[i * n + i] += l2 + 1e-3 * trace / (double)n;
	return trace > 0 && cholesky_factor(h, n);
}

int precondition_factor(struct precondition *m, double total, double l2)
{
	for (size_t k = 0; k < m->network->width[1]; k++)
		if (!factor(m->u + k * m->n * m->n, m->n, total, l2))
			return 0;
	return 1;
}

/* The k-th logit's weights and bias, in one vector. */
static void gather(const struct precondition *m, const double *theta, size_t k, double *v)
{
	memcpy(v, theta + k * (m->n - 1), (m->n - 1) * sizeof *v);
	v[m->n - 1] = theta[network_biases(m->network, 0) + k];
}

static void scatter(const struct precondition *m, const double *v, size_t k, double *theta)
{
	memcpy(theta + k * (m->n - 1), v, (m->n - 1) * sizeof *v);
	theta[network_biases(m->network, 0) + k] = v[m->n - 1];
}

static void center(const struct precondition *m, double *theta)
{
	size_t nin = m->n - 1;
	double *bias = theta + network_biases(m->network, 0), mean;

	for (size_t j = 0; j < m->n && m->gauge; j++) {
		double *w = j < nin ? theta + j : bias;
		size_t stride = j < nin ? nin : 1;

		mean = 0;
		for (size_t k = 0; k < m->gauge; k++)
			mean += w[k * stride] / (double)m->gauge;
		for (size_t k = 0; k < m->gauge; k++)
			w[k * stride] -= mean;
	}
}

static void multiply(double *v, size_t n, double factor)
{
	for (size_t i = 0; i < n; i++)
		v[i] *= factor;
}

void precondition_theta(const struct precondition *m, const double *phi, double *theta)
{
	double *v = m->row;

	for (size_t k = 0; k < m->network->width[1]; k++) {
		gather(m, phi, k, v);
		cholesky_backward(m->u + k * m->n * m->n, m->n, v);
		multiply(v, m->n, m->scale);
		scatter(m, v, k, theta);
	}
	center(m, theta);
}

void precondition_phi(const struct precondition *m, double *theta, double *phi)
{
	double *v = m->row;

	center(m, theta);
	for (size_t k = 0; k < m->network->width[1]; k++) {
		gather(m, theta, k, v);
		cholesky_times(m->u + k * m->n * m->n, m->n, v);
		multiply(v, m->n, 1 / m->scale);
		scatter(m, v, k, phi);
	}
}

void precondition_gradient(const struct precondition *m, double *grad)
{
	double *v = m->row;

	center(m, grad);
	for (size_t k = 0; k < m->network->width[1]; k++) {
		gather(m, grad, k, v);
		cholesky_forward(m->u + k * m->n * m->n, m->n, v);
		multiply(v, m->n, m->scale);
		scatter(m, v, k, grad);
	}
}
