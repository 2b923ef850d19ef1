/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/pav.h"

#include <math.h>
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

/* The rows of a fit; w may be NULL. */
struct rows {
	struct order order; /* by x, of places in y and w */
	const double *y, *w;
	double scale; /* of the weights, a power of two: their sums stay within the doubles */
};

static double weight_of(const struct rows *r, size_t k)
{
	return r->w ? r->w[k] * r->scale : 1;
}

static void set_scale(struct rows *r)
{
	double most = 0;
	int power;

	for (size_t i = 0; r->w && i < r->order.n; i++)
		most = fmax(most, r->w[i]);
	frexp(most, &power);
	r->scale = ldexp(1, -power);
}

/* Adds the tie block [from, end); its sums are exact, so that the order inside does not matter. */
static int add_ties(struct pav *p, const struct rows *r, size_t from, size_t end, struct err *e)
{
	struct sum weight = {0}, sum = {0};

	for (size_t i = from; i < end; i++) {
		size_t k = r->order.row[i].item;

		sum_add(&weight, weight_of(r, k));
		sum_add_product(&sum, weight_of(r, k), r->y[k]);
	}
	return pav_add(p, r->order.row[from].key, sum_value(&weight), sum_value(&sum), e);
}

int pav_fit(struct pav *p, const double *x, const double *y, const double *w, size_t n, struct err *e)
{
	struct rows r = {.y = y, .w = w};
	int st = array_reserve(&r.order.row, &r.order.cap, n, sizeof *r.order.row, e);

	for (size_t i = 0; !st && i < n; i++)
		st = order_add(&r.order, x[i], i, e);
	if (!st)
		st = order_sort(&r.order, e);
	set_scale(&r);
	for (size_t i = 0, end; !st && i < n; i = end) {
		size_t k = r.order.row[i].item;

		end = order_block_end(&r.order, i);
		st = end == i + 1 ? pav_add(p, r.order.row[i].key, weight_of(&r, k), weight_of(&r, k) * y[k], e)
				  : add_ties(p, &r, i, end, e);
	}
	order_free(&r.order);
	return st;
}
