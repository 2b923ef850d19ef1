/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/model: heads against differences, maps, the optimisers, sums that do not depend on threads, training
 * to the closed forms of the Bayes solution. */
#include "apply/modelfile.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "math/vec.h"
#include "network/feature_map.h"
#include "network/fit_run.h"
#include "network/fit_work.h"
#include "network/moments.h"
#include "training/train.h"

static double *normals(struct rng *r, size_t n)
{
	double *x = malloc(n * sizeof *x);

	for (size_t i = 0; i < n; i++)
		x[i] = rng_normal(r);
	return x;
}

/* The loss sum_i a_i . tanh(z_i) of the logits. */
struct toy {
	const double *a; /* [rows x nout] */
	size_t nout;
};

static double toy_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct toy *t = ctx;
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < t->nout; k++) {
			double a = t->a[(row ? row[i] : first + i) * t->nout + k], y = tanh(z[i * t->nout + k]);

			sum += a * y;
			g[i * t->nout + k] = a * (1 - y * y);
		}
	return sum;
}

/* The gradient by theta of every shape of head, with l2, against central differences. */
static void test_head_gradient(struct rng *r)
{
	static const size_t hidden[2] = {5, 4};

	for (size_t nhidden = 0; nhidden <= 2; nhidden++)
		for (int relu = 0; relu < 2; relu++) {
			struct network h;
			struct err e;
			double *x = normals(r, 300 * 3), *a = normals(r, 300 * 2), *theta, *g, *unused;
			struct toy t = {a, 2};
			struct fit f = {.network = &h,
				.x = x,
				.n = 300,
				.rows = toy_rows,
				.ctx = &t,
				.total = 300,
				.l2 = 0.1,
				.jobs = 1};
			struct fit_work *w;

			CHECK(!network_init(&h, 3, hidden, nhidden, relu ? NETWORK_RELU : NETWORK_TANH, 2, &e));
			theta = normals(r, h.nparam);
			g = malloc(h.nparam * sizeof *g);
			unused = malloc(h.nparam * sizeof *g);
			w = fit_work_new(&f, &e);
			fit_value(w, theta, g);
			for (size_t i = 0; i < h.nparam; i++) {
				double at = theta[i], up, down;

				theta[i] = at + 1e-6;
				up = fit_value(w, theta, unused);
				theta[i] = at - 1e-6;
				down = fit_value(w, theta, unused);
				theta[i] = at;
				/* relu: a kink may lie between the two points. */
				CHECK_NEAR((up - down) / 2e-6, g[i], relu ? 1e-3 : 1e-8);
			}
			fit_work_free(w);
			free(x), free(a), free(theta), free(g), free(unused);
		}
}

static void test_jobs(struct rng *r)
{
	enum { N = 10007 };
	struct network h;
	struct err e;
	double *x = normals(r, N * 3), *a = normals(r, N * 2), *theta, *g[2], value[2];
	struct toy t = {a, 2};
	struct fit f = {.network = &h, .x = x, .n = N, .rows = toy_rows, .ctx = &t, .total = N, .jobs = 1};

	CHECK(!network_init(&h, 3, NULL, 0, NETWORK_TANH, 2, &e));
	theta = normals(r, h.nparam);
	for (int i = 0; i < 2; i++) {
		struct fit_work *w;

		f.jobs = i ? 7 : 1;
		w = fit_work_new(&f, &e);
		g[i] = malloc(h.nparam * sizeof *g[i]);
		value[i] = fit_value(w, theta, g[i]);
		fit_work_free(w);
	}
	CHECK(value[0] == value[1]);
	CHECK(!memcmp(g[0], g[1], h.nparam * sizeof *g[0]));
	free(x), free(a), free(theta), free(g[0]), free(g[1]);
}

