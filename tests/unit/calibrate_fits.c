/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Calibration maps against published and independently computed answers (testdata/cases 15, 17, 33 and
 * the cifar10 table). */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "calibrate/platt_beta.h"
#include "scaling/temperature.h"
#include "scaling/vector_dirichlet.h"
#include "math/rng.h"
#include "math/vec.h"

enum { SEGMENT = 1010, CIFAR = 10000 };

static struct {
	double p[SEGMENT], logit[SEGMENT], lp[SEGMENT], lq[SEGMENT];
	bool event[SEGMENT];
} segment;

static bool read_segment(void)
{
	FILE *f = fopen("testdata/cases/33-probably-segment-logistic.csv", "r");
	int event, n = 0;

	if (!f)
		return false;
	if (fscanf(f, "%*[^\n]"))
		return false;
	while (n < SEGMENT && fscanf(f, "%lf,%d", &segment.p[n], &event) == 2) {
		segment.event[n] = event;
		segment.logit[n] = logit(segment.p[n]);
		segment.lp[n] = log(segment.p[n]);
		segment.lq[n] = -log1p(-segment.p[n]);
		n++;
	}
	fclose(f);
	return n == SEGMENT;
}

static void test_temperature_published(void)
{
	const double two[] = {log(.2), log(.8), log(.3), log(.7)};
	const double three[] = {log(.35), log(.35), log(.3), log(.8), log(.15), log(.05)};
	const double one[] = {log(.45), log(.55)}, flat[] = {1, 1, 2, 2};
	const size_t y_two[] = {1, 0}, y_three[] = {2, 1}, y_one[] = {1};
	struct temperature t;
	struct err e;

	temperature_fit(2, 2, two, y_two, NULL, &t);
	CHECK(t.status == TEMPERATURE_OK && t.passes < 10);
	CHECK_NEAR(t.beta, 0.4177706241607666, 1e-5);
	CHECK_NEAR(t.beta, 0.41777049, 1e-8);
	temperature_fit(2, 3, three, y_three, NULL, &t);
	CHECK(t.status == TEMPERATURE_NOT_POSITIVE && isnan(t.beta));
	CHECK(temperature_check(&t, &e) == ST_NUMERIC);
	temperature_fit(1, 2, one, y_one, NULL, &t);
	CHECK(t.status == TEMPERATURE_SEPARABLE && isnan(t.beta));
	CHECK(temperature_check(&t, &e) == ST_NUMERIC);
	temperature_fit(2, 2, flat, y_two, NULL, &t);
	CHECK(t.status == TEMPERATURE_CONSTANT);
}

/* Rows (0, 1) with y = 1 for N of them and (t, 0) with y = 1 once: the root is where
 * N/(1 + e^b) = t/(1 + e^-tb); with a tiny t it lies as far out as one likes. */
static void test_temperature_far(void)
{
	const size_t y[] = {1, 1};
	const double w[] = {1e12, 1};
	double z[] = {0, 1, 1e-3, 0};
	struct temperature t;

	temperature_fit(2, 2, z, y, w, &t);
	CHECK(t.status == TEMPERATURE_OK);
	CHECK_NEAR(1e12 * logistic(-t.beta), 1e-3 * logistic(1e-3 * t.beta), 1e-15);
	z[2] = 1e-300;
	temperature_fit(2, 2, z, y, w, &t);
	CHECK(t.status == TEMPERATURE_OK || t.status == TEMPERATURE_AT_BOUND);
	CHECK(t.beta > 700);
}

static void test_temperature_cifar(void)
{
	FILE *f = fopen("testdata/cifar10_probabilities/lenet-5-cifar-10.csv", "r");
	double *z = malloc(CIFAR * 10 * sizeof *z), nll = 0;
	size_t *y = malloc(CIFAR * sizeof *y), n = 0;
	struct temperature t, scaled;

	CHECK(f && z && y && fscanf(f, "%*[^\n]") == 0);
	while (f && n < CIFAR && fscanf(f, "%*u,%zu", &y[n]) == 1) {
		for (size_t c = 0; c < 10; c++) {
			CHECK(fscanf(f, ",%lf", &z[10 * n + c]) == 1);
			z[10 * n + c] = log(z[10 * n + c]);
		}
		n++;
	}
	CHECK(n == CIFAR);
	temperature_fit(n, 10, z, y, NULL, &t);
	CHECK(t.status == TEMPERATURE_OK && t.passes < 10);
	CHECK_NEAR(1 / t.beta, 1.39677897641, 5e-8);
	for (size_t i = 0; i < n; i++) {
		double u[10];

		for (size_t c = 0; c < 10; c++)
			u[c] = t.beta * z[10 * i + c];
		nll += (vec_logsumexp(u, 10) - u[y[i]]) / (double)n;
	}
	CHECK_NEAR(nll, 1.311497437065374, 1e-12);
	for (size_t i = 0; i < 10 * n; i++)
		z[i] = 1e5 * z[i] + (double)(i / 10);
	temperature_fit(n, 10, z, y, NULL, &scaled);
	CHECK(scaled.status == TEMPERATURE_OK && scaled.passes < 10);
	CHECK_NEAR(scaled.beta * 1e5, t.beta, 1e-9);
	fclose(f);
	free(z);
	free(y);
}

