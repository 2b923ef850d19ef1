/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Whole calibration maps: isotonic and histogram answers, applying from logits and from probabilities, model
 * files. */
#include "check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calibrate/calibration_file.h"
#include "calibrate/isotonic_histogram.h"
#include "math/rng.h"
#include "math/vec.h"

enum { N = 500 };

/* testdata/cases/18: pooled ties, weights, interpolation. */
static void test_isotonic(void)
{
	const double x0[] = {0, 1, 2, 3, 4, 5, 6}, y0[] = {3, 7, 5, 9, 8, 7, 10}, fit0[] = {3, 6, 6, 8, 8, 8, 10};
	const double x1[] = {1, 2, 3, 4, 5, 6, 7}, y1[] = {1, 41, 51, 1, 2, 5, 24}, w1[] = {1, 2, 3, 4, 5, 6, 7};
	const double fit1[] = {1, 13.95, 13.95, 13.95, 13.95, 13.95, 24};
	const double x2[] = {0, 1, 1, 2, 3}, y2[] = {0, 0, 1, 0, 1}, fit2[] = {0, 1. / 3, 1. / 3, 1. / 3, 1};
	const double x3[] = {0, 1, 1, 2}, y3[] = {0, 1, 2, 3}, zero[] = {0, 0, 0, 0};
	const double at3[] = {-1, 0, .5, 1, 1.5, 2, 9}, linear[] = {0, 0, .75, 1.5, 2.25, 3, 3};
	const double step[] = {0, 0, 0, 1.5, 1.5, 3, 3};
	double error = 0;
	struct knots k;
	struct err e;

	CHECK(!isotonic_fit(7, x0, y0, NULL, 1, &k, &e));
	for (int i = 0; i < 7; i++)
		CHECK_NEAR(isotonic_apply(&k, true, x0[i]), fit0[i], 1e-12);
	knots_free(&k);
	CHECK(!isotonic_fit(7, x1, y1, w1, 1, &k, &e));
	for (int i = 0; i < 7; i++)
		CHECK_NEAR(isotonic_apply(&k, false, x1[i]), fit1[i], 1e-9);
	knots_free(&k);
	CHECK(!isotonic_fit(5, x2, y2, NULL, 1, &k, &e));
	for (int i = 0; i < 5; i++) {
		double fitted = isotonic_apply(&k, true, x2[i]);

		CHECK_NEAR(fitted, fit2[i], 1e-9);
		error += (fitted - y2[i]) * (fitted - y2[i]);
	}
	CHECK_NEAR(error, .667, .0005);
	knots_free(&k);
	CHECK(!isotonic_fit(4, x3, y3, NULL, 1, &k, &e));
	CHECK(k.n == 3 && k.x[0] == 0 && k.x[1] == 1 && k.x[2] == 2 && k.y[1] == 1.5);
	for (int i = 0; i < 7; i++) {
		CHECK_NEAR(isotonic_apply(&k, true, at3[i]), linear[i], 1e-12);
		CHECK_NEAR(isotonic_apply(&k, false, at3[i]), step[i], 1e-12);
	}
	knots_free(&k);
	CHECK(isotonic_fit(4, x3, y3, zero, 1, &k, &e) == ST_NUMERIC);
}

/* One bin rule: a confidence on an edge is looked up in the bin that it was counted in. */
static void test_histogram(void)
{
	const double x[] = {.2, .15, .25, 1, 0}, y[] = {1, 0, 0, 1, 0};
	struct edges b;
	double *v;
	struct err e;

	for (int left = 0; left < 2; left++) {
		CHECK(!histogram_fit(5, x, y, NULL, 1, 5, false, left, &b, &v, &e) && b.n == 5);
		CHECK_NEAR(v[edges_find(&b, .2)], left ? .5 : 1. / 3, 1e-15);
		CHECK_NEAR(v[edges_find(&b, .5)], .5, 1e-15); /* no row: the midpoint */
		CHECK_NEAR(v[4], 1, 0);
		edges_free(&b);
		free(v);
	}
	CHECK(!histogram_fit(5, x, y, NULL, 1, 3, true, false, &b, &v, &e) && b.n == 3);
	CHECK_NEAR(v[0], 0, 0);
	CHECK_NEAR(v[1], .5, 0);
	CHECK_NEAR(v[2], 1, 0);
	CHECK_NEAR(b.edge[1], .175, 1e-15);
	edges_free(&b);
	free(v);
}