/* Block by block, in the caller's hands: F and its gradient to the bit. */
static void test_steps(struct rng *r)
{
	enum { N = 10007, BLOCKS = (N + FIT_BLOCK - 1) / FIT_BLOCK };
	size_t hidden = 4;
	struct network h;
	struct err e;
	double *x = normals(r, N * 3), *a = normals(r, N * 2), *theta, *whole, *steps, value;
	struct toy t = {a, 2};
	struct fit f = {.network = &h, .x = x, .n = N, .rows = toy_rows, .ctx = &t, .total = 7, .l2 = .1, .jobs = 1};
	struct fit_work *w;

	CHECK(!network_init(&h, 3, &hidden, 1, NETWORK_TANH, 2, &e));
	theta = normals(r, h.nparam);
	whole = malloc(h.nparam * sizeof *whole);
	steps = malloc(h.nparam * sizeof *steps);
	w = fit_work_new(&f, &e);
	for (int again = 0; again < 2; again++) {
		value = fit_value(w, theta, whole);
		fit_begin(w, theta);
		for (size_t s = 0; s < FIT_SEGMENTS; s++)
			for (size_t b = s * BLOCKS / FIT_SEGMENTS; b < (s + 1) * BLOCKS / FIT_SEGMENTS; b++) {
				size_t at = b * FIT_BLOCK, n = N - at < FIT_BLOCK ? N - at : FIT_BLOCK;
				double *g;
				const double *z = fit_logits(w, 0, x + at * 3, n, &g);

				fit_add(w, s, 0, x + at * 3, n, toy_rows(&t, at, NULL, n, z, g));
			}
		CHECK(fit_end(w, steps) == value);
		CHECK(!memcmp(steps, whole, h.nparam * sizeof *steps));
		theta[0] += 1;
	}
	fit_work_free(w);
	free(x), free(a), free(theta), free(whole), free(steps);
}

/* Rows that are read: copies of those of a toy, and a failure after so many blocks. */
struct reading {
	const double *x;
	struct toy toy; /* of all rows */
	double room[FIT_BLOCK * 3], a[FIT_BLOCK * 2];
	struct toy block;
	size_t left;
};

static int read_rows(
	void *ctx, size_t thread, size_t first, size_t stride, size_t n, struct rows_read *rows, struct err *e)
{
	struct reading *r = (struct reading *)ctx + thread;

	if (!r->left--)
		return err_set(e, ST_SYSTEM, "the disk is gone");
	for (size_t i = 0; i < n; i++) {
		memcpy(r->room + i * 3, r->x + (first + i * stride) * 3, 3 * sizeof *r->x);
		memcpy(r->a + i * 2, r->toy.a + (first + i * stride) * 2, 2 * sizeof *r->a);
	}
	r->block = (struct toy){r->a, 2};
	*rows = (struct rows_read){.x = r->room, .ctx = &r->block};
	return ST_OK;
}

/* Rows that are read anew for each pass are those in memory, to the bit, also in samples; one that cannot be read ends the fit. */
static void test_read(struct rng *r)
{
	enum { N = FIT_SAMPLED + 77, THREADS = 3 };
	struct network h;
	struct err e;
	double *x = normals(r, N * 3), *a = normals(r, N * 2), *theta[3];
	struct reading *reading = calloc(THREADS, sizeof *reading);
	struct toy t = {a, 2};
	struct optim_result result;
	struct fit_options o = {.tolerance = 1e-6, .iterations = 30, .sample = true};

	CHECK(!network_init(&h, 3, NULL, 0, NETWORK_TANH, 2, &e));
	for (int i = 0; i < 3; i++) {
		struct fit f = {.network = &h,
			.x = x,
			.n = N,
			.rows = toy_rows,
			.ctx = &t,
			.total = N,
			.l2 = .1,
			.jobs = THREADS};

		for (int k = 0; k < THREADS; k++)
			reading[k] = (struct reading){.x = x, .toy = t, .left = i < 2 ? SIZE_MAX : 700};
		theta[i] = calloc(h.nparam, sizeof *theta[i]);
		if (i) {
			f.x = NULL;
			f.read = read_rows;
			f.read_ctx = reading;
		}
		CHECK(fit_run(&f, &o, theta[i], &result, &e) == (i < 2 ? ST_OK : ST_SYSTEM));
	}
	CHECK(!memcmp(theta[0], theta[1], h.nparam * sizeof **theta));
	CHECK(!strcmp(e.text, "the disk is gone"));
	for (int i = 0; i < 3; i++)
		free(theta[i]);
	free(x), free(a), free(reading);
}

