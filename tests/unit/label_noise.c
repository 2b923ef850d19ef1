/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/noise/label_noise: inverse(T) T = I for random matrices in any order of classes, the closed form of a rate
 * and what the cases make of answers. */
#include "check.h"

#include <stdlib.h>

#include "math/rng.h"
#include "noise/label_noise.h"

enum { CLASSES = 5 };

static struct err e;

static void name_classes(struct names *to, size_t k, const size_t *order)
{
	for (size_t i = 0; i < k; i++) {
		char name = (char)('a' + (order ? order[i] : i));
		size_t index;

		CHECK(!names_add(to, &name, 1, &index, &e));
	}
}

/* Cases of k classes in the order given, NULL: by name. */
static struct cases make_cases(struct table *t, size_t k, const size_t *order)
{
	struct cases c = {.t = t, .prob.n = k};

	name_classes(&c.classes, k, order);
	return c;
}

static void test_matrix(struct rng *r)
{
	const size_t order[CLASSES] = {3, 0, 4, 2, 1};
	struct label_noise n = {0};
	struct table t = {0};
	struct cases c = make_cases(&t, CLASSES, order);
	double row[CLASSES];

	name_classes(&n.classes, CLASSES, NULL);
	n.matrix = malloc(sizeof *n.matrix * CLASSES * CLASSES);
	for (size_t i = 0; n.matrix && i < CLASSES; i++) {
		double sum = 0;

		for (size_t j = 0; j < CLASSES; j++)
			sum += row[j] = rng_uniform(r) + (i == j);
		for (size_t j = 0; j < CLASSES; j++)
			n.matrix[i * CLASSES + j] = row[j] / sum;
	}
	CHECK(label_noise_any(&n) && !label_noise_bind(&n, &c, &e));
	/* sum over labels of T[true][label] unmix[label][class] = [true = class] */
	for (size_t i = 0; i < CLASSES; i++)
		for (size_t k = 0; k < CLASSES; k++) {
			double sum = 0;

			for (size_t j = 0; j < CLASSES; j++)
				sum += n.matrix[order[i] * CLASSES + order[j]] * c.unmix[j * CLASSES + k];
			CHECK_NEAR(sum, i == k, 1e-13);
		}
	cases_free(&c);
	label_noise_free(&n);
}

static void test_rate(void)
{
	struct label_noise n = {.rate = .25};
	struct table t = {0};
	struct cases c = make_cases(&t, 2, NULL);

	CHECK(!label_noise_bind(&n, &c, &e));
	CHECK(c.unmix[0] == 1.5 && c.unmix[1] == -.5 && c.unmix[2] == -.5 && c.unmix[3] == 1.5);
	c.label = 1;
	CHECK(cases_right(&c, 1) == 1.5 && cases_right(&c, 0) == -.5 && isnan(cases_right(&c, NAMES_NONE)));
	CHECK(cases_right(&c, 2) == 0); /* an answer that is no class is never right */
	cases_free(&c);
	label_noise_free(&n);
	CHECK(!label_noise_any(&n));
}

int main(void)
{
	struct rng r;

	if (rng_init(&r, 3, &e))
		return 1;
	for (int i = 0; i < 50; i++)
		test_matrix(&r);
	test_rate();
	rng_free(&r);
	return check_end();
}
