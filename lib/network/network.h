/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A head: from nin features to nout logits, linear or through one or two hidden layers
 *
 *   a_0 = x,  a_l = act(W_l a_{l-1} + b_l),  logits = W a + b
 *
 * worked on in blocks of rows, so that the work is matrix products (real/matmul.h).  Parameters lie in one
 * vector theta, layer by layer: W [out x in] row by row, then b [out].  A head knows nothing of losses:
 * whoever has a gradient for every row's logits can train one (see network/fit.h).
 *
 * Cost per row: 2 flops a parameter forward, 4 backward.
 */
#ifndef L2D_NETWORK_H
#define L2D_NETWORK_H

#include <stddef.h>

#include "base/err.h"
#include "math/rng.h"

#define NETWORK_HIDDEN 2 /* hidden layers at most: the grammar of --hidden is H[,H] */

enum network_activation { NETWORK_TANH, NETWORK_RELU };

struct network {
	size_t nlayer;                    /* 1 + hidden layers */
	size_t width[NETWORK_HIDDEN + 2]; /* [nlayer + 1]: nin, hidden layers, nout */
	enum network_activation activation;
	size_t nparam; /* length of theta */
};

#define NETWORK_PARAMS 0x7fffffff /* at most: 16 GiB, of which a fit needs several */

/* hidden [nhidden], nhidden at most NETWORK_HIDDEN.  ST_USAGE beyond NETWORK_PARAMS: found before there is memory. */
int network_init(struct network *h, size_t nin, const size_t *hidden, size_t nhidden,
	enum network_activation activation, size_t nout, struct err *e);

#define NETWORK_WIDTH (1 << 20) /* of a hidden layer, at most: two such would take 8 TiB */

/* "H" or "H,H", each from 1 to NETWORK_WIDTH; ST_USAGE otherwise. */
int network_parse_hidden(const char *text, size_t hidden[NETWORK_HIDDEN], size_t *nhidden, struct err *e);

/* Zeros for a linear head; else weights uniform in +-sqrt(6 / (in + out)) (Glorot & Bengio 2010), so
 * that hidden units differ, and biases 0. */
void network_start(const struct network *h, double *theta, struct rng *r);

/* Where layer l's weights and biases are in theta. */
size_t network_weights(const struct network *h, size_t l);
size_t network_biases(const struct network *h, size_t l);

/* The sum of the squares of all weights, of which l2 takes half; biases are not in it. */
double network_squares(const struct network *h, const double *theta);

/* Doubles of scratch that a block of `rows` rows needs in the two functions below. */
size_t network_scratch(const struct network *h, size_t rows);

/* Parameters laid out for blocks of rows: network_packed doubles. */
size_t network_packed(const struct network *h);
void network_pack(const struct network *h, const double *theta, double *packed);

/* The logits [rows x nout] of x [rows x nin]; they lie in scratch, as does what network_backward needs.  packed is what
 * network_pack made of theta, or NULL: for a row or two that costs less.  A row's logits depend on nothing but the row. */
double *network_forward(const struct network *h, const double *theta, const double *packed, const double *x,
	size_t rows, double *scratch);

/* Adds to grad [nparam] the gradient of a sum over rows, given its gradient g [rows x nout] by the logits;
 * x and scratch as network_forward left them. */
void network_backward(const struct network *h, const double *theta, const double *x, size_t rows, double *scratch,
	const double *g, double *grad);

/* The gradient gx [rows x nin] by the inputs of that sum, in place of the one by the parameters. */
void network_inputs(
	const struct network *h, const double *theta, size_t rows, double *scratch, const double *g, double *gx);

#endif