/* The parts of the processes have all blocks of every sample. */
static void test_needs(void)
{
	size_t from, to;

	for (size_t n = 1; n < 100000; n = n * 3 / 2 + 1) {
		fit_needs(n, 0, &from, &to);
		CHECK(from == 0 && to == n);
	}
}

static void test_maps(struct rng *r)
{
	enum { N = 200, D = 20000 };
	double *x = normals(r, N * 3), out[9], *a = malloc(D * sizeof *a), *b = malloc(D * sizeof *b), dot = 0, d2 = 0;
	struct feature_map m;
	struct err e;

	for (size_t i = 0; i < N; i++)
		x[3 * i] = 5 + 3 * x[3 * i], x[3 * i + 1] = 1e9;
	CHECK(!feature_map_init(&m, FEATURE_MAP_QUADRATIC, 3, 0, &e) && m.nout == 9);
	CHECK(!moments_take(&m, &(struct moment_rows){.x = x, .n = N, .total = N}, 1, 2, NULL, &e));
	CHECK(m.scale[1] == 1);
	feature_map_row(&m, x, out);
	CHECK_NEAR(out[0], (x[0] - m.mean[0]) / m.scale[0], 0);
	CHECK(out[1] == 0);
	CHECK_NEAR(out[3], out[0] * out[0], 0);
	CHECK_NEAR(out[5], out[0] * out[2], 0);
	CHECK_NEAR(out[8], out[2] * out[2], 0);
	feature_map_free(&m);
	CHECK(!feature_map_init(&m, FEATURE_MAP_RFF, 3, D, &e));
	feature_map_draw(&m, r);
	x[1] = x[4] = 0, x[0] = 0.5, x[3] = 1.2;
	feature_map_row(&m, x, a);
	feature_map_row(&m, x + 3, b);
	for (size_t i = 0; i < D; i++)
		dot += a[i] * b[i];
	for (size_t i = 0; i < 3; i++)
		d2 += (x[i] - x[3 + i]) * (x[i] - x[3 + i]);
	CHECK_NEAR(dot, exp(-d2 / 3), 0.03); /* four standard errors: 4 / sqrt(D) */
	feature_map_free(&m);
	free(x), free(a), free(b);
}

static double rosenbrock(void *ctx, const double *x, double *g)
{
	double a = 1 - x[0], b = x[1] - x[0] * x[0];

	++*(int *)ctx;
	g[0] = -2 * a - 400 * x[0] * b;
	g[1] = 200 * b;
	return a * a + 100 * b * b;
}

static void test_lbfgs(void)
{
	int calls = 0;
	double x[] = {-1.2, 1};
	struct optim o = {.n = 2, .value = rosenbrock, .ctx = &calls, .relative = 1e-9, .iterations = 200};
	struct optim_result r;
	struct err e;

	CHECK(!optim_lbfgs(&o, x, &r, &e) && r.converged && !optim_check(&o, &r, &e));
	CHECK_NEAR(x[0], 1, 1e-8);
	CHECK_NEAR(x[1], 1, 1e-8);
	CHECK(r.evaluations == (size_t)calls);
	x[0] = -1.2, x[1] = 1, o.iterations = 3;
	CHECK(!optim_lbfgs(&o, x, &r, &e) && !r.converged && r.iterations == 3);
	CHECK(optim_check(&o, &r, &e) == ST_NUMERIC);
}

