/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/ranking.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "real/real.h"

int ranking_init(struct ranking *r, size_t n, struct err *e)
{
	r->n = n;
	r->order = (struct order){0};
	r->score = mem_alloc(n, sizeof *r->score, e);
	r->event = r->score ? mem_alloc(n, sizeof *r->event, e) : NULL;
	return r->event ? ST_OK : ST_SYSTEM;
}

void ranking_free(struct ranking *r)
{
	free(r->score);
	free(r->event);
	order_free(&r->order);
	*r = (struct ranking){0};
}

int ranking_sort(struct ranking *r, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < r->n; i++)
		st = order_add(&r->order, r->score[i], i, e);
	return st ? st : order_sort(&r->order, e);
}

/* Weights of a tie block by class, and what came before it. */
struct block {
	size_t from, end;
	double event, other;
	double events, others; /* of all blocks before */
};

static bool next_block(const struct ranking *r, struct block *b)
{
	if (b->end >= r->n)
		return false;
	b->events += b->event;
	b->others += b->other;
	b->event = b->other = 0;
	b->from = b->end;
	b->end = order_block_end(&r->order, b->from);
	for (size_t i = b->from; i < b->end; i++) {
		size_t row = r->order.row[i].item;

		*(r->event[row] ? &b->event : &b->other) += r->weight[row];
	}
	return true;
}

double ranking_auroc(const struct ranking *r)
{
	struct block b = {0};
	double pairs = 0;

	while (next_block(r, &b))
		pairs += b.event * (b.others + b.other / 2);
	return pairs / ((b.events + b.event) * (b.others + b.other));
}

/* n_c / (n_c - 1) of a class by its sum of weights and of their squares. */
static double bessel(double sum, double squares)
{
	double n = sum * sum / squares;

	return n / (n - 1);
}

void ranking_components(const struct ranking *r, bool corrected, double *u)
{
	double events = 0, others = 0, squares = 0, other_squares = 0, theta = ranking_auroc(r);
	struct block b = {0};

	for (size_t i = 0; i < r->n; i++) {
		double w = r->weight[i];

		*(r->event[i] ? &events : &others) += w;
		*(r->event[i] ? &squares : &other_squares) += w * w;
	}
	while (next_block(r, &b)) {
		double above = (b.others + b.other / 2) / others;
		double below = 1 - (b.events + b.event / 2) / events;
		double event = (above - theta) / events, other = (below - theta) / others;

		if (corrected) {
			event *= sqrt(bessel(events, squares));
			other *= sqrt(bessel(others, other_squares));
		}
		for (size_t i = b.from; i < b.end; i++) {
			size_t row = r->order.row[i].item;

			u[row] = r->weight[row] * (r->event[row] ? event : other);
		}
	}
}

/* psi(x + 1/2) - log x: the digamma function about a half, to 1e-14 from 32 up. */
static double beyond_log(double x)
{
	double r = 1 / (x * x);

	return r * (1. / 24 - r * (7. / 960 - r * (31. / 8064)));
}

/* H(x + m) - H(x), x and m whole numbers, or log(1 + m / x). */
static double harmonic(double x, double m, bool whole)
{
	double sum = 0;

	if (!whole)
		return real_log1p(m / x);
	for (; m > 0 && (m <= 8 || x < 32); m--)
		sum += 1 / ++x;
	if (!(m > 0))
		return sum;
	return sum + real_log1p(m / (x + .5)) + beyond_log(x + m + .5) - beyond_log(x + .5);
}

double ranking_risk_step(double before, double wrong, double m, double e, bool whole)
{
	double rest = wrong - before * (e / m);

	if (!(m > 0))
		return 0;
	return rest == 0 ? e : e + rest * harmonic(before, m, whole);
}

double ranking_aurc(const struct ranking *r)
{
	struct block b = {0};
	double area = 0;

	while (next_block(r, &b))
		area += ranking_risk_step(b.events + b.others, b.events, b.event + b.other, b.event, r->whole);
	return area / (b.events + b.event + b.others + b.other);
}
