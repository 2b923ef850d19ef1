/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/train/loss: published values, gradients against central differences, Bayes-optimal links. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "math/vec.h"
#include "train/loss.h"

enum { MAX_CLASS = 6, MAX_EXPERT = 4, MAX_LOGIT = MAX_CLASS + MAX_EXPERT };

/* testdata/cases/losses.csv: f = (1, -0.5, 0.25), d = 0.75, true class 0, the model is right. */
static void test_cases(void)
{
	static const double z[] = {1, -0.5, 0.25, 0.75};
	FILE *in = fopen("testdata/cases/losses.csv", "r");
	char line[256], name[32], top[16];
	double c0, alpha, value, g[4];
	int is_right, n = 0;

	if (!CHECK(in))
		return;
	CHECK(fgets(line, sizeof line, in));
	while (fgets(line, sizeof line, in)) {
		if (!CHECK(sscanf(line, "%31[^,],%lf,%lf,%15[^,],%d,%lf", name, &c0, &alpha, top, &is_right, &value)
			    == 6))
			break;
		struct loss_setup s = {.nclass = 3, .nexpert = 1, .alpha = alpha, .tight = !strcmp(top, "tight")};
		int32_t e = is_right ? 0 : 1;
		struct loss_case c = {.y = 0, .e = &e, .c0 = &c0};

		CHECK_NEAR(loss_row(loss_find(name), &s, &c, z, g), value, 5e-10);
		n++;
	}
	CHECK(n == 24);
	fclose(in);
}

struct problem {
	struct loss_setup s;
	struct loss_case c;
	int32_t e[MAX_EXPERT];
	double c0[MAX_EXPERT], z[MAX_LOGIT], worth[1 + MAX_EXPERT];
};

static void draw(struct problem *p, const struct loss *l, struct rng *r)
{
	p->s = (struct loss_setup){
		.nclass = 2 + rng_below(r, MAX_CLASS - 1),
		.nexpert = l->flags & LOSS_EXPERTS ? 1 + rng_below(r, MAX_EXPERT) : 0,
		.alpha = l->flags & LOSS_ALPHA && rng_below(r, 2) ? rng_uniform(r) : 1,
		.tight = l->flags & LOSS_CMAX && rng_below(r, 2),
		.free = rng_below(r, 2),
		.smooth = rng_below(r, 2) ? 0.2 : 0,
	};
	p->c = (struct loss_case){.y = rng_below(r, p->s.nclass), .e = p->e, .c0 = p->c0};
	for (size_t j = 0; j < p->s.nexpert; j++) {
		p->e[j] = rng_below(r, 3) ? (int32_t)rng_below(r, p->s.nclass) : LOSS_MISSING;
		p->c0[j] = rng_below(r, 2) ? rng_uniform(r) : 0;
		if (p->e[j] != LOSS_MISSING && rng_below(r, 2))
			p->c.who = j + 1;
	}
	for (size_t i = 0; i < p->s.nclass + p->s.nexpert; i++)
		p->z[i] = 3 * rng_normal(r);
}

/* The same with graded outcomes, some of which nobody knows. */
static void draw_graded(struct problem *p, const struct loss *l, struct rng *r)
{
	draw(p, l, r);
	p->c.e = NULL; /* nobody looks at answers */
	p->c.worth = p->worth;
	for (size_t a = 0; a <= p->s.nexpert; a++)
		p->worth[a] = a && !rng_below(r, 4) ? NAN : rng_uniform(r);
}

/* The central difference of the fourth order. */
static double slope(const struct loss *l, struct problem *p, size_t i)
{
	static const double step[] = {-2, -1, 1, 2}, weight[] = {1, -8, 8, -1};
	double h = 1e-3, z = p->z[i], sum = 0, g[MAX_LOGIT];

	for (int k = 0; k < 4; k++) {
		p->z[i] = z + h * step[k];
		sum += weight[k] * loss_row(l, &p->s, &p->c, p->z, g);
	}
	p->z[i] = z;
	return sum / (12 * h);
}

