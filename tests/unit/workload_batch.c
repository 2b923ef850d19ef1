/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/workload/workload_batch: arrays that do not overlap, and what stays unknown where no mode sets it. */
#include "workload/workload_batch.h"

#include "check.h"

int main(void)
{
	enum { M = 3 };
	struct workload_batch b;
	struct err e = {0};

	CHECK(!workload_batch_init(&b, M, &e));
	for (int k = 0; k < M; k++) {
		CHECK(isnan(b.mean[k]) && isnan(b.over[k]) && isnan(b.under[k]) && isnan(b.paid[k])
			&& isnan(b.changed[k]));
		CHECK(b.lo[k] == 0 && b.hi[k] == 0 && b.share[k] == 0 && b.count[k] == 0);
	}
	CHECK(isnan(b.all_changed) && isnan(b.all_paid) && isnan(b.loss) && isnan(b.bound) && isnan(b.gap)
		&& isnan(b.steps) && b.rows == 0);
	double *const all[] = {b.lo, b.hi, b.share, b.count, b.price, b.mean, b.over, b.under, b.paid, b.changed};
	enum { ARRAYS = sizeof all / sizeof *all };
	for (int i = 0; i < ARRAYS; i++)
		for (int k = 0; k < M; k++)
			all[i][k] = i * M + k;
	for (int i = 0; i < ARRAYS; i++)
		for (int k = 0; k < M; k++)
			CHECK(all[i][k] == i * M + k);
	workload_batch_free(&b);
	CHECK(!b.lo && !b.limit.n);
	workload_batch_free(&b);
	return check_end();
}
