/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/agreement.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "real/normal.h"

/* What alpha and Fleiss' kappa are made of. */
struct totals {
	size_t nclass;
	bool alpha;
	double items, sum; /* of d_u, or of the shares of pairs that agree */
	double *n;         /* [nclass] */
};

static double measure(const struct totals *t)
{
	double all = 0, squares = 0, chance;

	for (size_t c = 0; c < t->nclass; c++) {
		all += t->n[c];
		squares += t->n[c] * t->n[c];
	}
	if (t->alpha)
		return all * all > squares ? 1 - (all - 1) * t->sum / (all * all - squares) : NAN;
	chance = squares / (all * all);
	return chance < 1 && t->items > 0 ? (t->sum / t->items - chance) / (1 - chance) : NAN;
}

/* The item's votes by class, and how many. */
static double count_item(const struct crowd_item *item, size_t nclass, double *n)
{
	double m = 0;

	memset(n, 0, nclass * sizeof *n);
	for (size_t k = 0; k < item->n; k++) {
		n[item->vote[k].label] += item->vote[k].w;
		m += item->vote[k].w;
	}
	return m;
}

static void add_item(struct totals *t, const double *n, double m, double w)
{
	double squares = 0;

	for (size_t c = 0; c < t->nclass; c++) {
		squares += n[c] * n[c];
		t->n[c] += w * n[c];
	}
	t->items += w;
	t->sum += w * (t->alpha ? (m * m - squares) / (m - 1) : (squares - m) / (m * (m - 1)));
}

/* The x with P(T > x) = p of Student's distribution, by its series at the normal quantile (Abramowitz, Stegun 26.7.5) where that is good
 * for six digits: pairs of workers are many. */
static double student(double p, double degrees)
{
	double k = fmax(1, floor(degrees)), z = normal_upper(p), q = z * z;

	if (k < 50)
		return student_upper(p, (size_t)k);
	return z
		* (1 + (q + 1) / (4 * k) + ((5 * q + 16) * q + 3) / (96 * k * k)
			+ (((3 * q + 19) * q + 17) * q - 15) / (384 * k * k * k));
}

/* From the left-out values' moments around the estimate. */
static void set_interval(struct agreement *a, double sum, double squares, double level)
{
	double share = (a->n - 1) / a->n, centre = a->value - share * sum, half;

	a->lo = a->hi = NAN;
	if (!(a->n > 1) || isnan(centre))
		return;
	half = student((1 - level) / 2, a->n - 1) * sqrt(fmax(0, share * (squares - sum * sum / a->n)));
	a->lo = fmin(1, fmax(-1, centre - half));
	a->hi = fmax(-1, fmin(1, centre + half));
}

static int find(const struct votes *v, bool alpha, double level, struct agreement *a, struct err *e)
{
	struct arena memory = {0};
	struct totals t = {.nclass = v->nclass, .alpha = alpha};
	double *n = arena_alloc(&memory, v->nclass, sizeof *n), sum = 0, squares = 0;
	bool equal = true;
	int st;

	t.n = arena_alloc(&memory, v->nclass, sizeof *t.n);
	st = arena_status(&memory, e);
	for (size_t i = 0; !st && i < v->npattern; i++) {
		double m = count_item(&v->pattern[i], v->nclass, n);

		equal &= m == count_item(&v->pattern[0], v->nclass, n);
		count_item(&v->pattern[i], v->nclass, n);
		if (m > 1)
			add_item(&t, n, m, v->pattern[i].w);
	}
	*a = (struct agreement){NAN, NAN, NAN, t.items};
	if (!st && t.items > 0 && (alpha || equal)) {
		a->value = measure(&t);
		for (size_t i = 0; i < v->npattern; i++) {
			double m = count_item(&v->pattern[i], v->nclass, n), w = v->pattern[i].w, d;

			if (!(m > 1))
				continue;
			add_item(&t, n, m, -1);
			d = measure(&t) - a->value;
			add_item(&t, n, m, 1);
			sum += w * d, squares += w * d * d;
		}
		set_interval(a, sum, squares, level);
	}
	arena_free(&memory);
	return st;
}

int agreement_alpha(const struct votes *v, double level, struct agreement *a, struct err *e)
{
	return find(v, true, level, a, e);
}

int agreement_fleiss(const struct votes *v, double level, struct agreement *a, struct err *e)
{
	return find(v, false, level, a, e);
}

