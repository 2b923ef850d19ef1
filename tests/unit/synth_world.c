/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/synth_world.h"

#include <stdlib.h>

#include "check.h"

enum { N = 20000 };

/* Five standard errors of a share of N. */
static const double tolerance = 5 * .5 / 141;

static struct synth_world start(const char *name, struct synth_world_options opt)
{
	struct synth_world w;
	struct err e;

	CHECK(synth_world_init(&w, name, &opt, &e) == ST_OK);
	return w;
}

static double normal_cdf(double x)
{
	return erfc(-x / sqrt(2)) / 2;
}

/* Two classes: the error is Phi(-distance / 2). */
static void test_blobs_two_classes(void)
{
	const double target[] = {.02, .1, .3};

	for (size_t seed = 1; seed <= 6; seed++) {
		struct synth_world w = start("blobs",
			(struct synth_world_options){
				.features = 5, .classes = 2, .seed = seed, .error = target[seed % 3]});
		double square = 0;

		for (size_t i = 0; i < 5; i++)
			square += (w.mean[i] - w.mean[5 + i]) * (w.mean[i] - w.mean[5 + i]);
		CHECK_NEAR(normal_cdf(-sqrt(square) / 2), target[seed % 3], .015);
		synth_world_free(&w);
	}
}

/* The nearest mean is the best classifier; it errs as often as optimal_error says, and as was asked for. */
static void test_blobs_error(size_t classes, size_t features, double error)
{
	struct synth_world w = start("blobs",
		(struct synth_world_options){.features = features, .classes = classes, .seed = 3, .error = error});
	struct synth_case c = {.x = malloc(features * sizeof *c.x)};
	double wrong = 0, stated = 0;

	for (int i = 0; i < N; i++) {
		size_t best = 0;
		double least = INFINITY;

		synth_world_draw(&w, &c);
		for (size_t k = 0; k < classes; k++) {
			double square = 0;

			for (size_t j = 0; j < features; j++)
				square += (c.x[j] - w.mean[k * features + j]) * (c.x[j] - w.mean[k * features + j]);
			if (square < least) {
				least = square;
				best = k;
			}
		}
		wrong += best != c.y;
		stated += c.optimal_error;
	}
	CHECK_NEAR(wrong / N, stated / N, tolerance);
	CHECK_NEAR(stated / N, error, .015);
	free(c.x);
	synth_world_free(&w);
}

static void test_realizable(size_t gaussians)
{
	struct synth_world w =
		start("realizable", (struct synth_world_options){.error = .2, .gaussians = gaussians, .seed = 2});
	struct synth_case c = {.x = malloc(30 * sizeof *c.x)};
	double rejected = 0, flipped = 0, coin = 0;
	bool consistent = true;

	for (int i = 0; i < N; i++) {
		double side[2] = {0, 0};

		synth_world_draw(&w, &c);
		for (size_t j = 0; j < 60; j++)
			side[j / 30] += w.normal[j] * c.x[j % 30];
		consistent &= c.a == (side[0] > w.bound[0]) && c.optimal_error == (c.a ? 0 : .2);
		rejected += (double)c.a;
		flipped += !c.a && c.y != (side[1] > w.bound[1]);
		coin += c.a && c.y;
	}
	CHECK(consistent);
	CHECK(rejected / N > .25 && rejected / N < .75);
	CHECK_NEAR(flipped / (N - rejected), .2, 2 * tolerance);
	CHECK_NEAR(coin / rejected, .5, 2 * tolerance);
	free(c.x);
	synth_world_free(&w);
}

static void test_four_gaussians(void)
{
	struct synth_world w = start("four-gaussians", (struct synth_world_options){.error = NAN, .seed = 5});
	struct synth_case c = {.x = malloc(10 * sizeof *c.x)};
	double n[4] = {0}, mean[4] = {0}, square[4] = {0};

	for (int i = 0; i < N; i++) {
		size_t part;

		synth_world_draw(&w, &c);
		part = 2 * c.a + !c.y;
		n[part]++;
		mean[part] += c.x[7];
		square[part] += c.x[7] * c.x[7];
	}
	CHECK_NEAR((n[2] + n[3]) / N, w.share, tolerance);
	CHECK_NEAR(n[0] / (n[0] + n[1]), .5, 3 * tolerance);
	for (size_t k = 0; k < 4; k++) {
		double m = mean[k] / n[k], sd = w.sd[k * 10 + 7];

		CHECK_NEAR(m, w.mean[k * 10 + 7], 5 * sd / sqrt(n[k]));
		CHECK_NEAR(sqrt(square[k] / n[k] - m * m), sd, 5 * sd / sqrt(2 * n[k]));
	}
	free(c.x);
	synth_world_free(&w);
}

/* Circles have their radii, the pocket its disc and its coin. */
static void test_two_groups_and_pocket(void)
{
	struct synth_world w = start("two-groups", (struct synth_world_options){.error = NAN, .seed = 1});
	double x[2], n[2] = {0}, radius[2] = {0}, coins = 0, inside = 0;
	struct synth_case c = {.x = x};

	for (int i = 0; i < N; i++) {
		synth_world_draw(&w, &c);
		if (!c.a)
			continue;
		n[c.y]++;
		radius[c.y] += hypot(x[0] - 2, x[1]);
	}
	/* The noise across the circle adds sd^2 / (2 radius). */
	CHECK_NEAR(radius[0] / n[0], 1 + .04 / 2, .02);
	CHECK_NEAR(radius[1] / n[1], 2 + .04 / 4, .02);
	synth_world_free(&w);
	w = start("pocket", (struct synth_world_options){.error = NAN, .seed = 1});
	for (int i = 0; i < N; i++) {
		synth_world_draw(&w, &c);
		inside += (double)c.a;
		coins += c.a && c.y;
		CHECK(c.a ? hypot(x[0], x[1] - .6) <= .3 : c.y == (x[0] + x[1] / 2 > 0));
	}
	CHECK_NEAR(inside / N, .3, tolerance);
	CHECK_NEAR(coins / inside, .5, 2 * tolerance);
	synth_world_free(&w);
}

static void test_refusals(void)
{
	const struct {
		const char *world;
		struct synth_world_options opt;
	} bad[] = {
		{"mars", {.error = NAN}},
		{"blobs", {.error = .9}},
		{"blobs", {.error = 0}},
		{"blobs", {.error = -1}},
		{"blobs", {.error = NAN, .classes = 1}},
		{"pocket", {.error = NAN, .features = 3}},
		{"two-groups", {.error = .1}},
		{"four-gaussians", {.error = NAN, .classes = 2}},
		{"blobs", {.error = NAN, .gaussians = 2}},
		{"blobs", {.error = NAN, .classes = 10000, .features = 1000000}},
	};
	struct synth_world w;
	struct err e;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(synth_world_init(&w, bad[i].world, &bad[i].opt, &e) == ST_USAGE);
}

int main(void)
{
	test_blobs_two_classes();
	test_blobs_error(10, 10, .1);
	test_blobs_error(100, 16, .3);
	test_realizable(0);
	test_realizable(15);
	test_four_gaussians();
	test_two_groups_and_pocket();
	test_refusals();
	return check_end();
}
