/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibration_test/vector_test.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "calibration_test/resampling.h"
#include "inference/draws.h"
#include "real/real.h"

/* The width of the kernel, as skce has it. */
static const double WIDTH = .4;

struct key {
	uint64_t hash;
	size_t row;
};

struct cell {
	const size_t *bin; /* [classes] */
	size_t classes, row;
};

struct work {
	const struct vector_rows *rows;
	size_t draws, most; /* most: rows of a block */
	struct arena arena;
	struct key *key;     /* [n] in the order in which blocks are dealt */
	uint64_t *hash;      /* [n] of a row */
	size_t *bin, *cell;  /* [n][classes]; [n] */
	struct cell *sorted; /* [n] */
	double *gap;         /* [cells][classes] */
	double *expected;    /* the same, of the probabilities alone */
	size_t cells;        /* with rows */
	double *ece, *skce;  /* [draws + 1] sums, the last ones of the labels */
	double *kernel,
		*nearby; /* [most][most] with both weights; [most][classes] sum of kernel times p over other rows */
	size_t *label, *list; /* [most] of a draw; rows by label */
	size_t *start;        /* [classes + 2] where a label's rows begin in the list, once that is filled */
};

static const double *row(const struct work *w, size_t i)
{
	return w->rows->v + i * (w->rows->classes + 2);
}

static double weight(const struct work *w, size_t i)
{
	return row(w, i)[w->rows->classes];
}

static int start(struct work *w, struct err *e)
{
	size_t n = w->rows->n, k = w->rows->classes, blocks = (n + VECTOR_BLOCK - 1) / VECTOR_BLOCK;
	struct arena *a = &w->arena;

	w->most = (n + blocks - 1) / blocks;
	w->key = arena_alloc(a, n, sizeof *w->key);
	w->hash = arena_alloc(a, n, sizeof *w->hash);
	w->bin = arena_alloc(a, n * k, sizeof *w->bin);
	w->cell = arena_alloc(a, n, sizeof *w->cell);
	w->sorted = arena_alloc(a, n, sizeof *w->sorted);
	w->gap = arena_alloc(a, n * k, sizeof *w->gap);
	w->expected = arena_alloc(a, n * k, sizeof *w->expected);
	w->ece = arena_alloc(a, w->draws + 1, sizeof *w->ece);
	w->skce = arena_alloc(a, w->draws + 1, sizeof *w->skce);
	w->kernel = arena_alloc(a, w->most * w->most, sizeof *w->kernel);
	w->nearby = arena_alloc(a, w->most * k, sizeof *w->nearby);
	w->label = arena_alloc(a, w->most, sizeof *w->label);
	w->list = arena_alloc(a, w->most, sizeof *w->list);
	w->start = arena_alloc(a, k + 2, sizeof *w->start);
	return arena_status(a, e);
}

/* The label of row i in a draw, or in the last one what it is. */
static size_t label(const struct work *w, size_t i, size_t draw)
{
	const double *p = row(w, i);
	size_t classes = w->rows->classes, last = 0;
	double u = hash_unit(hash_mix(w->hash[i] + draw * UINT64_C(0x9e3779b97f4a7c15))), below = 0;

	if (draw == w->draws)
		return (size_t)p[classes + 1];
	for (size_t k = 0; k < classes; k++)
		if (p[k] > 0) {
			last = k;
			below += p[k];
			if (u < below)
				break;
		}
	return last;
}

static int by_bins(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;

	for (size_t k = 0; k < x->classes; k++)
		if (x->bin[k] != y->bin[k])
			return x->bin[k] < y->bin[k] ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static void find_cells(struct work *w, const struct edges *edges)
{
	size_t n = w->rows->n, classes = w->rows->classes;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < classes; k++)
			w->bin[i * classes + k] = edges_find(edges, row(w, i)[k]);
		w->sorted[i] = (struct cell){w->bin + i * classes, classes, i};
	}
	qsort(w->sorted, n, sizeof *w->sorted, by_bins);
	for (size_t i = 0; i < n; i++) {
		const struct cell *c = &w->sorted[i];

		w->cells += !i || memcmp(c->bin, c[-1].bin, classes * sizeof *c->bin);
		w->cell[c->row] = w->cells - 1;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < classes; k++)
			w->expected[w->cell[i] * classes + k] += weight(w, i) * row(w, i)[k];
}

