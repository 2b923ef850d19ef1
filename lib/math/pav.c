/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/pav.h"

#include <stdlib.h>

#include "base/buf.h"
#include "math/order.h"
#include "math/sum.h"

void pav_free(struct pav *p)
{
	free(p->block);
	*p = (struct pav){0};
}

int pav_add(struct pav *p, double x, double weight, double sum, struct err *e)
{
	struct pav_block *b;
	int st = array_reserve(&p->block, &p->cap, p->n + 1, sizeof *p->block, e);

	if (st)
		return st;
	if (weight <= 0)
		return ST_OK;
	p->block[p->n++] = (struct pav_block){x, x, weight, sum};
	for (; p->n > 1; p->n--) {
		b = &p->block[p->n - 2];
		if (b[0].sum / b[0].weight < b[1].sum / b[1].weight)
			break;
		b[0].hi = b[1].hi;
		b[0].weight += b[1].weight;
		b[0].sum += b[1].sum;
	}
	return ST_OK;
}

/* Adds the tie block [from, end); its sums are exact, so that the order inside does not matter. */
static int add_ties(
	struct pav *p, const struct order *o, size_t from, size_t end, const double *y, const double *w, struct err *e)
{
	struct sum weight = {0}, sum = {0};

	for (size_t i = from; i < end; i++) {
		size_t k = o->row[i].item;

		sum_add(&weight, w ? w[k] : 1);
		sum_add_product(&sum, w ? w[k] : 1, y[k]);
	}
	return pav_add(p, o->row[from].key, sum_value(&weight), sum_value(&sum), e);
}

int pav_fit(struct pav *p, const double *x, const double *y, const double *w, size_t n, struct err *e)
{
	struct order o = {0};
	int st = array_reserve(&o.row, &o.cap, n, sizeof *o.row, e);

	for (size_t i = 0; !st && i < n; i++)
		st = order_add(&o, x[i], i, e);
	if (!st)
		st = order_sort(&o, e);
	for (size_t i = 0, end; !st && i < n; i = end) {
		end = order_block_end(&o, i);
		st = end == i + 1 ? pav_add(p, o.row[i].key, w ? w[o.row[i].item] : 1,
			     (w ? w[o.row[i].item] : 1) * y[o.row[i].item], e)
				  : add_ties(p, &o, i, end, y, w, e);
	}
	order_free(&o);
	return st;
}