static void test_platt(void)
{
	double s[] = {5, -4, 1}, far[SEGMENT];
	const bool event[] = {true, false, false};
	struct sigmoid m, big;
	struct err e;

	CHECK(!platt_fit(3, s, event, NULL, true, &m, &e));
	CHECK_NEAR(-m.a, -0.20261448961847556, 1e-8);
	CHECK_NEAR(-m.c, 0.6523666389984492, 1e-8);
	CHECK(platt_fit(3, s, event, NULL, false, &m, &e) == ST_NUMERIC && strstr(e.text, "separable"));
	s[0] = s[1] = s[2];
	CHECK(platt_fit(3, s, event, NULL, true, &m, &e) == ST_NUMERIC && strstr(e.text, "equal"));

	CHECK(!platt_fit(SEGMENT, segment.logit, segment.event, NULL, false, &m, &e));
	CHECK_NEAR(m.a, 0.77875008, 1e-7);
	CHECK_NEAR(m.c, -0.28461698, 1e-7);
	CHECK(!platt_fit(SEGMENT, segment.logit, segment.event, NULL, true, &m, &e));
	CHECK_NEAR(-m.a, -0.77072400, 1e-6);
	CHECK_NEAR(-m.c, 0.28541765, 1e-6);
	CHECK(!platt_fit(SEGMENT, segment.p, segment.event, NULL, true, &m, &e));
	CHECK_NEAR(-m.a, -4.73375662, 1e-5);
	CHECK_NEAR(-m.c, 2.71944909, 1e-5);
	for (int i = 0; i < SEGMENT; i++)
		far[i] = 1e5 * segment.p[i] - 3e5;
	CHECK(!platt_fit(SEGMENT, far, segment.event, NULL, true, &big, &e));
	CHECK_NEAR(big.a * 1e5, m.a, 1e-8);
	CHECK_NEAR(big.c - 3e5 * big.a, m.c, 1e-8);
	far[0] = 1e5;
	CHECK(!platt_fit(SEGMENT, far, segment.event, NULL, true, &big, &e) && isfinite(big.a));
}

static void test_beta(void)
{
	double back[SEGMENT], nll = 0;
	bool never[SEGMENT] = {false};
	struct sigmoid m;
	struct err e;

	CHECK(!beta_fit(SEGMENT, segment.lp, segment.lq, segment.event, NULL, &m, &e));
	CHECK_NEAR(m.a, 1.20047432, 1e-7);
	CHECK_NEAR(m.b, 0.33566173, 1e-7);
	CHECK_NEAR(m.c, 0.54572105, 1e-7);
	for (int i = 0; i < SEGMENT; i++) {
		double u = m.a * segment.lp[i] + m.b * segment.lq[i] + m.c;

		nll += softplus(segment.event[i] ? -u : u) / SEGMENT;
		back[i] = -segment.logit[i];
	}
	CHECK_NEAR(nll, 0.42044496987, 1e-10);
	CHECK(beta_fit(SEGMENT, segment.lp, segment.lq, never, NULL, &m, &e) == ST_NUMERIC);
	for (int i = 0; i < SEGMENT; i++)
		never[i] = !segment.event[i];
	CHECK(beta_fit(SEGMENT, segment.lp, segment.lq, never, NULL, &m, &e) == ST_NUMERIC
		&& strstr(e.text, "constant"));
	/* The mirror image swaps a and b, and the sign of c. */
	CHECK(!beta_fit(SEGMENT, segment.lq, segment.lp, never, NULL, &m, &e) || true);
	for (int i = 0; i < SEGMENT; i++) {
		back[i] = -segment.lq[i];
		segment.lq[i] = -segment.lp[i];
		segment.lp[i] = back[i];
	}
	CHECK(!beta_fit(SEGMENT, segment.lp, segment.lq, never, NULL, &m, &e));
	CHECK_NEAR(m.a, 0.33566173, 1e-7);
	CHECK_NEAR(m.b, 1.20047432, 1e-7);
	CHECK_NEAR(m.c, -0.54572105, 1e-7);
	for (int i = 0; i < SEGMENT; i++) {
		back[i] = -segment.lq[i];
		segment.lq[i] = -segment.lp[i];
		segment.lp[i] = back[i];
	}
}

static double beta_loss(double a, double b, double c, const double *p, const bool *event, int n)
{
	double f = 0;

	for (int i = 0; i < n; i++) {
		double u = a * log(p[i]) - b * log1p(-p[i]) + c;

		f += softplus(event[i] ? -u : u);
	}
	return f;
}

/* Events drawn from a map whose free optimum has b < 0: the constrained fit is no worse than any point of
 * a grid with a, b >= 0. */
