/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/feature_map.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "base/num.h"
#include "real/real.h"

static const char *const names[] = {
	[FEATURE_MAP_LINEAR] = "linear",
	[FEATURE_MAP_QUADRATIC] = "quadratic",
	[FEATURE_MAP_RFF] = "rff",
};

const char *feature_map_name(enum feature_map_kind kind)
{
	return names[kind];
}

int feature_map_parse(const char *text, enum feature_map_kind *kind, size_t *d, struct err *e)
{
	*d = 0;
	for (*kind = FEATURE_MAP_LINEAR; *kind < FEATURE_MAP_RFF; ++*kind)
		if (!strcmp(text, names[*kind]))
			return ST_OK;
	if (!strncmp(text, "rff:", 4) && !num_parse_size(text + 4, strlen(text + 4), d) && *d
		&& *d <= FEATURE_MAP_RFF_MAX)
		return ST_OK;
	return err_set(e, ST_USAGE, "a map is linear, quadratic or rff:D with D from 1 to %d: '%.60s'",
		FEATURE_MAP_RFF_MAX, text);
}

int feature_map_init(struct feature_map *m, enum feature_map_kind kind, size_t nin, size_t d, struct err *e)
{
	*m = (struct feature_map){.kind = kind, .nin = nin, .nout = nin};
	if (d > SIZE_MAX / sizeof *m->omega / (nin + 1))
		return err_memory(e);
	if (kind == FEATURE_MAP_QUADRATIC)
		m->nout = nin + nin * (nin + 1) / 2;
	if (kind == FEATURE_MAP_RFF)
		m->nout = d;
	m->mean = mem_alloc(nin, sizeof *m->mean, e);
	m->scale = mem_alloc(nin, sizeof *m->scale, e);
	m->z = mem_alloc(nin, sizeof *m->z, e);
	if (kind == FEATURE_MAP_RFF) {
		m->omega = mem_alloc(nin, d * sizeof *m->omega, e);
		m->phase = mem_alloc(d, sizeof *m->phase, e);
	}
	if (!m->mean || !m->scale || !m->z || (kind == FEATURE_MAP_RFF && (!m->omega || !m->phase))) {
		feature_map_free(m);
		return ST_SYSTEM;
	}
	for (size_t i = 0; i < nin; i++)
		m->scale[i] = 1;
	return ST_OK;
}

void feature_map_free(struct feature_map *m)
{
	free(m->mean);
	free(m->scale);
	free(m->omega);
	free(m->phase);
	free(m->z);
	*m = (struct feature_map){0};
}

/* The rows that a map is fitted to, shared among threads. */
struct fitting {
	struct feature_map *m;
	const double *x, *w; /* w may be NULL */
	size_t n;
	double total;   /* sum w */
	double *mapped; /* [n][nout] may be x */
	double *z;      /* [threads][nin] scratch */
	size_t share;   /* columns of one task */
};

/* Columns that are summed at once: a cache line of doubles. */
enum { STRIP = 8 };

/* Rows of one task, and those whose columns are summed while they are in the cache. */
enum { ROWS = 1024, NEAR = 64 };

/* Adds w x, or w (x - mean)^2, to the sums of some columns of n rows, for which their vectors have room. */
static inline __attribute__((always_inline)) void add_strip(const double *x, const double *w, size_t n, size_t nin,
	size_t wide, bool square, const double *mean, double *sum)
{
	double total[STRIP] = {0};

	memcpy(total, sum, wide * sizeof *sum);
	for (size_t i = 0; i < n; i++, x += nin)
#pragma GCC unroll 8
		for (size_t j = 0; j < wide; j++) {
			double d = square ? x[j] - mean[j] : x[j];

			total[j] += square ? (w ? w[i] : 1) * d * d : (w ? w[i] : 1) * d;
		}
	memcpy(sum, total, wide * sizeof *sum);
}

/* Every column is summed by one thread, over the rows in their order, so that the bits are the same for any number of them. */
static void sum_columns(const struct fitting *f, size_t from, size_t to, bool square, double *sum)
{
	const double *mean = f->m->mean;

	memset(sum + from, 0, (to - from) * sizeof *sum);
	for (size_t i = 0; i < f->n; i += NEAR)
		for (size_t j = from; j < to; j += STRIP) {
			const double *x = f->x + i * f->m->nin + j, *w = f->w ? f->w + i : NULL;
			size_t n = f->n - i < NEAR ? f->n - i : NEAR, wide = to - j;

			if (wide < STRIP)
				add_strip(x, w, n, f->m->nin, wide, square, mean + j, sum + j);
			else if (square)
				add_strip(x, w, n, f->m->nin, STRIP, true, mean + j, sum + j);
			else
				add_strip(x, w, n, f->m->nin, STRIP, false, mean + j, sum + j);
		}
}