/* What Cohen's kappa is made of: agreements, and sum of row times column. */
static double kappa(double n, double agree, double products)
{
	double chance = products / (n * n);

	return n > 0 && chance < 1 ? (agree / n - chance) / (1 - chance) : NAN;
}

static double row_sum(const double *cell, size_t nclass, size_t i, bool column)
{
	double sum = 0;

	for (size_t k = 0; k < nclass; k++)
		sum += column ? cell[k * nclass + i] : cell[i * nclass + k];
	return sum;
}

struct agreement agreement_cohen(const double *cell, size_t nclass, double level)
{
	struct agreement a = {NAN, NAN, NAN, 0};
	double agree = 0, products = 0, sum = 0, squares = 0;

	for (size_t c = 0; c < nclass; c++) {
		a.n += row_sum(cell, nclass, c, false);
		agree += cell[c * nclass + c];
		products += row_sum(cell, nclass, c, false) * row_sum(cell, nclass, c, true);
	}
	a.value = kappa(a.n, agree, products);
	for (size_t i = 0; i < nclass * nclass; i++) {
		size_t r = i / nclass, c = i % nclass;
		double less, d;

		if (!(cell[i] > 0))
			continue;
		less = row_sum(cell, nclass, r, true) + row_sum(cell, nclass, c, false) - (r == c);
		d = kappa(a.n - 1, agree - (r == c), products - less) - a.value;
		sum += cell[i] * d, squares += cell[i] * d * d;
	}
	set_interval(&a, sum, squares, level);
	return a;
}

/* Votes by worker, each of an item of that weight. */
struct of_worker {
	size_t item;
	uint32_t label;
	double w;
};

struct pairs {
	const struct votes *v;
	size_t *first; /* [nworker + 1] */
	struct of_worker *vote;
	double *cell;
};

static int index_votes(struct pairs *p, struct arena *a, struct err *e)
{
	const struct votes *v = p->v;
	size_t n = 0;

	for (size_t i = 0; i < v->npattern; i++)
		n += v->pattern[i].n;
	p->first = arena_alloc(a, v->nworker + 2, sizeof *p->first);
	p->vote = arena_alloc(a, n, sizeof *p->vote);
	p->cell = arena_alloc(a, v->nclass * v->nclass, sizeof *p->cell);
	if (arena_status(a, e))
		return ST_SYSTEM;
	for (size_t i = 0; i < v->npattern; i++)
		for (size_t k = 0; k < v->pattern[i].n; k++)
			p->first[v->pattern[i].vote[k].worker + 2]++;
	for (size_t j = 0; j < v->nworker; j++)
		p->first[j + 2] += p->first[j + 1];
	for (size_t i = 0; i < v->npattern; i++)
		for (size_t k = 0; k < v->pattern[i].n; k++) {
			const struct vote *x = &v->pattern[i].vote[k];

			p->vote[p->first[x->worker + 1]++] = (struct of_worker){i, x->label, x->w * v->pattern[i].w};
		}
	return ST_OK;
}

/* Fills the table of two workers; whether they share an item. */
static bool cross(struct pairs *p, size_t a, size_t b)
{
	size_t nc = p->v->nclass, i = p->first[a], k = p->first[b];
	bool shared = false;

	memset(p->cell, 0, nc * nc * sizeof *p->cell);
	while (i < p->first[a + 1] && k < p->first[b + 1]) {
		const struct of_worker *x = &p->vote[i], *y = &p->vote[k];

		if (x->item == y->item) {
			p->cell[x->label * nc + y->label] += fmin(x->w, y->w);
			shared = true;
		}
		i += x->item <= y->item;
		k += y->item <= x->item;
	}
	return shared;
}

int agreement_pairs(const struct votes *v, double level,
	int (*pair)(void *ctx, size_t a, size_t b, const struct agreement *k, struct err *e), void *ctx, struct err *e)
{
	struct pairs p = {.v = v};
	struct arena memory = {0};
	int st = index_votes(&p, &memory, e);

	for (size_t a = 0; !st && a < v->nworker; a++)
		for (size_t b = a + 1; !st && b < v->nworker; b++)
			if (cross(&p, a, b)) {
				struct agreement k = agreement_cohen(p.cell, v->nclass, level);

				st = pair(ctx, a, b, &k, e);
			}
	arena_free(&memory);
	return st;
}
