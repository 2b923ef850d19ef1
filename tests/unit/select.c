/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/select, lib/network/early: rows set aside, early stopping, what a system is worth; by hand. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "network/early.h"
#include "select/held_out.h"
#include "select/system_value.h"
#include "select/train_part.h"

enum { ROWS = 5 };

/* One feature, two classes, one expert; the last row's expert gave no answer. */
static double x[ROWS] = {-2, -1, 1, 2, -3}, cost = .25;
static int32_t y[ROWS] = {0, 0, 1, 0, 1}, answers[ROWS] = {0, 1, 0, 0, LOSS_MISSING};
static uint32_t part[ROWS] = {1, 2, 1, 2, 2};

static struct train_data rows(void)
{
	return (struct train_data){.n = ROWS, .x = x, .y = y, .e = answers, .part = part};
}

/* z = (-x, x, d), d the bias given. */
static int make_head(struct head *p, const char *loss, double defer, struct err *e)
{
	int st = feature_map_init(&p->map, FEATURE_MAP_LINEAR, 1, 0, e);

	p->loss = loss_find(loss);
	st = st ? st : names_add_list(&p->features, &(struct name){(char *)"u", 1}, 1, e);
	st = st ? st : names_add_list(&p->classes, (struct name[]){{(char *)"0", 1}, {(char *)"1", 1}}, 2, e);
	st = st ? st : names_add_list(&p->experts, &(struct name){(char *)"h", 1}, 1, e);
	p->scale = QUALITY_SCALE_NONE;
	p->setup.alpha = 1;
	st = st ? st : head_make_parts(p, e);
	if (st)
		return st;
	p->cost = malloc(sizeof *p->cost);
	*p->cost = cost;
	memcpy(p->part[0].theta + network_weights(&p->part[0].network, 0), (double[]){-1, 1, 0}, 3 * sizeof(double));
	p->part[0].theta[network_biases(&p->part[0].network, 0) + 2] = defer;
	return ST_OK;
}

static void test_value(void)
{
	struct head p = {0};
	struct train_data d = rows();
	double value = 0, weight = 0, w[ROWS] = {1, 2, 1, 1, 0};
	struct err e;

	/* d = 1.5: rows 1 and 2, whose largest class logit is 1, go to the expert, who is wrong twice; the others stay: right, wrong, wrong. */
	if (!CHECK(!make_head(&p, "css", 1.5, &e)))
		return;
	CHECK(!system_value(&p, &d, &value, &weight, &e));
	CHECK_NEAR(value, 1 - 2 * cost, 1e-15);
	CHECK_NEAR(weight, 5, 0);
	/* Weighted. */
	d.w = w;
	value = weight = 0;
	CHECK(!system_value(&p, &d, &value, &weight, &e));
	CHECK_NEAR(value, 1 - 3 * cost, 1e-15);
	CHECK_NEAR(weight, 5, 0);
	head_free(&p);
	/* Against 0 where f and d are on no common scale. */
	p = (struct head){0};
	d.w = NULL;
	value = weight = 0;
	if (CHECK(!make_head(&p, "mixexp", .1, &e)) && CHECK(!system_value(&p, &d, &value, &weight, &e)))
		CHECK_NEAR(value, 2 - 4 * cost, 1e-15);
	head_free(&p);
}

static void test_part(void)
{
	struct head p = {0};
	struct train_data d = rows(), in, out;
	struct err e;

	if (!CHECK(!make_head(&p, "css", 0, &e)))
		return;
	if (CHECK(!train_part(&p, &d, 1, false, &in, &e)) && CHECK(!train_part(&p, &d, 1, true, &out, &e))) {
		CHECK(in.n == 2 && out.n == 3 && !in.w && !in.c0);
		CHECK(in.x[0] == -2 && in.x[1] == 1 && out.x[0] == -1 && out.x[2] == -3);
		CHECK(in.y[1] == 1 && out.e[2] == LOSS_MISSING);
		train_data_free(&in);
		train_data_free(&out);
	}
	CHECK(train_part(&p, &d, 3, false, &in, &e) == ST_DATA);
	head_free(&p);
}

/* The loss (z - 2)^2 of one row whose logit is theta's bias. */
static double parabola(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	(void)ctx, (void)first, (void)row, (void)n;
	g[0] = 2 * (z[0] - 2);
	return (z[0] - 2) * (z[0] - 2);
}

static void test_early(void)
{
	static const double path[] = {0, 1.5, 1.5, 3, 2.25, 4, 5, 6};
	struct network h;
	double zero = 0, loss, theta[2] = {0, 0};
	struct err e;
	size_t i = 0;
	int st = network_init(&h, 1, NULL, 0, NETWORK_TANH, 1, &e);
	struct early s = {.network = &h, .x = &zero, .n = 1, .rows = parabola, .total = 1, .patience = 3};

	if (!CHECK(!st) || !CHECK(!early_init(&s, &e)))
		return;
	for (st = ST_OK; !st && i < sizeof path / sizeof *path; i++) {
		theta[network_biases(&h, 0)] = path[i];
		st = early_look(&s, theta, &loss);
		CHECK_NEAR(loss, (path[i] - 2) * (path[i] - 2), 1e-15);
	}
	/* 2.25 is best; three later ones are not. */
	CHECK(st == ST_END && i == 8);
	CHECK_NEAR(s.least, .0625, 1e-15);
	CHECK_NEAR(s.best[network_biases(&h, 0)], 2.25, 0);
	early_free(&s);
}

static void test_grid(void)
{
	const char *lists[] = {"l2=0.1,1e-3", "alpha=0"};
	struct strings s = {.v = lists, .n = 2};
	struct tune_grid g = {0};
	struct err e;

	CHECK(!tune_grid_read(&g, &s, &e));
	CHECK(g.nl2 == 2 && g.nalpha == 1 && g.l2[1] == 1e-3 && g.alpha[0] == 0);
	CHECK(tune_grid_check(&g, loss_find("ova"), false, false, &e) == ST_USAGE);
	CHECK(!tune_grid_check(&g, loss_find("css"), false, false, &e));
	CHECK(tune_grid_check(&g, loss_find("css"), true, false, &e) == ST_USAGE);
	tune_grid_free(&g);
}

int main(void)
{
	test_value();
	test_part();
	test_early();
	test_grid();
	return check_end();
}
