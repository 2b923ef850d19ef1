/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* train/loss_terms: without an attack the terms are the loss, its value and gradient; with one the value grows, and its gradients by
 * logits and by what differences are raised by are those of differences. */
#include "train/loss_terms.h"

#include <string.h>

#include "check.h"
#include "math/rng.h"

enum { L = 3, J = 2, ALL = L + J, N = ALL + 1 };

struct sample {
	struct loss_setup s;
	struct loss_case c;
	int32_t e[J];
	double c0[J], z[ALL];
	size_t from, n; /* the part's logits */
};

static void draw(struct sample *x, const struct loss *l, struct rng *r)
{
	*x = (struct sample){.s = {.nclass = L,
				     .nexpert = J,
				     .alpha = rng_uniform(r),
				     .tight = rng_below(r, 2),
				     .free = rng_below(r, 2)}};
	if (!(l->flags & LOSS_ALPHA))
		x->s.alpha = 1;
	for (size_t j = 0; j < J; j++) {
		x->e[j] = (int32_t)rng_below(r, L + 2) - 2;
		x->c0[j] = rng_uniform(r);
	}
	for (size_t i = 0; i < ALL; i++)
		x->z[i] = 2 * rng_normal(r);
	x->c = (struct loss_case){.y = rng_below(r, L), .e = x->e, .c0 = x->c0};
	x->from = l->joint || l->classes ? 0 : L;
	x->n = l->joint ? ALL : l->classes ? L : J;
}

static double value(
	const struct sample *x, const struct loss *l, const double *z, const double *rho, double *g, double *grho)
{
	double target[N], yes[ALL], no[ALL], spare[N * N] = {0};
	bool present[N];
	struct loss_terms t = {x->n, target, present, yes, no, 0};

	loss_terms_row(l, &x->s, &x->c, x->z, &t);
	return loss_terms_value(&t, z, rho, g, 1, grho ? grho : spare);
}

static void test_loss(const struct loss *l, struct rng *r)
{
	struct sample x;
	double whole[ALL], g[ALL], none[N * N] = {0}, rho[N * N] = {0}, grho[N * N] = {0}, h = 1e-6, unused[ALL], at;
	size_t n;

	draw(&x, l, r);
	n = x.n + 1;
	CHECK_NEAR(value(&x, l, x.z + x.from, none, g, NULL), loss_row(l, &x.s, &x.c, x.z, whole),
		1e-12 * (1 + fabs(x.z[0])) * 100);
	for (size_t k = 0; k < x.n; k++)
		CHECK_NEAR(g[k], whole[x.from + k], 1e-12 * 100);
	for (size_t k = 0; k < n; k++)
		for (size_t t = 0; t < n; t++)
			rho[k * n + t] = k == t ? 0 : rng_uniform(r);
	at = value(&x, l, x.z + x.from, rho, g, grho);
	CHECK(at >= value(&x, l, x.z + x.from, none, unused, NULL) - 1e-12);
	for (size_t k = 0; k < x.n; k++) {
		double *z = &x.z[x.from + k], was = *z, up, down, given[ALL];

		/* The frozen classifier's logits stay. */
		memcpy(given, x.z + x.from, x.n * sizeof *given);
		(void)z;
		given[k] = was + h;
		up = value(&x, l, given, rho, unused, NULL);
		given[k] = was - h;
		down = value(&x, l, given, rho, unused, NULL);
		CHECK_NEAR(g[k], (up - down) / (2 * h), 1e-7 * (1 + fabs(g[k])));
	}
	for (size_t i = 0; i < n * n; i++) {
		double was = rho[i], up, down;

		if (i / n == i % n)
			continue;
		rho[i] = was + h;
		up = value(&x, l, x.z + x.from, rho, unused, NULL);
		rho[i] = was - h;
		down = value(&x, l, x.z + x.from, rho, unused, NULL);
		rho[i] = was;
		CHECK_NEAR(grho[i], (up - down) / (2 * h), 1e-7 * (1 + fabs(grho[i])));
	}
}

int main(void)
{
	struct rng r;
	struct err e;
	size_t n = 0;

	CHECK(!rng_init(&r, 1, &e));
	for (const struct loss *l = loss_table; l->name; l++)
		if (loss_has_terms(l)) {
			n++;
			for (int i = 0; i < 100; i++)
				test_loss(l, &r);
		}
	CHECK(n == 6);
	rng_free(&r);
	return check_end();
}