/* Twice the sum of weights times distances. */
static double distance(struct work *w, size_t draw)
{
	size_t classes = w->rows->classes, n = w->cells * classes;
	double sum = 0;

	memcpy(w->gap, w->expected, n * sizeof *w->gap);
	for (size_t i = 0; i < w->rows->n; i++)
		w->gap[w->cell[i] * classes + label(w, i, draw)] -= weight(w, i);
	for (size_t k = 0; k < n; k++)
		sum += fabs(w->gap[k]);
	return sum;
}

/* Of the m rows of a block; returns the sum over pairs of kernel times p_i . p_j. */
static double fill_kernel(struct work *w, const struct key *block, size_t m)
{
	size_t classes = w->rows->classes;
	double products = 0;

	memset(w->nearby, 0, m * classes * sizeof *w->nearby);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < i; j++) {
			const double *p = row(w, block[i].row), *q = row(w, block[j].row);
			double apart = 0, k, product = 0;

			for (size_t c = 0; c < classes; c++) {
				apart += fabs(p[c] - q[c]);
				product += p[c] * q[c];
			}
			k = p[classes] * q[classes] * real_exp(-apart / 2 / WIDTH);
			w->kernel[i * m + j] = w->kernel[j * m + i] = k;
			products += k * product;
			for (size_t c = 0; c < classes; c++) {
				w->nearby[i * classes + c] += k * q[c];
				w->nearby[j * classes + c] += k * p[c];
			}
		}
	return products;
}

/* The sum over pairs of kernel times [labels are equal] less that of kernel times both p_label of the other row. */
static double pairs_of_draw(struct work *w, const struct key *block, size_t m, size_t draw)
{
	size_t classes = w->rows->classes;
	double same = 0, crossed = 0;

	memset(w->start, 0, (classes + 2) * sizeof *w->start);
	for (size_t i = 0; i < m; i++) {
		w->label[i] = label(w, block[i].row, draw);
		w->start[w->label[i] + 2]++;
		crossed += w->nearby[i * classes + w->label[i]];
	}
	for (size_t c = 2; c < classes + 2; c++)
		w->start[c] += w->start[c - 1];
	for (size_t i = 0; i < m; i++)
		w->list[w->start[w->label[i] + 1]++] = i;
	for (size_t at = 0; at < m; at++) {
		const double *k = w->kernel + w->list[at] * m;

		for (size_t j = w->start[w->label[w->list[at]]]; j < at; j++)
			same += k[w->list[j]];
	}
	return same - crossed;
}

static int by_hash(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* Returns the sum of w_i w_j over the pairs. */
static double add_blocks(struct work *w)
{
	size_t n = w->rows->n, blocks = (n + VECTOR_BLOCK - 1) / VECTOR_BLOCK;
	double weights = 0;

	for (size_t q = 0; q < blocks; q++) {
		size_t from = n * q / blocks, m = n * (q + 1) / blocks - from;
		const struct key *block = w->key + from;
		double products = fill_kernel(w, block, m), before = 0;

		for (size_t b = 0; b <= w->draws; b++)
			w->skce[b] += products + pairs_of_draw(w, block, m, b);
		for (size_t i = 0; i < m; i++) {
			weights += before * weight(w, block[i].row);
			before += weight(w, block[i].row);
		}
	}
	return weights;
}

static void compute(struct work *w, const struct edges *edges, size_t seed, struct calibration_test t[2])
{
	double total = 0, weights;

	for (size_t i = 0; i < w->rows->n; i++) {
		w->hash[i] = draws_key_of_number(i, seed);
		w->key[i] = (struct key){hash_mix(w->hash[i]), i};
		total += weight(w, i);
	}
	qsort(w->key, w->rows->n, sizeof *w->key, by_hash);
	find_cells(w, edges);
	for (size_t b = 0; b <= w->draws; b++)
		w->ece[b] = distance(w, b);
	weights = add_blocks(w);
	t[0].value = w->ece[w->draws] / 2 / total;
	t[0].p = resampled_share(w->ece, w->draws, w->ece[w->draws]);
	if (weights > 0) {
		t[1].value = w->skce[w->draws] / weights;
		t[1].p = resampled_share(w->skce, w->draws, w->skce[w->draws]);
	}
}

int vector_test(const struct vector_rows *rows, const struct edges *edges, const struct calibration_test_options *opt,
	struct calibration_test t[2], struct err *e)
{
	struct work w = {.rows = rows, .draws = opt->draws};
	int st;

	t[0] = t[1] = (struct calibration_test){NAN, NAN, NAN, NAN, NAMES_NONE, NAN};
	if (!rows->n)
		return ST_OK;
	st = start(&w, e);
	if (!st)
		compute(&w, edges, opt->seed, t);
	arena_free(&w.arena);
	return st;
}