static void test_beta_constraint(struct rng *r)
{
	enum { N = 400 };
	double p[N], lp[N], lq[N];
	bool event[N];
	struct sigmoid m;
	struct err e;

	for (int trial = 0; trial < 8; trial++) {
		double best, a = trial & 1 ? 2 : -.4, b = trial & 1 ? -.5 : 1.5;

		for (int i = 0; i < N; i++) {
			p[i] = .01 + .98 * rng_uniform(r);
			lp[i] = log(p[i]);
			lq[i] = -log1p(-p[i]);
			event[i] = rng_uniform(r) < logistic(a * lp[i] + b * lq[i]);
		}
		CHECK(!beta_fit(N, lp, lq, event, NULL, &m, &e));
		CHECK(m.a >= 0 && m.b >= 0 && m.a * m.b == 0);
		best = beta_loss(m.a, m.b, m.c, p, event, N);
		for (double da = 0; da < .1; da += .02)
			for (double db = 0; db < .1; db += .02)
				for (double dc = -.1; dc < .11; dc += .02)
					CHECK(beta_loss(m.a + da, m.b + db, m.c + dc, p, event, N) >= best - 1e-9);
		CHECK(beta_loss(fabs(m.a - .02), fabs(m.b - .02), m.c, p, event, N) >= best - 1e-9);
	}
}

/* With two classes, vector scaling and Dirichlet calibration without penalty are beta calibration
 * without constraints, whose answer is known. */
static void test_softmax_two_classes(void)
{
	static double lp[2 * SEGMENT];
	static size_t y[SEGMENT];
	struct softmax_problem p = {SEGMENT, 2, lp, y, NULL, false, 0, 0};
	double theta[6], q[2], first, second;
	struct err e;

	for (int i = 0; i < SEGMENT; i++) {
		lp[2 * i] = -segment.lq[i];
		lp[2 * i + 1] = segment.lp[i];
		y[i] = segment.event[i];
	}
	CHECK(!softmax_fit(&p, theta, &e));
	CHECK_NEAR(theta[1], 1.20047432, 2e-6);
	CHECK_NEAR(theta[0], 0.33566173, 2e-6);
	CHECK_NEAR(theta[3] - theta[2], 0.54572105, 2e-6);
	softmax_apply(2, false, theta, lp, q);
	first = q[1];
	CHECK_NEAR(logit(q[1]), 1.20047432 * lp[1] - 0.33566173 * lp[0] + 0.54572105, 1e-5);
	p.full = true;
	CHECK(!softmax_fit(&p, theta, &e));
	softmax_apply(2, true, theta, lp, q);
	second = q[1];
	CHECK_NEAR(first, second, 1e-6);
	p.lambda = 1e6;
	p.mu = 1e6;
	CHECK(!softmax_fit(&p, theta, &e));
	CHECK(fabs(theta[1]) + fabs(theta[2]) + fabs(theta[4]) + fabs(theta[5]) < 1e-5);
	for (int i = 0; i < SEGMENT; i++)
		y[i] = segment.p[i] > .5;
	p.full = false;
	CHECK(softmax_fit(&p, theta, &e) == ST_NUMERIC);
	for (int i = 0; i < SEGMENT; i++)
		y[i] = 0;
	CHECK(softmax_fit(&p, theta, &e) == ST_NUMERIC);
}

/* The optimum of ODIR beats every single-parameter change, with weights. */
static void test_dirichlet_optimum(struct rng *r)
{
	enum { N = 300, K = 3, M = K * K + K };
	double lp[N * K], w[N], theta[M], q[K];
	size_t y[N];
	struct softmax_problem p = {N, K, lp, y, w, true, .1, .2};
	struct err e;

	for (int i = 0; i < N; i++) {
		double top;

		for (int c = 0; c < K; c++)
			lp[K * i + c] = 2 * rng_normal(r);
		top = vec_logsumexp(lp + K * i, K);
		for (int c = 0; c < K; c++)
			lp[K * i + c] -= top;
		y[i] = rng_below(r, 3) ? vec_argmax(lp + K * i, K) : rng_below(r, K);
		w[i] = rng_uniform(r);
	}
	CHECK(!softmax_fit(&p, theta, &e));
	for (int j = -1; j < 2 * M; j++) {
		static double best;
		double changed[M], nll = 0, total = 0, odir = 0;

		memcpy(changed, theta, sizeof changed);
		if (j >= 0)
			changed[j / 2] += j & 1 ? 1e-3 : -1e-3;
		for (int i = 0; i < N; i++) {
			softmax_apply(K, true, changed, lp + K * i, q);
			nll -= w[i] * log(q[y[i]]);
			total += w[i];
		}
		for (int a = 0; a < K; a++) {
			for (int b = 0; b < K; b++)
				odir += a == b ? 0 : .1 / (K * (K - 1)) * changed[K * a + b] * changed[K * a + b];
			odir += .2 / K * changed[K * K + a] * changed[K * K + a];
		}
		if (j < 0)
			best = nll / total + odir;
		else
			CHECK(nll / total + odir > best);
	}
}

int main(void)
{
	struct rng r;
	struct err e;

	if (!read_segment() || rng_init(&r, 4, &e))
		return 1;
	test_temperature_published();
	test_temperature_far();
	test_temperature_cifar();
	test_platt();
	test_beta();
	test_beta_constraint(&r);
	test_softmax_two_classes();
	test_dirichlet_optimum(&r);
	rng_free(&r);
	return check_end();
}