/* Whether a kink of the loss (the largest class changes, a hinge opens) is within reach of the difference. */
static bool near_kink(const struct loss *l, const struct problem *p)
{
	size_t n = p->s.nclass + p->s.nexpert, h = vec_argmax(p->z, p->s.nclass);
	double mean = 0;

	for (size_t i = 0; i < p->s.nclass; i++)
		if (i != h && p->z[h] - p->z[i] < 0.01)
			return true;
	for (size_t i = 0; i < n; i++)
		mean += p->z[i] / (double)n;
	for (size_t i = 0; i < n && !strcmp(l->name, "lee"); i++) {
		double t = 1 / ((double)p->s.nclass - 1) + p->z[i] - mean;

		if (fabs(t) < 0.01 || fabs(t - p->s.smooth) < 0.01)
			return true;
	}
	return false;
}

static void test_gradients(struct rng *r)
{
	for (const struct loss *l = loss_table; l->name; l++)
		for (int trial = 0; trial < (l->flags & LOSS_GRADED ? 600 : 300); trial++) {
			struct problem p;
			double g[MAX_LOGIT], scale = 0;

			(trial < 300 ? draw : draw_graded)(&p, l, r);
			if (near_kink(l, &p))
				continue;
			loss_row(l, &p.s, &p.c, p.z, g);
			for (size_t i = 0; i < p.s.nclass + p.s.nexpert; i++)
				scale = fmax(scale, fabs(g[i]));
			for (size_t i = l->flags & LOSS_FROZEN ? p.s.nclass : 0; i < p.s.nclass + p.s.nexpert; i++) {
				double d = slope(l, &p, i);

				check_report(fabs(d - g[i]) <= 1e-6 * fmax(scale, 1e-3), __FILE__, __LINE__,
					"%s: logit %zu: gradient %g, difference %g", l->name, i, g[i], d);
			}
		}
}

/* Logits of 1e4 must not overflow. */
static void test_large_logits(struct rng *r)
{
	for (const struct loss *l = loss_table; l->name; l++)
		for (int trial = 0; trial < 50; trial++) {
			struct problem p;
			double g[MAX_LOGIT];

			draw(&p, l, r);
			for (size_t i = 0; i < p.s.nclass + p.s.nexpert; i++)
				p.z[i] *= 1e4;
			CHECK(isfinite(loss_row(l, &p.s, &p.c, p.z, g)));
			for (size_t i = 0; i < p.s.nclass + p.s.nexpert; i++)
				CHECK(isfinite(g[i]));
		}
}

/* At the logits of the Bayes solution for known P(y) and P(e_j = y), the expected gradient is 0
 * (so they are the minimum of a convex loss) and the link gives the probabilities back. */
static void bayes_logits(const struct loss *l, const struct problem *p, const double *py, const double *a, double *z)
{
	size_t nc = p->s.nclass, ne = p->s.nexpert;
	double b = 0, c0 = p->c0[0];

	for (size_t j = 0; j < ne; j++)
		b = fmax(b, p->c0[j]);
	if (p->s.tight)
		b *= 1 - a[0];
	for (size_t k = 0; k < nc; k++)
		z[k] = !strcmp(l->name, "css")    ? log(b + py[k])
			: !strcmp(l->name, "ova") ? logit((b + py[k]) / (1 + b))
						  : log(py[k]);
	for (size_t j = 0; j < ne; j++) {
		double w = p->s.tight ? a[j] * (1 - c0) : b - p->c0[j] + a[j];

		z[nc + j] = !strcmp(l->name, "css")      ? log(w)
			: !strcmp(l->name, "confidence") ? logit(a[j])
			: !strcmp(l->name, "asm")        ? 0
							 : logit(w / (1 + b));
	}
}

