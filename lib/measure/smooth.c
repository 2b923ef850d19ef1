/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/smooth.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "real/real.h"

enum { CELLS = SMOOTH_CELLS };

/* A frequency is left out when the kernel damps it to less than e^-40. */
static const double NEGLIGIBLE = 40;

int smooth_init(struct smooth *s, struct err *e)
{
	*s = (struct smooth){0};
	s->at = mem_alloc(CELLS + 1, sizeof *s->at, e);
	return s->at ? ST_OK : ST_SYSTEM;
}

void smooth_free(struct smooth *s)
{
	free(s->at);
	*s = (struct smooth){0};
}

void smooth_add(struct smooth *s, double conf, bool event, double weight)
{
	double place = conf * CELLS, share;
	size_t i = place < CELLS ? (size_t)place : CELLS - 1;
	double residual = (event ? 1 : 0) - conf;

	share = place - (double)i;
	sum_add_product(&s->at[i], weight, residual * (1 - share));
	if (share > 0)
		sum_add_product(&s->at[i + 1], weight, residual * share);
	tally_add(&s->weight, weight);
}

void smooth_merge(struct smooth *s, const struct smooth *other)
{
	for (size_t i = 0; i <= CELLS; i++)
		sum_merge(&s->at[i], &other->at[i]);
	tally_merge(&s->weight, &other->weight);
}

int smooth_write(const struct smooth *s, struct state_out *o, struct err *e)
{
	int st = state_write_tally(o, "smooth_weight", 0, &s->weight, e);

	for (size_t i = 0; !st && i <= CELLS; i++)
		if (sum_scaled(&s->at[i], &(int){0}) != 0)
			st = state_write_sum(o, "residual", (double)i, &s->at[i], e);
	return st;
}

bool smooth_read(struct smooth *s, struct state_item *i)
{
	size_t place = state_index(i, CELLS + 1);

	if (state_is(i, "smooth_weight"))
		state_add_amount(i, &s->weight.rest);
	else if (state_is(i, "residual") && place <= CELLS)
		state_add_sum(i, &s->at[place]);
	else
		return false;
	return true;
}

/* Cosine coefficients of the residuals: a_k = sum_j r_j cos(pi k j / CELLS). */
struct spectrum {
	double *cosine; /* [2 CELLS]: cos(pi i / CELLS) */
	double *a;      /* [CELLS + 1] */
	double size;    /* sum_j |r_j| */
};

static void spectrum_free(struct spectrum *p)
{
	free(p->cosine);
	free(p->a);
}

static int spectrum_init(struct spectrum *p, const struct smooth *s, struct err *e)
{
	const struct sum total = tally_sum(&s->weight);

	p->size = 0;
	p->cosine = mem_alloc(2 * CELLS, sizeof *p->cosine, e);
	p->a = mem_alloc(CELLS + 1, sizeof *p->a, e);
	if (!p->cosine || !p->a) {
		spectrum_free(p);
		return ST_SYSTEM;
	}
	for (size_t i = 0; i < 2 * CELLS; i++)
		p->cosine[i] = real_cos(M_PI * (double)i / CELLS);
	for (size_t j = 0; j <= CELLS; j++) {
		double r = sum_ratio(&s->at[j], &total);

		if (r == 0)
			continue;
		p->size += fabs(r);
		for (size_t k = 0; k <= CELLS; k++)
			p->a[k] += r * p->cosine[k * j % (2 * CELLS)];
	}
	return ST_OK;
}

/* Trapezoid rule over the grid for |a_0 + 2 sum_k a_k exp(-(pi k sigma)^2 / 2) cos(pi k t)|. */
static double integral(const struct spectrum *p, double sigma)
{
	double damped[CELLS], sum = 0;
	size_t n = 0;

	for (; n < CELLS; n++) {
		double x = M_PI * (double)n * sigma;

		if (x * x / 2 > NEGLIGIBLE)
			break;
		damped[n] = (n ? 2 : 1) * p->a[n] * real_exp(-x * x / 2);
	}
	for (size_t j = 0; j <= CELLS; j++) {
		double f = 0;

		for (size_t k = 0; k < n; k++)
			f += damped[k] * p->cosine[k * j % (2 * CELLS)];
		sum += fabs(f) * (j == 0 || j == CELLS ? .5 : 1);
	}
	return sum / CELLS;
}

int smooth_at(const struct smooth *s, double sigma, double *value, struct err *e)
{
	struct spectrum p;

	if (spectrum_init(&p, s, e))
		return ST_SYSTEM;
	*value = integral(&p, sigma);
	spectrum_free(&p);
	return ST_OK;
}

int smooth_result(const struct smooth *s, double *value, struct err *e)
{
	struct spectrum p;
	double lo, hi;

	if (spectrum_init(&p, s, e))
		return ST_SYSTEM;
	/* smoothing keeps the net residual, a_0, and adds nothing to the sum of sizes; without residuals both are 0.
	 * smECE_sigma does not rise with sigma: one crossing between them.  It is found to 2^-40; kernels of less
	 * than a tenth of a cell smooth nothing */
	lo = fmin(fabs(p.a[0]), p.size);
	hi = p.size;
	while (hi - lo > 0x1p-40 && hi > .1 / CELLS) {
		double mid = lo + (hi - lo) / 2;

		if (mid < integral(&p, mid))
			lo = mid;
		else
			hi = mid;
	}
	*value = hi > .1 / CELLS ? lo + (hi - lo) / 2 : hi;
	if (!(tally_value(&s->weight) > 0))
		*value = NAN;
	spectrum_free(&p);
	return ST_OK;
}

bool smooth_is_sound(const struct smooth *s)
{
	const struct sum weight = tally_sum(&s->weight);

	for (size_t j = 0; j <= CELLS; j++) {
		struct sum minus = {0};

		sum_subtract(&minus, &s->at[j]);
		if (sum_compare(&s->at[j], &weight) > 0 || sum_compare(&minus, &weight) > 0)
			return false;
	}
	return true;
}