struct sample {
	size_t k;
	double z[3 * N], p[3 * N], w[N];
	size_t y[N];
};

/* Logits that are too sure, labels drawn from their softmax at temperature 2. */
static void draw(struct rng *r, struct sample *s, size_t k)
{
	s->k = k;
	for (size_t i = 0; i < N; i++) {
		double *z = s->z + i * k, q[3], u = rng_uniform(r);

		for (size_t c = 0; c < k; c++) {
			z[c] = 3 * rng_normal(r);
			q[c] = z[c] / 2;
		}
		vec_softmax(z, k, s->p + i * k);
		vec_softmax(q, k, q);
		for (s->y[i] = 0; s->y[i] + 1 < k && u >= q[s->y[i]]; s->y[i]++)
			u -= q[s->y[i]];
		s->w[i] = 1 + (double)rng_below(r, 3);
	}
}

static int fit(const struct sample *s, const struct calibration_options *o, bool logits, const double *w,
	struct calibration *c)
{
	double in[3 * N];
	struct calibration_data d = {N, s->k, logits, in, s->y, w, NULL};
	struct err e;

	memcpy(in, logits ? s->z : s->p, N * s->k * sizeof *in);
	return calibration_fit(c, o, &d, &e);
}

/* The mean NLL of the calibrated rows, and that they are distributions. */
static double nll_of(const struct sample *s, const struct calibration *c, bool logits)
{
	double f = 0;

	for (size_t i = 0; i < N; i++) {
		double work[3], p[3], sum = 0;

		calibration_apply(c, (logits ? s->z : s->p) + i * s->k, logits, work, p);
		for (size_t j = 0; j < s->k; j++) {
			CHECK(p[j] >= 0 && p[j] <= 1);
			sum += p[j];
		}
		CHECK_NEAR(sum, 1, 1e-12);
		f -= log(fmax(p[s->y[i]], 1e-12)) / N;
	}
	return f;
}

/* Of the method. */
static int place(const char *name)
{
	int i = 0;

	while (strcmp(calibration_method_name((size_t)i), name) != 0)
		i++;
	return i;
}

/* Writes c as a model, reads it back, and compares on every row. */
static void test_file(const struct sample *s, struct calibration *c)
{
	struct calibration_model m = {.map = c, .fitted = 1}, back;
	struct modelfile f;
	struct err e;
	size_t index;
	char path[] = "/tmp/l2d-calibration-XXXXXX";
	int fd = mkstemp(path);

	CHECK(!names_add(&m.target, "model", 5, &index, &e));
	CHECK(!modelfile_number_names(&m.classes, "c", s->k, &e));
	CHECK(fd >= 0 && !calibration_model_write(&m, fd, &e));
	CHECK(!modelfile_read(&f, path, &e));
	if (check_report(!calibration_model_read(&back, &f, &e), __FILE__, __LINE__, "%s", e.text)) {
		for (size_t i = 0; i < N; i++) {
			double work[3], p[3], q[3];

			calibration_apply(c, s->p + i * s->k, false, work, p);
			calibration_apply(&back.map[0], s->p + i * s->k, false, work, q);
			CHECK(!memcmp(p, q, s->k * sizeof *p));
		}
		calibration_model_free(&back);
	}
	modelfile_free(&f);
	unlink(path);
	names_free(&m.target);
	names_free(&m.classes);
}

static void test_methods(struct rng *r)
{
	static struct sample s;

	for (size_t k = 2; k < 4; k++)
		for (int method = 0; calibration_method_name((size_t)method); method++)
			for (int variant = 0; variant < 2 && calibration_method_fits((size_t)method, false);
				variant++) {
				struct calibration_options o = {.method = method,
					.smooth = variant,
					.on = variant,
					.between = variant,
					.bins = 10,
					.binning = variant,
					.side = variant,
					.lambda = 1e-3,
					.mu = 1e-3};
				struct calibration from_z, from_p;
				double raw = 0, after;

				draw(r, &s, k);
				for (size_t i = 0; i < N; i++)
					raw -= log(s.p[i * k + s.y[i]]) / N;
				CHECK(!fit(&s, &o, true, variant ? s.w : NULL, &from_z));
				CHECK(!fit(&s, &o, false, variant ? s.w : NULL, &from_p));
				after = nll_of(&s, &from_z, true);
				/* One-vs-rest maps on p itself, or with 0 as a value, need not gain. */
				if (method != place("isotonic") && method != place("histogram"))
					CHECK(after < raw);
				CHECK_NEAR(after, nll_of(&s, &from_p, false), 1e-6);
				CHECK_NEAR(after, nll_of(&s, &from_z, false), 1e-6);
				test_file(&s, &from_p);
				calibration_free(&from_z);
				calibration_free(&from_p);
			}
}

