/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/network.h"

#include <math.h>
#include <string.h>

#include "number/num_parse.h"
#include "real/kernel.h"
#include "real/matmul.h"

int network_init(struct network *h, size_t nin, const size_t *hidden, size_t nhidden,
	enum network_activation activation, size_t nout, struct err *e)
{
	double size = 0;

	*h = (struct network){.nlayer = nhidden + 1, .activation = activation};
	h->width[0] = nin;
	for (size_t i = 0; i < nhidden; i++)
		h->width[i + 1] = hidden[i];
	h->width[nhidden + 1] = nout;
	for (size_t l = 0; l < h->nlayer; l++) {
		size += ((double)h->width[l] + 1) * (double)h->width[l + 1];
		h->nparam += (h->width[l] + 1) * h->width[l + 1];
	}
	return size <= NETWORK_PARAMS
		? ST_OK
		: err_set(e, ST_USAGE, "a head of %.15g parameters, of %zu inputs and %zu outputs: there may be %d",
			size, nin, nout, NETWORK_PARAMS);
}

int network_parse_hidden(const char *text, size_t hidden[NETWORK_HIDDEN], size_t *nhidden, struct err *e)
{
	const char *s = text;

	for (*nhidden = 0; *nhidden < NETWORK_HIDDEN; s++) {
		size_t n = strcspn(s, ",");

		if (num_parse_size(s, n, &hidden[*nhidden]) || !hidden[*nhidden] || hidden[*nhidden] > NETWORK_WIDTH)
			break;
		++*nhidden;
		s += n;
		if (!*s)
			return ST_OK;
	}
	return err_set(e, ST_USAGE, "hidden layers are H or H,H with H from 1 to %d: '%.60s'", NETWORK_WIDTH, text);
}

void network_start(const struct network *h, double *theta, struct rng *r)
{
	memset(theta, 0, h->nparam * sizeof *theta);
	for (size_t l = 0; l < h->nlayer && h->nlayer > 1; l++) {
		double *w = theta + network_weights(h, l);
		size_t nin = h->width[l], nout = h->width[l + 1];

		for (size_t i = 0; i < nin * nout; i++)
			w[i] = sqrt(6 / (double)(nin + nout)) * (2 * rng_uniform(r) - 1);
	}
}

size_t network_weights(const struct network *h, size_t l)
{
	size_t at = 0;

	for (size_t i = 0; i < l; i++)
		at += (h->width[i] + 1) * h->width[i + 1];
	return at;
}

size_t network_biases(const struct network *h, size_t l)
{
	return network_weights(h, l) + h->width[l] * h->width[l + 1];
}

double network_squares(const struct network *h, const double *theta)
{
	double sum = 0;

	for (size_t l = 0; l < h->nlayer; l++)
		for (size_t i = network_weights(h, l); i < network_biases(h, l); i++)
			sum += theta[i] * theta[i];
	return sum;
}

/* Scratch holds the output of every layer, then one gradient of a hidden layer for each. */
size_t network_scratch(const struct network *h, size_t rows)
{
	size_t sum = h->width[h->nlayer];

	for (size_t l = 1; l < h->nlayer; l++)
		sum += 2 * h->width[l];
	return sum * rows;
}

static double *output(const struct network *h, size_t l, size_t rows, double *scratch)
{
	for (size_t i = 1; i <= l; i++)
		scratch += h->width[i] * rows;
	return scratch;
}

static void activate(const struct network *h, double *a, size_t n)
{
	if (h->activation == NETWORK_TANH)
		kernel()->tanh(a, a, n);
	else
		for (size_t i = 0; i < n; i++)
			a[i] = a[i] > 0 ? a[i] : 0;
}

/* g *= the slope of the activation, told from its output a. */
static void deactivate(const struct network *h, const double *a, double *g, size_t n)
{
	if (h->activation == NETWORK_TANH)
		for (size_t i = 0; i < n; i++)
			g[i] *= 1 - a[i] * a[i];
	else
		for (size_t i = 0; i < n; i++)
			g[i] = a[i] > 0 ? g[i] : 0;
}

size_t network_packed(const struct network *h)
{
	size_t sum = 0;

	for (size_t l = 0; l < h->nlayer; l++)
		sum += matmul_packed(h->width[l], h->width[l + 1]);
	return sum;
}

void network_pack(const struct network *h, const double *theta, double *packed)
{
	for (size_t l = 0; l < h->nlayer; l++) {
		matmul_pack(h->width[l], h->width[l + 1], theta + network_weights(h, l), theta + network_biases(h, l),
			packed);
		packed += matmul_packed(h->width[l], h->width[l + 1]);
	}
}

double *network_forward(const struct network *h, const double *theta, const double *packed, const double *x,
	size_t rows, double *scratch)
{
	const double *in = x;
	double *out = scratch;

	for (size_t l = 0; l < h->nlayer; l++) {
		size_t nin = h->width[l], nout = h->width[l + 1];

		out = output(h, l, rows, scratch);
		if (packed) {
			matmul_forward(rows, nin, nout, in, packed, out);
			packed += matmul_packed(nin, nout);
		} else {
			matmul_forward_few(
				rows, nin, nout, in, theta + network_weights(h, l), theta + network_biases(h, l), out);
		}
		if (l + 1 < h->nlayer)
			activate(h, out, rows * nout);
		in = out;
	}
	return out;
}

void network_backward(const struct network *h, const double *theta, const double *x, size_t rows, double *scratch,
	const double *g, double *grad)
{
	double *spare = output(h, h->nlayer, rows, scratch);

	for (size_t l = h->nlayer; rows && l-- > 0;) {
		size_t nin = h->width[l], nout = h->width[l + 1];
		const double *in = l ? output(h, l - 1, rows, scratch) : x;

		matmul_gradient(rows, nin, nout, in, g, grad + network_weights(h, l), grad + network_biases(h, l));
		if (!l)
			break;
		matmul_backward(rows, nin, nout, g, theta + network_weights(h, l), spare);
		deactivate(h, in, spare, rows * nin);
		g = spare;
		spare += rows * nin;
	}
}

void network_inputs(
	const struct network *h, const double *theta, size_t rows, double *scratch, const double *g, double *gx)
{
	double *spare = output(h, h->nlayer, rows, scratch);

	for (size_t l = h->nlayer; rows && l-- > 0;) {
		size_t nin = h->width[l];
		double *to = l ? spare : gx;

		matmul_backward(rows, nin, h->width[l + 1], g, theta + network_weights(h, l), to);
		if (l)
			deactivate(h, output(h, l - 1, rows, scratch), to, rows * nin);
		g = to;
		spare += rows * nin;
	}
}
