/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Means and standard deviations against their definition in long doubles; the same bits for any threads, and where rows are read. */
#include "network/moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "network/fit.h"

enum { N = 3000, D = 11 };

static double x[N * D], w[N];

static int read_rows(
	void *ctx, size_t thread, size_t first, size_t stride, size_t n, struct rows_read *rows, struct err *e)
{
	(void)thread, (void)stride;
	if (ctx && first + n == N)
		return err_set(e, ST_DATA, "gone");
	*rows = (struct rows_read){.x = x + first * D, .w = w + first};
	return ST_OK;
}

static void definition(size_t j, double *mean, double *scale)
{
	long double sum = 0, total = 0, square = 0;

	for (size_t i = 0; i < N; i++) {
		sum += (long double)w[i] * x[i * D + j];
		total += w[i];
	}
	for (size_t i = 0; i < N; i++)
		square += w[i] * (x[i * D + j] - sum / total) * (x[i * D + j] - sum / total);
	*mean = (double)(sum / total);
	*scale = (double)sqrtl(square / total);
}

int main(void)
{
	struct moment_rows rows = {.x = x, .w = w, .n = N};
	struct feature_map m[4];
	struct err e = {0};

	for (size_t i = 0; i < N; i++) {
		w[i] = (double)(i % 4);
		rows.total += w[i];
		for (size_t j = 0; j < D; j++)
			x[i * D + j] = j ? 1e6 * (double)(j % 3) + (double)((i * 7919 + j * 104729) % 1009) : 5;
	}
	for (int k = 0; k < 4; k++) {
		rows.read = k == 2 ? read_rows : NULL;
		CHECK(!feature_map_init(&m[k], FEATURE_MAP_LINEAR, D, 0, &e));
		CHECK(!moments_take(&m[k], &rows, 1, (size_t)(k == 1 ? 3 : 1), NULL, &e));
		CHECK(!memcmp(m[k].mean, m[0].mean, D * sizeof(double)));
		CHECK(!memcmp(m[k].scale, m[0].scale, D * sizeof(double)));
	}
	CHECK(m[0].mean[0] == 5 && m[0].scale[0] == 1);
	for (size_t j = 1; j < D; j++) {
		double mean, scale;

		definition(j, &mean, &scale);
		CHECK_NEAR(m[0].mean[j], mean, 1e-9);
		CHECK_NEAR(m[0].scale[j], scale, 1e-9);
	}
	rows.read = read_rows;
	rows.read_ctx = &rows;
	CHECK(moments_take(&m[0], &rows, 1, 2, NULL, &e) == ST_DATA && !strcmp(e.text, "gone"));
	for (int k = 0; k < 4; k++)
		feature_map_free(&m[k]);
	return check_end();
}