static int bowl(void *ctx, size_t t, const double *x, double *g, struct err *e)
{
	(void)e;
	for (int i = 0; i < 3; i++)
		g[i] = (i + 1) * (x[i] - i) + 0.1 * rng_normal(ctx);
	(void)t;
	return ST_OK;
}

static void test_adam(struct rng *r)
{
	double x[3] = {5, 5, 5};
	struct err e;

	CHECK(!optim_adam(3, bowl, r, 3000, 0.1, x, &e));
	for (int i = 0; i < 3; i++)
		CHECK_NEAR(x[i], i, 0.01);
}

/* A discrete space of CELLS cells, an indicator of the cell as features, and rows in exact proportion to
 * P(y | cell) P(e = y | cell), both in twentieths: a fit to convergence is the Bayes solution. */
enum { CELLS = 4, L = 3 };
static const int py[CELLS][L] = {{10, 6, 4}, {2, 16, 2}, {5, 5, 10}, {12, 4, 4}};
static const int likely[CELLS] = {0, 1, 2, 0};
static const int right[CELLS] = {15, 4, 10, 1};

/* For the frozen classifier: it answers 0 everywhere. */
static void make_cells(struct train_data *d)
{
	size_t n = CELLS * 400, i = 0;

	*d = (struct train_data){.n = n,
		.total = (double)n,
		.here = n,
		.x = calloc(n * CELLS, sizeof *d->x),
		.y = calloc(n, sizeof *d->y),
		.e = calloc(n, sizeof *d->e),
		.f = calloc(n * L, sizeof *d->f)};
	for (int cell = 0; cell < CELLS; cell++)
		for (int y = 0; y < L; y++)
			for (int k = 0; k < 20 * py[cell][y]; k++, i++) {
				d->x[i * CELLS + (size_t)cell] = 1;
				d->y[i] = y;
				d->e[i] = k % 20 < right[cell] ? y : (y + 1) % L;
				d->f[i * L] = 1;
			}
}

static void add_names(struct names *t, const char *prefix, size_t n)
{
	struct err e;

	CHECK(!modelfile_number_names(t, prefix, n, &e));
}

/* head_logits with scratch of its own. */
static void logits(const struct head *p, const double *x, double *z)
{
	struct err e;
	double *scratch = mem_alloc(head_scratch(p), sizeof *scratch, &e);

	if (CHECK(scratch))
		head_logits(p, x, scratch, z);
	free(scratch);
}

/* Trains with that loss at cost c0 and gives the logits of every cell. */
static void train_cells(const char *loss, double c0, struct head *p, double z[CELLS][L + 1])
{
	struct train_data d;
	struct train_options o = {.fit = {.tolerance = 1e-7, .iterations = 2000}, .jobs = 1};
	struct err e = {0};

	*p = (struct head){.loss = loss_find(loss), .setup = {.alpha = 1, .free = true}};
	add_names(&p->classes, "c", L);
	add_names(&p->features, "f", CELLS);
	if (p->loss->flags & LOSS_EXPERTS)
		add_names(&p->experts, "E", 1);
	p->cost = malloc(sizeof *p->cost);
	p->cost[0] = c0;
	CHECK(!feature_map_init(&p->map, FEATURE_MAP_LINEAR, CELLS, 0, &e));
	make_cells(&d);
	if (!CHECK(!train_run(p, &d, &o, &e)))
		printf("%s: %s\n", loss, e.text);
	for (int cell = 0; cell < CELLS; cell++) {
		double x[CELLS] = {0};

		x[cell] = 1;
		logits(p, x, z[cell]);
	}
	train_data_free(&d);
}

