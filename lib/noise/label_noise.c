/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "noise/label_noise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/state.h"

/* A pivot below this is taken for 0: of the inverse fewer than 6 of 15 digits would be left. */
static const double SINGULAR = 1e-9;

void label_noise_free(struct label_noise *n)
{
	names_free(&n->classes);
	free(n->matrix);
	*n = (struct label_noise){0};
}

bool label_noise_any(const struct label_noise *n)
{
	return n && (n->matrix || n->rate > 0);
}

/* The classes in the order of their bytes, on which no order of columns has an effect. */
static void sort_classes(const struct names *classes, size_t *order)
{
	for (size_t k = 0; k < classes->n; k++) {
		size_t at = k;

		for (; at && names_order(&classes->name[order[at - 1]], &classes->name[k]) > 0; at--)
			order[at] = order[at - 1];
		order[at] = k;
	}
}

/* Takes the row of a true class to its place; seen [classes]. */
static int take_row(struct label_noise *n, const struct cases *c, const size_t *place, bool *seen, struct err *e)
{
	size_t k = c->classes.n;

	if (seen[c->label])
		return table_bad_cell(c->t, c->label_column, "this class has two rows", e);
	seen[c->label] = true;
	for (size_t j = 0; j < k; j++)
		n->matrix[place[c->label] * k + place[j]] = c->p[j];
	return ST_OK;
}

static int read_rows(struct label_noise *n, struct cases *c, const char *file, struct err *e)
{
	size_t k = c->classes.n;
	size_t *order = mem_alloc(k, sizeof *order, e), *place = mem_alloc(k, sizeof *place, e);
	bool *seen = mem_alloc(k, sizeof *seen, e);
	int st = order && place && seen ? ST_OK : ST_SYSTEM;

	if (!st && !(n->matrix = mem_alloc(k * k, sizeof *n->matrix, e)))
		st = ST_SYSTEM;
	if (!st)
		sort_classes(&c->classes, order);
	for (size_t i = 0; !st && i < k; i++) {
		place[order[i]] = i;
		seen[i] = false;
		st = names_add_list(&n->classes, &c->classes.name[order[i]], 1, e);
	}
	while (!st && !(st = cases_next(c, e)))
		st = take_row(n, c, place, seen, e);
	for (size_t i = 0; st == ST_END && i < k; i++)
		if (!seen[i])
			st = err_set(e, ST_DATA, "%s: no row for the class '%.200s'", file, c->classes.name[i].s);
	free(order);
	free(place);
	free(seen);
	return st == ST_END ? ST_OK : st;
}

int label_noise_read(struct label_noise *n, const struct label_noise_options *o, struct err *e)
{
	const char *file = o->matrix;
	struct cases c = {0};
	struct table t;
	int st;

	*n = (struct label_noise){.rate = o->rate};
	if (!o->matrix)
		return ST_OK;
	st = table_open_file(&t, &file, e);
	if (st)
		return st;
	st = cases_init(&c, &t, CASES_LABEL | CASES_PROB, 0, false, e);
	if (!st)
		st = read_rows(n, &c, o->matrix, e);
	cases_free(&c);
	table_close(&t);
	return st;
}

int label_noise_sign(struct buf *signature, const struct label_noise *n, struct err *e)
{
	size_t k = n->classes.n;
	int st = n->rate > 0 ? state_sign_number(signature, "label-noise", n->rate, e) : ST_OK;

	for (size_t i = 0; !st && n->matrix && i < k * k; i++) {
		if (i % k == 0)
			st = state_sign(signature, "noise-matrix", n->classes.name[i / k].s, e);
		if (!st)
			st = state_sign_number(signature, "p", n->matrix[i], e);
	}
	return st;
}

static void swap_rows(double *m, size_t width, size_t a, size_t b)
{
	for (size_t j = 0; a != b && j < width; j++) {
		double x = m[a * width + j];

		m[a * width + j] = m[b * width + j];
		m[b * width + j] = x;
	}
}