/* A row weight of 2 is the row twice. */
static void test_weights(struct rng *r)
{
	static struct sample s;
	double in[6 * N], twice[6 * N];
	size_t y[2 * N], n = 0;

	draw(r, &s, 3);
	for (size_t i = 0; i < N; i++) {
		s.w[i] = i < 50 ? 2 : i < 200;
		for (int copy = 0; copy < (int)s.w[i]; copy++) {
			memcpy(twice + 3 * n, s.p + 3 * i, 3 * sizeof *twice);
			y[n++] = s.y[i];
		}
	}
	for (int method = 0; calibration_method_name((size_t)method); method++) {
		struct calibration_options o = {.method = method, .bins = 5, .lambda = .01, .mu = .01, .smooth = true};
		struct calibration_data d = {n, 3, false, in, y, NULL, NULL};
		struct calibration a, b;
		struct err e;

		memcpy(in, twice, 3 * n * sizeof *in);
		CHECK(!calibration_fit(&a, &o, &d, &e));
		CHECK(!fit(&s, &o, false, s.w, &b));
		for (size_t i = 0; i < N; i++) {
			double work[3], p[3], q[3];

			calibration_apply(&a, s.p + 3 * i, false, work, p);
			calibration_apply(&b, s.p + 3 * i, false, work, q);
			for (int c = 0; c < 3; c++)
				CHECK_NEAR(p[c], q[c], 1e-6);
		}
		calibration_free(&a);
		calibration_free(&b);
	}
}

/* Every class has no mass left: 0/0 is uniform. */
static void test_uniform(void)
{
	double in[] = {.5, .3, .2, .5, .2, .3, .2, .3, .5, .2, .5, .3, .1, .7, .2, .3, .1, .6, .7, .1, .2};
	const size_t y[] = {1, 2, 0, 2, 1, 2, 0};
	const double row[] = {.5, .25, .25};
	struct calibration_options o = {.method = place("histogram"), .bins = 2};
	struct calibration_data d = {4, 3, false, in, y, NULL, NULL};
	struct calibration c;
	double work[3], p[3];
	struct err e;

	CHECK(!calibration_fit(&c, &o, &d, &e));
	for (int i = 0; i < 3; i++)
		c.map[i].y[0] = 0;
	calibration_apply(&c, row, false, work, p);
	CHECK_NEAR(p[0], 1. / 3, 1e-15);
	CHECK_NEAR(p[2], 1. / 3, 1e-15);
	calibration_free(&c);
}

/* Scores of 1e5 come as logits; their probabilities are 0 and 1. */
static void test_far_logits(void)
{
	double in[] = {0, 1e5, 0, -1e5, 0, 5e4, 0, 3e4, 0, -2e4};
	const size_t y[] = {1, 0, 0, 1, 0};
	struct calibration_options o = {.method = place("platt")};
	struct calibration_data d = {5, 2, true, in, y, NULL, NULL};
	struct calibration c;
	const double row[] = {0, 2e4};
	double work[2], p[2];
	struct err e;

	CHECK(!calibration_fit(&c, &o, &d, &e));
	CHECK(c.map[0].x[0] > 1e-6 && c.map[0].x[0] < 1e-4);
	calibration_apply(&c, row, true, work, p);
	CHECK(p[1] > .2 && p[1] < .8);
	calibration_free(&c);
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 9, &e))
		return 1;
	test_isotonic();
	test_histogram();
	test_methods(&r);
	test_weights(&r);
	test_uniform();
	test_far_logits();
	rng_free(&r);
	return check_end();
}