static void test_bayes(void)
{
	static const double costs[] = {0, 0.2};
	struct head p;
	double z[CELLS][L + 1], s[L + 1];

	for (int c = 0; c < 2; c++) {
		double c0 = costs[c];

		train_cells("css", c0, &p, z);
		for (int cell = 0; cell < CELLS; cell++) {
			double a = right[cell] / 20.0;

			vec_softmax(z[cell], L + 1, s);
			for (int y = 0; y < L; y++)
				CHECK_NEAR(s[y], (py[cell][y] / 20.0 + c0) / (1 + L * c0 + a), 2e-7);
		}
		head_free(&p);
		train_cells("ova", c0, &p, z);
		for (int cell = 0; cell < CELLS; cell++)
			CHECK_NEAR((1 + c0) * logistic(z[cell][L]), right[cell] / 20.0, 2e-7);
		head_free(&p);
		train_cells("sova", c0, &p, z);
		for (int cell = 0; cell < CELLS; cell++) {
			vec_softmax(z[cell], L, s);
			for (int y = 0; y < L; y++)
				CHECK_NEAR(s[y], py[cell][y] / 20.0, 2e-7);
			CHECK_NEAR((1 + c0) * logistic(z[cell][L]), right[cell] / 20.0, 2e-7);
		}
		head_free(&p);
		train_cells("rejector", c0, &p, z);
		for (int cell = 0; cell < CELLS; cell++) {
			double model = 1 - py[cell][0] / 20.0, expert = c0 + 1 - right[cell] / 20.0;

			CHECK_NEAR(logistic(z[cell][L]), model / (model + expert), 2e-7);
		}
		head_free(&p);
	}
}

/* Class cross-entropy, or one logistic loss a logit, of random labels, with or without the gauge. */
struct labels {
	const int *y; /* [rows] */
	size_t nout;
	bool softmax;
};

static double label_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct labels *t = ctx;
	double sum = 0;

	for (size_t i = 0; i < n; i++, z += t->nout, g += t->nout) {
		size_t y = (size_t)t->y[row ? row[i] : first + i];

		if (t->softmax)
			sum += vec_softmax_lse(z, t->nout, g) - z[y];
		for (size_t k = 0; k < t->nout; k++) {
			if (!t->softmax)
				sum += softplus_slope(z[k], &g[k]) - (k == y ? z[k] : 0);
			g[k] -= k == y;
		}
	}
	return sum;
}

/* Many rows: samples and the metric lead to the minimum of plain L-BFGS, in fewer iterations. */
static void test_sampled(struct rng *r)
{
	enum { N = FIT_SAMPLED + 77, D = 6, K = 4 };
	double *x = normals(r, N * D);
	int *y = malloc(N * sizeof *y);
	struct network h;
	struct err e = {0};

	/* Classes of unequal size, features of unequal scale that lean on each other. */
	for (size_t i = 0; i < N; i++) {
		y[i] = (int)(rng_below(r, 10) < 6 ? 0 : rng_below(r, K));
		for (size_t j = 0; j < D; j++)
			x[i * D + j] = (x[i * D + j] + (j ? x[i * D] : 0)) * (double)(1 + j) + (j == (size_t)y[i]);
	}
	CHECK(!network_init(&h, D, NULL, 0, NETWORK_TANH, K, &e));
	for (int softmax = 0; softmax < 2; softmax++) {
		struct labels t = {y, K, softmax};
		double theta[2][(D + 1) * K] = {0};
		struct optim_result got[2];

		for (int sample = 0; sample < 2; sample++) {
			struct fit f = {.network = &h,
				.x = x,
				.n = N,
				.rows = label_rows,
				.ctx = &t,
				.total = N,
				.l2 = 1e-3,
				.jobs = 2,
				.gauge = softmax ? K : 0};
			struct fit_options o = {.tolerance = 1e-6, .iterations = 500, .sample = sample};

			CHECK(!fit_run(&f, &o, theta[sample], &got[sample], &e) && got[sample].converged);
		}
		CHECK_NEAR(got[0].value, got[1].value, 1e-9);
		CHECK(got[0].start_norm == got[1].start_norm);
		CHECK(got[1].iterations < got[0].iterations);
		for (size_t i = 0; i < h.nparam; i++)
			CHECK_NEAR(theta[0][i], theta[1][i], 1e-3);
	}
	free(x), free(y);
}