/* Sums the gradient over all y and all e_j (each right with probability a_j, whatever y is). */
static void expected_gradient(
	const struct loss *l, struct problem *p, const double *py, const double *a, const double *z, double *sum)
{
	size_t nc = p->s.nclass, ne = p->s.nexpert, n = nc + ne;

	memset(sum, 0, n * sizeof *sum);
	for (size_t y = 0; y < nc; y++)
		for (size_t bits = 0; bits < (size_t)1 << ne; bits++) {
			double weight = py[y], g[MAX_LOGIT];

			p->c.y = y;
			for (size_t j = 0; j < ne; j++) {
				p->e[j] = (int32_t)(bits >> j & 1 ? y : (y + 1) % nc);
				weight *= bits >> j & 1 ? a[j] : 1 - a[j];
			}
			loss_row(l, &p->s, &p->c, z, g);
			for (size_t i = 0; i < n; i++)
				sum[i] += weight * g[i];
		}
}

static void check_bayes(const struct loss *l, struct problem *p, const double *py, const double *a)
{
	size_t nc = p->s.nclass, ne = p->s.nexpert;
	double z[MAX_LOGIT], sum[MAX_LOGIT], prob[MAX_CLASS], conf[1 + MAX_EXPERT];
	struct loss_link k;
	struct err e = {0};

	bayes_logits(l, p, py, a, z);
	expected_gradient(l, p, py, a, z, sum);
	for (size_t i = 0; i < nc + ne; i++)
		CHECK_NEAR(sum[i], 0, 1e-12);
	CHECK(!loss_link_init(&k, l, &p->s, p->c0, &e));
	loss_link_row(&k, z, prob, conf);
	for (size_t i = 0; i < nc; i++)
		CHECK_NEAR(prob[i], py[i], 1e-12);
	CHECK_NEAR(conf[0], py[vec_argmax(py, nc)], 1e-12);
	for (size_t j = 0; j < ne; j++)
		CHECK_NEAR(conf[1 + j], a[j], 1e-12);
}

/* Graded outcomes of two values around a mean, whatever y is, have the Bayes solution of that probability of being right. */
static void check_graded_bayes(const struct loss *l, struct problem *p, const double *py, const double *a)
{
	size_t nc = p->s.nclass, ne = p->s.nexpert, n = nc + ne;
	double z[MAX_LOGIT], sum[MAX_LOGIT] = {0}, g[MAX_LOGIT];

	bayes_logits(l, p, py, a, z);
	p->c.worth = p->worth;
	for (p->c.y = 0; p->c.y < nc; p->c.y++)
		for (size_t bits = 0; bits < (size_t)1 << ne; bits++) {
			for (size_t j = 0; j < ne; j++)
				p->worth[1 + j] = a[j] + (bits >> j & 1 ? 1 : -1) * fmin(a[j], 1 - a[j]) / 2;
			loss_row(l, &p->s, &p->c, z, g);
			for (size_t i = 0; i < n; i++)
				sum[i] += ldexp(py[p->c.y], -(int)ne) * g[i];
		}
	for (size_t i = 0; i < n; i++)
		CHECK_NEAR(sum[i], 0, 1e-12);
}

/* Qualities of 1 and 0 are right and wrong, to the last bit. */
static void test_graded_law(struct rng *r)
{
	for (const struct loss *l = loss_table; l->name; l++)
		for (int trial = 0; l->flags & LOSS_GRADED && trial < 200; trial++) {
			struct problem p;
			double g[MAX_LOGIT], other[MAX_LOGIT], value;

			draw(&p, l, r);
			value = loss_row(l, &p.s, &p.c, p.z, g);
			p.worth[0] = vec_argmax(p.z, p.s.nclass) == p.c.y;
			for (size_t j = 0; j < p.s.nexpert; j++)
				p.worth[1 + j] = p.e[j] == LOSS_MISSING ? NAN : p.e[j] == (int32_t)p.c.y;
			p.c.worth = p.worth;
			p.c.e = NULL;
			CHECK(loss_row(l, &p.s, &p.c, p.z, other) == value);
			for (size_t i = 0; i < p.s.nclass + p.s.nexpert; i++)
				CHECK(g[i] == other[i]);
		}
}