/* Gauss and Jordan with the largest pivot of each column, in m [k][2 k], the unit matrix on the right.  False: singular. */
static bool invert(double *m, size_t k)
{
	size_t width = 2 * k;

	for (size_t c = 0; c < k; c++) {
		size_t best = c;
		double pivot;

		for (size_t i = c + 1; i < k; i++)
			if (fabs(m[i * width + c]) > fabs(m[best * width + c]))
				best = i;
		pivot = m[best * width + c];
		if (!(fabs(pivot) > SINGULAR))
			return false;
		swap_rows(m, width, c, best);
		for (size_t j = 0; j < width; j++)
			m[c * width + j] /= pivot;
		for (size_t i = 0; i < k; i++) {
			double x = m[i * width + c];

			for (size_t j = 0; i != c && j < width; j++)
				m[i * width + j] -= x * m[c * width + j];
		}
	}
	return true;
}

static int singular(const struct cases *c, struct err *e)
{
	return err_at(e, ST_DATA, table_file(c->t), 1, 1,
		"the matrix of label noise is singular: labels do not tell the classes apart, and nothing corrects for that");
}

static int bind_rate(double rate, struct cases *c, struct err *e)
{
	size_t k = c->classes.n;
	double other = rate / (double)(k - 1), apart = 1 - rate - other;

	if (!(fabs(apart) > SINGULAR))
		return singular(c, e);
	for (size_t i = 0; i < k * k; i++)
		c->unmix[i] = ((i / k == i % k) - other) / apart;
	return ST_OK;
}

/* Where the classes of the table stand in the matrix; they must be the same. */
static int place_classes(const struct label_noise *n, const struct cases *c, size_t *place, struct err *e)
{
	for (size_t i = 0; i < c->classes.n; i++) {
		place[i] = names_find(&n->classes, c->classes.name[i].s, c->classes.name[i].n);
		if (place[i] == NAMES_NONE)
			return err_set(e, ST_DATA, "--noise-matrix: no class '%.200s', which the table has",
				c->classes.name[i].s);
	}
	return n->classes.n == c->classes.n
		? ST_OK
		: err_set(e, ST_DATA, "--noise-matrix: %zu classes, but the table has %zu", n->classes.n, c->classes.n);
}

static int bind_matrix(const struct label_noise *n, struct cases *c, struct err *e)
{
	size_t k = c->classes.n, *place = mem_alloc(k, sizeof *place, e);
	double *m = mem_alloc(2 * k * k, sizeof *m, e);
	int st = place && m ? place_classes(n, c, place, e) : ST_SYSTEM;

	for (size_t i = 0; !st && i < k; i++)
		for (size_t j = 0; j < k; j++) {
			m[i * 2 * k + j] = n->matrix[i * k + j];
			m[i * 2 * k + k + j] = i == j;
		}
	if (!st && !invert(m, k))
		st = singular(c, e);
	for (size_t i = 0; !st && i < k * k; i++)
		c->unmix[i] = m[place[i / k] * 2 * k + k + place[i % k]];
	free(place);
	free(m);
	return st;
}

int label_noise_bind(const struct label_noise *n, struct cases *c, struct err *e)
{
	size_t k = c->classes.n;

	if (!label_noise_any(n))
		return ST_OK;
	if (c->graded)
		return err_at(e, ST_DATA, table_file(c->t), 1, 1,
			"outcomes are qualities, which depend on no label: label noise does not concern them");
	if (!c->prob.n)
		return err_at(e, ST_DATA, table_file(c->t), 1, 1,
			"without p_* the classes are those that turn up in labels: label noise needs all of them");
	if (!(c->unmix = mem_alloc(k * k, sizeof *c->unmix, e)))
		return ST_SYSTEM;
	return n->matrix ? bind_matrix(n, c, e) : bind_rate(n->rate, c, e);
}
