/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/problem.h"

#include <math.h>

#include "math/sum.h"

double forest_paid(const struct forest *f, const size_t *count)
{
	struct sum sum = {0};

	for (size_t k = 0; k < f->n; k++) {
		size_t n = count[k];

		if (!isinf(f->price[k]))
			sum_add_product(&sum, f->price[k],
				n > f->hi[k]           ? (double)(n - f->hi[k])
					: n < f->lo[k] ? (double)(f->lo[k] - n)
						       : 0);
	}
	return sum_value(&sum);
}
