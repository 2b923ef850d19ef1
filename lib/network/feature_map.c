/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/feature_map.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "number/num_parse.h"
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

size_t feature_map_width(enum feature_map_kind kind, size_t nin, size_t d)
{
	if (kind == FEATURE_MAP_QUADRATIC)
		return nin + nin * (nin + 1) / 2;
	return kind == FEATURE_MAP_RFF ? d : nin;
}

int feature_map_init(struct feature_map *m, enum feature_map_kind kind, size_t nin, size_t d, struct err *e)
{
	*m = (struct feature_map){.kind = kind, .nin = nin, .nout = feature_map_width(kind, nin, d)};
	if (d > SIZE_MAX / sizeof *m->omega / (nin + 1))
		return err_memory(e);
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

/* Rows that are mapped, shared among threads. */
struct mapping {
	const struct feature_map *m;
	const double *x;
	size_t n;
	double *mapped; /* [n][nout] may be x */
	double *z;      /* [threads][nin] scratch */
};

/* Rows of one task. */
enum { ROWS = 1024 };

static void map_rows(void *ctx, size_t task, size_t thread)
{
	const struct mapping *f = ctx;
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

void feature_map_block(const struct feature_map *m, double *z, const double *x, size_t n, double *out)
{
	struct feature_map own = *m;

	own.z = z;
	for (size_t i = 0; i < n; i++)
		feature_map_row(&own, x + i * m->nin, out + i * m->nout);
}

int feature_map_rows(const struct feature_map *m, double **x, size_t n, size_t jobs, struct err *e)
{
	struct mapping f = {.m = m, .x = *x, .n = n, .mapped = *x};

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