/* By hand: the model is worth .25, one expert .75 at a price of .125. */
static void test_graded_values(void)
{
	const double c0 = .125, q[] = {.25, .75}, z[] = {1, 0, .5};
	struct loss_setup s = {.nclass = 2, .nexpert = 1, .alpha = .5, .free = true};
	struct loss_case c = {.y = 1, .c0 = &c0, .worth = q};
	double g[3], lse = log(exp(1) + 1 + exp(.5)), ce = log(exp(1) + 1), plus = log1p(exp(.5)), minus = plus - .5;

	CHECK_NEAR(loss_row(loss_find("confidence"), &s, &c, z, g), ce + .75 * minus + .25 * plus, 1e-14);
	CHECK_NEAR(loss_row(loss_find("sova"), &s, &c, z, g), ce + .75 * minus + .375 * plus, 1e-14);
	CHECK_NEAR(loss_row(loss_find("rejector"), &s, &c, z, g), .75 * minus + .375 * plus, 1e-14);
	CHECK_NEAR(loss_row(loss_find("twostage"), &s, &c, z, g), .375 * plus + .75 * minus, 1e-14);
	/* c_max 1.125; the term of y times 1 - .5 .75 */
	CHECK_NEAR(loss_row(loss_find("css"), &s, &c, z, g), .625 * 1.125 * lse + .125 * (lse - 1) + .75 * (lse - .5),
		1e-14);
}

static void test_links(struct rng *r)
{
	static const char *const names[] = {"ce", "confidence", "css", "ova", "sova"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (int trial = 0; trial < 60; trial++) {
			const struct loss *l = loss_find(names[i]);
			struct problem p;
			double py[MAX_CLASS], a[MAX_EXPERT];

			draw(&p, l, r);
			p.s.alpha = 1;
			p.s.tight = p.s.tight && p.s.nexpert == 1;
			vec_softmax(p.z, p.s.nclass, py);
			for (size_t j = 0; j < p.s.nexpert; j++)
				a[j] = 0.05 + 0.9 * rng_uniform(r);
			check_bayes(l, &p, py, a);
			if (l->flags & LOSS_GRADED && !p.s.tight)
				check_graded_bayes(l, &p, py, a);
		}
}

static void test_no_link(void)
{
	double c0[2] = {0.1, 0.1};
	struct loss_setup s = {.nclass = 3, .nexpert = 2, .alpha = 1, .tight = true};
	struct loss_link k;
	struct err e = {0};

	CHECK(loss_link_init(&k, loss_find("css"), &s, c0, &e) == ST_DATA);
	CHECK(loss_link_init(&k, loss_find("ova"), &s, NULL, &e) == ST_DATA);
	s.tight = false;
	CHECK(!loss_link_init(&k, loss_find("css"), &s, c0, &e));
	CHECK(!loss_link_init(&k, loss_find("ce"), &s, NULL, &e));
}

/* The argmax of asm's probabilities over classes and experts is the argmax of the logits. */
static void test_asm_argmax(struct rng *r)
{
	for (int trial = 0; trial < 20000; trial++) {
		size_t nc = 2 + rng_below(r, MAX_CLASS - 1);
		struct loss_setup s = {.nclass = nc, .nexpert = 1, .alpha = 1};
		double z[MAX_LOGIT], p[MAX_LOGIT], conf[2];
		struct loss_link k;
		struct err e = {0};

		for (size_t i = 0; i <= nc; i++)
			z[i] = 2 * rng_normal(r);
		CHECK(!loss_link_init(&k, loss_find("asm"), &s, NULL, &e));
		loss_link_row(&k, z, p, conf);
		p[nc] = conf[1];
		CHECK(vec_argmax(p, nc + 1) == vec_argmax(z, nc + 1));
	}
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 1;
	test_cases();
	test_gradients(&r);
	test_large_logits(&r);
	test_links(&r);
	test_graded_law(&r);
	test_graded_values();
	test_no_link();
	test_asm_argmax(&r);
	rng_free(&r);
	return check_end();
}