static void standardize(void *ctx, size_t task, size_t thread)
{
	const struct fitting *f = ctx;
	double *mean = f->m->mean, *scale = f->m->scale;
	size_t from = task * f->share, to = f->m->nin - from < f->share ? f->m->nin : from + f->share;

	(void)thread;
	sum_columns(f, from, to, false, mean);
	for (size_t j = from; j < to; j++)
		mean[j] /= f->total;
	sum_columns(f, from, to, true, scale);
	for (size_t j = from; j < to; j++) {
		double sd = sqrt(scale[j] / f->total);

		/* A constant column's deviations are rounding errors of its mean. */
		scale[j] = sd > 1e-12 * fabs(mean[j]) ? sd : 1;
	}
}

void feature_map_standardize(struct feature_map *m, const double *x, const double *w, size_t n, size_t jobs)
{
	struct fitting f = {.m = m, .x = x, .w = w, .n = n, .share = (m->nin / jobs / STRIP + 1) * STRIP};

	for (size_t i = 0; i < n; i++)
		f.total += w ? w[i] : 1;
	if (f.total > 0)
		jobs_run(jobs, (m->nin + f.share - 1) / f.share, standardize, &f);
}

static void map_rows(void *ctx, size_t task, size_t thread)
{
	const struct fitting *f = ctx;
	struct feature_map m = *f->m;

	m.z = f->z + thread * m.nin;
	for (size_t i = task * ROWS; i < f->n && i < (task + 1) * ROWS; i++)
		feature_map_row(&m, f->x + i * m.nin, f->mapped + i * m.nout);
}

void feature_map_draw(struct feature_map *m, struct rng *r)
{
	if (m->kind != FEATURE_MAP_RFF)
		return;
	for (size_t i = 0; i < m->nout * m->nin; i++)
		m->omega[i] = sqrt(2 / (double)m->nin) * rng_normal(r);
	for (size_t k = 0; k < m->nout; k++)
		m->phase[k] = 2 * M_PI * rng_uniform(r);
}

static void feature_map_quadratic(const double *z, size_t n, double *out)
{
	double *product = out + n;

	memcpy(out, z, n * sizeof *out);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			*product++ = z[i] * z[j];
}

static void feature_map_fourier(const struct feature_map *m, const double *z, double *out)
{
	for (size_t k = 0; k < m->nout; k++) {
		double t = m->phase[k];

		for (size_t i = 0; i < m->nin; i++)
			t += m->omega[k * m->nin + i] * z[i];
		out[k] = sqrt(2 / (double)m->nout) * real_cos(t);
	}
}

void feature_map_row(const struct feature_map *m, const double *x, double *out)
{
	double *z = m->kind == FEATURE_MAP_LINEAR ? out : m->z;

	for (size_t i = 0; i < m->nin; i++)
		z[i] = (x[i] - m->mean[i]) / m->scale[i];
	if (m->kind == FEATURE_MAP_QUADRATIC)
		feature_map_quadratic(z, m->nin, out);
	if (m->kind == FEATURE_MAP_RFF)
		feature_map_fourier(m, z, out);
}

void feature_map_gradient(const struct feature_map *m, const double *g, double *gx)
{
	const double *product = g + m->nin;

	for (size_t i = 0; i < m->nin; i++)
		gx[i] = m->kind == FEATURE_MAP_RFF ? 0 : g[i];
	for (size_t i = 0; i < m->nin && m->kind == FEATURE_MAP_QUADRATIC; i++)
		for (size_t j = i; j < m->nin; j++, product++) {
			gx[i] += *product * m->z[j];
			gx[j] += *product * m->z[i];
		}
	for (size_t k = 0; k < m->nout && m->kind == FEATURE_MAP_RFF; k++) {
		const double *omega = m->omega + k * m->nin;
		double t = m->phase[k], slope;

		for (size_t i = 0; i < m->nin; i++)
			t += omega[i] * m->z[i];
		slope = -g[k] * sqrt(2 / (double)m->nout) * real_sin(t);
		for (size_t i = 0; i < m->nin; i++)
			gx[i] += slope * omega[i];
	}
	for (size_t i = 0; i < m->nin; i++)
		gx[i] /= m->scale[i];
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

int feature_map_fit(struct feature_map *m, double **x, const double *w, size_t n, bool standardize, size_t jobs,
	const struct names *features, struct rng *r, struct err *e)
{
	struct fitting f = {.m = m, .x = *x, .w = w, .n = n, .mapped = *x};
	int st = ST_OK;

	if (standardize) {
		feature_map_standardize(m, *x, w, n, jobs);
		st = check_scales(m, features, e);
	}
	if (st)
		return st;
	feature_map_draw(m, r);
	f.z = mem_alloc(jobs, m->nin * sizeof *f.z, e);
	if (m->kind != FEATURE_MAP_LINEAR && f.z)
		f.mapped = mem_alloc(n, m->nout * sizeof *f.mapped, e);
	if (!f.z || !f.mapped) {
		free(f.z);
		return ST_SYSTEM;
	}
	jobs_run(jobs, (n + ROWS - 1) / ROWS, map_rows, &f);
	free(f.z);
	if (f.mapped != *x)
		free(*x);
	*x = f.mapped;
	return ST_OK;
}
