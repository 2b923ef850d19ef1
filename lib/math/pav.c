/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/pav.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "math/order.h"
#include "math/sum.h"

void pav_free(struct pav *p)
{
	free(p->block);
	*p = (struct pav){0};
}

/* *x + y in *x, and what rounding took from it. */
static double add(double *x, double y)
{
	double sum = *x + y, of_y = sum - *x, rest = (*x - (sum - of_y)) + (y - of_y);

	*x = sum;
	return rest;
}

/* The greatest parts of e [n], of which none overlaps the next, rising in size, as a total (Shewchuk's compress). */
static struct pav_total compress(double *e, int n)
{
	struct pav_total t = {{0}};
	int bottom = n - 1, top = 0;
	double big = e[n - 1];

	for (int i = n - 2; i >= 0; i--) {
		double rest = add(&big, e[i]);

		if (rest != 0) {
			e[bottom--] = big;
			big = rest;
		}
	}
	e[bottom] = big;
	for (int i = bottom + 1; i < n; i++) {
		double sum = e[i], rest = add(&sum, big);

		if (rest != 0)
			e[top++] = rest;
		big = sum;
	}
	e[top] = big;
	for (int i = 0; i < PAV_PARTS && i <= top; i++)
		t.part[i] = e[top - i];
	return t;
}

static void add_total(struct pav_total *a, const struct pav_total *b)
{
	double e[2 * PAV_PARTS] = {0};

	if (a->part[1] == 0 && b->part[1] == 0) {
		a->part[1] = add(&a->part[0], b->part[0]);
		return;
	}
	for (int i = 0; i < PAV_PARTS; i++)
		e[i] = a->part[PAV_PARTS - 1 - i];
	for (int k = 0; k < PAV_PARTS; k++) {
		double carry = b->part[PAV_PARTS - 1 - k];

		for (int i = 0; i < PAV_PARTS + k; i++) {
			double rest = add(&carry, e[i]);

			e[i] = rest;
		}
		e[PAV_PARTS + k] = carry;
	}
	*a = compress(e, 2 * PAV_PARTS);
}

static struct pav_total total_of(struct sum *s)
{
	struct pav_total t = {{0}};
	int exponent;

	for (int i = 0; i < PAV_PARTS; i++) {
		double x = sum_pop(s, &exponent);

		t.part[i] = x == 0 ? 0 : ldexp(x, exponent);
	}
	return t;
}

static struct sum sum_of(const struct pav_total *t)
{
	struct sum s = {0};

	for (int i = 0; i < PAV_PARTS; i++)
		sum_add(&s, t->part[i]);
	return s;
}

static bool single(const struct pav_block *b)
{
	return b->sum.part[1] == 0 && b->weight.part[1] == 0;
}

double pav_value(const struct pav_block *b)
{
	struct sum sum, weight;

	if (single(b))
		return b->sum.part[0] / b->weight.part[0];
	sum = sum_of(&b->sum);
	weight = sum_of(&b->weight);
	return sum_ratio(&sum, &weight);
}

/* Whether the mean of a is below that of b. */
static bool below(const struct pav_block *a, const struct pav_block *b)
{
	double x = a->sum.part[0] / a->weight.part[0], y = b->sum.part[0] / b->weight.part[0];
	double up = b->sum.part[0] * a->weight.part[0], down = a->sum.part[0] * b->weight.part[0];
	struct sum above = {0};
	int exponent;

	if (fabs(x - y) > 0x1p-48 * fmax(fabs(x), fabs(y)))
		return x < y;
	if (single(a) && single(b) && (x == 0 || fabs(up) > 0x1p-900)) /* as totals of labels are */
		return up != down
			? up > down
			: fma(b->sum.part[0], a->weight.part[0], -up) > fma(a->sum.part[0], b->weight.part[0], -up);
	for (int i = 0; i < PAV_PARTS; i++)
		for (int k = 0; k < PAV_PARTS; k++) {
			sum_add_product(&above, b->sum.part[i], a->weight.part[k]);
			sum_add_product(&above, -a->sum.part[i], b->weight.part[k]);
		}
	return sum_scaled(&above, &exponent) > 0;
}

