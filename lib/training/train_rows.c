/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/train_rows.h"

#include <math.h>
#include <string.h>

#include "math/vec.h"
#include "train/loss_terms.h"
#include "training/train_stream.h"

struct loss_case train_row_case(const struct job *j, size_t i)
{
	const struct train_data *d = j->d;
	size_t ne = j->setup.nexpert;

	return (struct loss_case){
		.y = (size_t)d->y[i],
		.e = d->e ? d->e + i * ne : NULL,
		.c0 = d->c0 ? d->c0 + i * ne : j->p->cost,
		.worth = d->q ? d->q + i * (1 + ne) : NULL,
		.who = j->who ? j->who[i] : 0,
	};
}

/* g *= w, and the weighted value. */
static double weigh(const struct train_data *d, size_t i, double value, double *g, size_t n)
{
	if (!d->w)
		return value;
	for (size_t k = 0; k < n; k++)
		g[k] *= d->w[i];
	return d->w[i] * value;
}

double train_cross_entropy_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct job *j = ctx;
	size_t nout = j->part->n;
	double sum = 0, lse[FIT_BLOCK];

	vec_softmax_rows(z, n, nout, g, lse);
	for (size_t k = 0; k < n; k++, z += nout, g += nout) {
		size_t i = row ? row[k] : first + k, y = (size_t)j->d->y[i];

		g[y] -= 1;
		sum += weigh(j->d, i, lse[k] - z[y], g, nout);
	}
	return sum;
}

double train_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct job *j = ctx;
	loss_fn *fn = j->p->loss->joint ? j->p->loss->joint : j->p->loss->classes;
	size_t nout = j->part->n;
	double sum = 0;

	for (size_t k = 0; k < n; k++, z += nout, g += nout) {
		size_t i = row ? row[k] : first + k;
		struct loss_case c = train_row_case(j, i);

		sum += weigh(j->d, i, fn(&j->setup, &c, z, g), g, nout);
	}
	return sum;
}

double train_expert_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct job *j = ctx;
	size_t nout = j->part->n, nc = j->setup.nclass;
	double sum = 0;

	for (size_t k = 0; k < n; k++, z += nout, g += nout) {
		size_t i = row ? row[k] : first + k;
		struct loss_case c = train_row_case(j, i);
		const double *f = j->d->f ? j->d->f + i * nc : NULL;

		sum += weigh(j->d, i, j->p->loss->experts(&j->setup, &c, f, z, g), g, nout);
	}
	return sum;
}

void train_rho_from(void *ctx, const double *theta, double *rho)
{
	const struct job *j = ctx;

	worst_rho(&j->worst, &j->part->network, theta, rho);
}

void train_rho_back(void *ctx, const double *theta, const double *grho, double *grad)
{
	const struct job *j = ctx;

	worst_back(&j->worst, &j->part->network, theta, grho, grad);
}

static struct loss_terms terms_at(double *spare, size_t n)
{
	struct loss_terms t = {.n = n, .target = spare, .yes = spare + n + 1, .no = spare + 2 * n + 1};

	t.present = (bool *)(spare + 3 * n + 1);
	return t;
}

double train_worst_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g,
	const double *rho, double *grho, double *spare)
{
	const struct job *j = ctx;
	const struct worst *w = &j->worst;
	size_t nout = j->part->n, nc = j->setup.nclass;
	struct loss_terms t = terms_at(spare, nout);
	const double *none = spare + 4 * nout + 2;
	double sum = 0;

	for (size_t k = 0; k < n; k++, z += nout, g += nout) {
		size_t i = row ? row[k] : first + k;
		struct loss_case c = train_row_case(j, i);
		double share = j->d->w ? j->d->w[i] : 1, value;

		loss_terms_row(j->p->loss, &j->setup, &c, j->d->f ? j->d->f + i * nc : NULL, &t);
		if (isnan(w->nu)) {
			value = loss_terms_value(&t, z, rho, g, share, grho);
		} else {
			memset(spare + 4 * nout + 2, 0, 2 * (nout + 1) * (nout + 1) * sizeof *spare);
			value = loss_terms_value(&t, z, none, g, 0, spare + 4 * nout + 2 + (nout + 1) * (nout + 1));
			value += worst_smooth(w, &t, rho, share, grho);
		}
		sum += weigh(j->d, i, value, g, nout);
	}
	return sum;
}

int train_read_rows(
	void *ctx, size_t thread, size_t first, size_t stride, size_t n, struct rows_read *rows, struct err *e)
{
	const struct job *j = ctx;
	struct job *apart = &j->apart[thread];
	const struct train_data *d;
	int st = train_stream_read(j->d->stream, &j->p->map, thread, first, stride, n, &d, e);

	*apart = *j;
	apart->d = d;
	*rows = (struct rows_read){d->x, d->w, apart};
	return st;
}

int train_read_plain(
	void *ctx, size_t thread, size_t first, size_t stride, size_t n, struct rows_read *rows, struct err *e)
{
	const struct job *j = ctx;
	const struct train_data *d;
	int st = train_stream_read(j->d->stream, NULL, thread, first, stride, n, &d, e);

	*rows = (struct rows_read){.x = d->x, .w = d->w};
	return st;
}