/* The smoothed hinge, the nonconvex and the staged ones come to an end, and hidden layers learn what a
 * linear head cannot. */
static void test_others(void)
{
	static const char *const names[] = {"confidence", "realizable", "asm", "lee", "mixexp", "triage", "twostage"};
	double z[CELLS][L + 1];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct loss *l = loss_find(names[i]);
		struct head p = {.loss = l, .setup = {.alpha = 1}};
		struct train_data d;
		struct train_options o = {
			.fit = {.tolerance = 1e-5, .iterations = 2000}, .jobs = 1, .l2 = 1e-3, .budget = 0.3};
		struct err e = {0};

		add_names(&p.classes, "c", L);
		add_names(&p.features, "f", CELLS);
		add_names(&p.experts, "E", 1);
		p.cost = calloc(1, sizeof *p.cost);
		CHECK(!feature_map_init(&p.map, FEATURE_MAP_LINEAR, CELLS, 0, &e));
		make_cells(&d);
		if (!check_report(!train_run(&p, &d, &o, &e), __FILE__, __LINE__, "%s: %s", names[i], e.text))
			continue;
		for (int cell = 0; cell < CELLS; cell++) {
			double x[CELLS] = {0};

			x[cell] = 1;
			logits(&p, x, z[cell]);
			if (!(l->flags & LOSS_FROZEN))
				CHECK(vec_argmax(z[cell], L) == (size_t)likely[cell]);
		}
		head_free(&p);
		train_data_free(&d);
	}
}

/* Exclusive or by a hidden layer: Adam, then L-BFGS. */
static void test_hidden(struct rng *r)
{
	for (int relu = 0; relu < 2; relu++) {
		enum { N = 400 };
		struct head p = {.loss = loss_find("ce"),
			.setup = {.alpha = 1},
			.nhidden = 1,
			.hidden = {8},
			.activation = relu ? NETWORK_RELU : NETWORK_TANH};
		struct train_data d = {.n = N,
			.total = N,
			.here = N,
			.x = normals(r, N * 2),
			.y = calloc(N, sizeof *d.y),
			.e = calloc(1, sizeof *d.e)};
		struct train_options o = {
			.fit = {.tolerance = 1e-3, .iterations = 1000, .epochs = 100, .batch = 64, .rate = 0.02},
			.jobs = 1,
			.l2 = 1e-4,
			.seed = 3,
			.standardize = true};
		struct err e = {0};
		size_t good = 0;

		add_names(&p.classes, "c", 2);
		add_names(&p.features, "f", 2);
		CHECK(!feature_map_init(&p.map, FEATURE_MAP_LINEAR, 2, 0, &e));
		for (size_t i = 0; i < N; i++)
			d.y[i] = (d.x[2 * i] > 0) != (d.x[2 * i + 1] > 0);
		if (!check_report(!train_run(&p, &d, &o, &e), __FILE__, __LINE__, "%s", e.text))
			continue;
		for (size_t i = 0; i < N; i++) {
			const double *x = d.x + 2 * i;
			double raw[2] = {x[0] * p.map.scale[0] + p.map.mean[0], x[1] * p.map.scale[1] + p.map.mean[1]},
			       z[2];

			logits(&p, raw, z);
			good += vec_argmax(z, 2) == (size_t)d.y[i];
		}
		CHECK(good >= N * 95 / 100);
		head_free(&p);
		train_data_free(&d);
	}
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 11, &e))
		return 1;
	test_head_gradient(&r);
	test_steps(&r);
	test_jobs(&r);
	test_read(&r);
	test_needs();
	test_maps(&r);
	test_lbfgs();
	test_adam(&r);
	test_bayes();
	test_others();
	test_hidden(&r);
	test_sampled(&r);
	rng_free(&r);
	return check_end();
}
