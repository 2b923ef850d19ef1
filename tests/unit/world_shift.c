/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Worlds that shift: means and shares in closed form, what must not change, optimal errors against the classifier that has them. */
#include "synth/world_shift.h"

#include <stdlib.h>

#include "check.h"

enum { N = 20000, D = 30 };

static const double tolerance = 5 * .5 / 141; /* five standard errors of a share of N */

static void start(struct synth_world *w, struct world_shift *s, const char *world, struct synth_world_options opt,
	const char *text, size_t from, size_t over)
{
	struct err e;

	*s = (struct world_shift){.from = from, .over = over};
	CHECK(synth_world_init(w, world, &opt, &e) == ST_OK && world_shift_parse(s, text, w, &e) == ST_OK);
}

static void end(struct synth_world *w, struct world_shift *s)
{
	world_shift_free(s);
	synth_world_free(w);
}

/* x_1 uniform on [0, 1]: its density becomes 1 + S (2 x - 1), with the mean 1/2 + S / 6; labels given x stay. */
static void check_inputs(const char *text, double s, size_t over)
{
	struct synth_world w;
	struct world_shift shift;
	double x[D], mean = 0, second = 0, flipped = 0, kept = 0;
	struct synth_case c = {.x = x};

	start(&w, &shift, "realizable", (struct synth_world_options){.error = .2, .seed = 4}, text, 1, over);
	for (size_t row = 1; row <= N; row++) {
		double side = -w.bound[1];

		world_shift_draw(&shift, &w, row, &c);
		for (size_t j = 0; j < D; j++)
			side += w.normal[D + j] * x[j];
		mean += x[0] / N;
		second += x[1] / N;
		kept += !c.a;
		flipped += !c.a && c.y != (side > 0);
	}
	CHECK_NEAR(mean, .5 + s / 6, tolerance);
	CHECK_NEAR(second, .5, tolerance);
	CHECK_NEAR(flipped / kept, .2, 2 * tolerance);
	end(&w, &shift);
}

/* Weights 1, 2, 5 of three classes alike: shares of 1/8, 2/8, 5/8; features given the class stay.  The classifier that
 * knows the weights errs as often as optimal_error says. */
static void check_labels(void)
{
	enum { K = 3, F = 4 };
	static const double weight[K] = {1, 2, 5};
	struct synth_world w;
	struct world_shift shift;
	double x[F], n[K] = {0}, mean[K] = {0}, wrong = 0, stated = 0;
	struct synth_case c = {.x = x};

	start(&w, &shift, "blobs", (struct synth_world_options){.features = F, .classes = K, .error = .3, .seed = 2},
		"labels:1,2,5", 1, 0);
	for (size_t row = 1; row <= N; row++) {
		size_t best = 0;
		double most = -INFINITY;

		world_shift_draw(&shift, &w, row, &c);
		for (size_t k = 0; k < K; k++) {
			double score = log(weight[k]);

			for (size_t j = 0; j < F; j++)
				score -= (x[j] - w.mean[k * F + j]) * (x[j] - w.mean[k * F + j]) / 2;
			best = score > most ? k : best;
			most = fmax(most, score);
		}
		n[c.y]++;
		mean[c.y] += x[1];
		wrong += best != c.y;
		stated += c.optimal_error;
	}
	for (size_t k = 0; k < K; k++) {
		CHECK_NEAR(n[k] / N, weight[k] / 8, tolerance);
		CHECK_NEAR(mean[k] / n[k], w.mean[k * F + 1], 5 / sqrt(n[k]));
	}
	CHECK_NEAR(wrong / N, stated / N, tolerance);
	end(&w, &shift);
}

/* Realizable, a case in five flipped, label 1 nine times as likely: on side 1 the label is wrong in .2 / (.2 + .8 * 9), on side 0 the
 * likelier label is 1, as .2 * 9 > .8. */
static void check_realizable(void)
{
	struct synth_world w;
	struct world_shift shift;
	double x[D], n[2] = {0}, zero[2] = {0};
	struct synth_case c = {.x = x};
	size_t wrong = 0;

	start(&w, &shift, "realizable", (struct synth_world_options){.error = .2, .seed = 2}, "labels:1,9", 1, 0);
	for (size_t row = 1; row <= N; row++) {
		double side = -w.bound[1];
		bool one;

		world_shift_draw(&shift, &w, row, &c);
		for (size_t j = 0; j < D; j++)
			side += w.normal[D + j] * x[j];
		one = side > 0;
		wrong += fabs(c.optimal_error - (c.a ? 0 : one ? .2 / 7.4 : .8 / 2.6)) > 1e-12;
		n[one] += !c.a;
		zero[one] += !c.a && !c.y;
	}
	CHECK(wrong == 0);
	CHECK_NEAR(zero[1] / n[1], .2 / 7.4, 2 * tolerance);
	CHECK_NEAR(zero[0] / n[0], .8 / 2.6, 2 * tolerance);
	end(&w, &shift);
}

/* Label 0 fades away over all rows: P(y = 1) = 1 / (2 - l), whose mean is log 2, and 1 / (2 - 1/2) half way.  Before the
 * shift the rows are those of the world without. */
static void check_drift(void)
{
	struct synth_world w, plain;
	struct world_shift shift;
	double x[2], y[2], ones = 0;
	struct synth_case c = {.x = x}, d = {.x = y};
	size_t wrong = 0;
	struct err e;

	start(&w, &shift, "two-groups", (struct synth_world_options){.error = NAN, .seed = 6}, "labels:0,1", 101, N);
	CHECK(!synth_world_init(&plain, "two-groups", &(struct synth_world_options){.error = NAN, .seed = 6}, &e));
	for (size_t row = 1; row <= 100; row++) {
		world_shift_draw(&shift, &w, row, &c);
		synth_world_draw(&plain, &d);
		wrong += c.y != d.y || x[0] != y[0] || x[1] != y[1];
	}
	for (size_t row = 101; row <= N + 100; row++) {
		world_shift_draw(&shift, &w, row, &c);
		ones += (double)c.y;
	}
	CHECK(wrong == 0);
	CHECK_NEAR(ones / N, log(2), tolerance);
	for (size_t row = N + 101; row <= N + 400; row++) {
		world_shift_draw(&shift, &w, row, &c);
		wrong += c.y != 1;
	}
	CHECK(wrong == 0);
	synth_world_free(&plain);
	end(&w, &shift);
}

static void check_none(void)
{
	static const char *const none[] = {"", "inputs", "inputs:", "inputs:1.1", "inputs:x", "inputs:nan",
		"labels:", "labels:1", "labels:0,0", "labels:1,-1", "labels:1,2,3", "labels:1,2,", "labels:1,1e101",
		"speed:1"};
	struct synth_world w;
	struct err e;

	CHECK(!synth_world_init(&w, "pocket", &(struct synth_world_options){.error = NAN}, &e));
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct world_shift s = {0};

		if (!CHECK(world_shift_parse(&s, none[i], &w, &e) == ST_USAGE))
			printf("# taken: '%s'\n", none[i]);
		world_shift_free(&s);
	}
	synth_world_free(&w);
}

int main(void)
{
	check_inputs("inputs:1", 1, 0);
	check_inputs("inputs:-0.5", -.5, 0);
	check_inputs("inputs:.8", .4, N);
	check_labels();
	check_realizable();
	check_drift();
	check_none();
	return check_end();
}