/* Puts a block behind the others, pooled with those that are not below it. */
static int push(struct pav *p, struct pav_block block, struct err *e)
{
	struct pav_block *b;
	int st = array_reserve(&p->block, &p->cap, p->n + 1, sizeof *p->block, e);

	if (st)
		return st;
	p->block[p->n++] = block;
	for (; p->n > 1; p->n--) {
		b = &p->block[p->n - 2];
		if (below(&b[0], &b[1]))
			break;
		b[0].hi = b[1].hi;
		add_total(&b[0].weight, &b[1].weight);
		add_total(&b[0].sum, &b[1].sum);
	}
	return ST_OK;
}

static int add_block(struct pav *p, double x, struct pav_total weight, struct pav_total sum, struct err *e)
{
	return weight.part[0] > 0 ? push(p, (struct pav_block){x, x, weight, sum}, e) : ST_OK;
}

int pav_add(struct pav *p, double x, double weight, double sum, struct err *e)
{
	return add_block(p, x, (struct pav_total){{weight}}, (struct pav_total){{sum}}, e);
}

/* The rows of a fit; w may be NULL. */
struct rows {
	struct order order; /* by x, of places in y and w */
	const double *y, *w;
	double scale; /* of the weights, a power of two: their sum is less than 1 */
};

static double weight_of(const struct rows *r, size_t k)
{
	return (r->w ? r->w[k] : 1) * r->scale;
}

static void set_scale(struct rows *r)
{
	double most = r->w ? 0 : 1;
	int power, bits;

	for (size_t i = 0; r->w && i < r->order.n; i++)
		most = fmax(most, r->w[i]);
	frexp(most, &power);
	frexp((double)r->order.n, &bits);
	r->scale = ldexp(1, -power - bits);
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
	return add_block(p, r->order.row[from].key, total_of(&weight), total_of(&sum), e);
}

static int add_row(struct pav *p, double x, double weight, double y, struct err *e)
{
	double product = weight * y;

	return add_block(
		p, x, (struct pav_total){{weight}}, (struct pav_total){{product, fma(weight, y, -product)}}, e);
}

/* Rows are pooled side by side in parts of so many, and then the blocks of all parts: pooling may go in any order. */
enum { PART = 1 << 16 };

struct part {
	struct pav pav;
	int status;
	struct err error;
};

struct parts {
	const struct rows *rows;
	struct part *part; /* [n] */
	size_t n;
};

/* Where part i begins: behind the last row that ties with the one before it. */
static size_t part_begin(const struct rows *r, size_t i)
{
	size_t low = i * PART, high = r->order.n;
	double key;

	if (!i || low >= high)
		return low < high ? low : high;
	key = r->order.row[low - 1].key;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->order.row[middle].key > key)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void pool_part(void *arg, size_t i, size_t thread)
{
	struct parts *all = arg;
	struct part *p = &all->part[i];
	const struct rows *r = all->rows;
	size_t to = part_begin(r, i + 1);

	(void)thread;
	for (size_t k = part_begin(r, i), end; !p->status && k < to; k = end) {
		const struct order_row *row = &r->order.row[k];

		end = order_block_end(&r->order, k);
		p->status = end == k + 1
			? add_row(&p->pav, row->key, weight_of(r, row->item), r->y[row->item], &p->error)
			: add_ties(&p->pav, r, k, end, &p->error);
	}
}

static int join_parts(struct pav *p, struct parts *all, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; i < all->n; i++) {
		struct part *part = &all->part[i];

		if (!st && (st = part->status))
			*e = part->error;
		for (size_t k = 0; !st && k < part->pav.n; k++)
			st = push(p, part->pav.block[k], e);
		pav_free(&part->pav);
	}
	return st;
}

static int pool(struct pav *p, const struct rows *r, struct err *e)
{
	struct parts all = {.rows = r, .n = r->order.n / PART + 1};
	int st;

	if (!(all.part = mem_alloc(all.n, sizeof *all.part, e)))
		return ST_SYSTEM;
	jobs_run(p->jobs ? p->jobs : 1, all.n, pool_part, &all);
	st = join_parts(p, &all, e);
	free(all.part);
	return st;
}

int pav_fit(struct pav *p, const double *x, const double *y, const double *w, size_t n, struct err *e)
{
	struct rows r = {.order.jobs = p->jobs, .y = y, .w = w};
	int st = array_reserve(&r.order.row, &r.order.cap, n, sizeof *r.order.row, e);

	for (size_t i = 0; !st && i < n; i++)
		st = order_add(&r.order, x[i], i, e);
	if (!st)
		st = order_sort(&r.order, e);
	set_scale(&r);
	if (!st)
		st = pool(p, &r, e);
	order_free(&r.order);
	return st;
}
