/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd: posteriors against an enumeration, Raykar and Yu's score, Cohen's kappa by hand, patterns. */
#include "crowd/crowd.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "crowd/agreement.h"
#include "crowd/skills.h"
#include "crowd/votes.h"

static struct err e;

static void test_posterior(void)
{
	const double share[] = {.6, .4}, pi[] = {.9, .1, .2, .8, .7, .3, .4, .6};
	const struct vote said[] = {{0, 0, 1}, {1, 1, 2}};
	const struct crowd_item item = {.vote = said, .n = 2, .w = 1};
	double q[2], p[2], joint[2];
	struct crowd c;

	CHECK(!crowd_init(&c, CROWD_CONFUSION, 2, 2, false, &e));
	memcpy(c.share, share, sizeof share);
	memcpy(c.parameter, pi, sizeof pi);
	crowd_chances(&c);
	for (int z = 0; z < 2; z++)
		joint[z] = share[z] * pi[z * 2] * pi[4 + z * 2 + 1] * pi[4 + z * 2 + 1];
	CHECK_NEAR(crowd_posterior(&c, &item, q, p), log(joint[0] + joint[1]), 1e-14);
	CHECK_NEAR(p[0], joint[0] / (joint[0] + joint[1]), 1e-14);
	CHECK_NEAR(crowd_answer(&c, 1, 0, 1), .3, 1e-15);
	crowd_free(&c);
}

/* The sum over classes and difficulties, written out. */
static void test_difficulty(void)
{
	const struct vote said[] = {{0, 0, 1}, {1, 2, 1}};
	const struct crowd_item item = {.vote = said, .n = 2, .w = 1};
	double q[3 * CROWD_DIFFICULTIES], p[3], sum = 0, weight = 0, right = 0, ability[] = {1.5, .4};
	struct crowd c;

	CHECK(!crowd_init(&c, CROWD_DIFFICULTY, 3, 2, false, &e));
	for (int z = 0; z < 3; z++)
		c.share[z] = 1. / 3;
	memcpy(c.parameter, ability, sizeof ability);
	crowd_chances(&c);
	for (int z = 0; z < 3; z++)
		for (int m = 0; m < CROWD_DIFFICULTIES; m++) {
			double d = -3.5 + .5 * m, w = exp(-d * d / 2), a = 1 / (1 + exp(-ability[0] * exp(d))),
			       b = 1 / (1 + exp(-ability[1] * exp(d)));
			double x = w / 3 * (z == 0 ? a : (1 - a) / 2) * (z == 2 ? b : (1 - b) / 2);

			weight += w / 3;
			sum += x;
			right += z == 0 ? x : 0;
		}
	CHECK_NEAR(crowd_posterior(&c, &item, q, p), log(sum / weight), 1e-12);
	CHECK_NEAR(p[0], right / sum, 1e-12);
	crowd_free(&c);
}

static void test_score(void)
{
	const double perfect[] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, same[] = {.2, .5, .3, .2, .5, .3, .2, .5, .3},
		     two[] = {.7, .3, .1, .9};

	CHECK_NEAR(skills_score(perfect, 3), 1, 1e-15);
	CHECK_NEAR(skills_score(same, 3), 0, 1e-15);
	/* two classes: (sensitivity + specificity - 1)^2 */
	CHECK_NEAR(skills_score(two, 2), .36, 1e-15);
}

static void test_kappa(void)
{
	const double cell[] = {20, 5, 10, 15}, never[] = {5, 0, 0, 0};
	struct agreement a = agreement_cohen(cell, 2, .95);

	CHECK_NEAR(a.value, .4, 1e-14);
	CHECK_NEAR(a.n, 50, 0);
	CHECK(a.lo < .4 && a.hi > .4);
	CHECK(isnan(agreement_cohen(never, 2, .95).value));
}

static void test_patterns(void)
{
	struct votes v = {.n = 3, .nworker = 2, .nclass = 2};

	v.item = calloc(3, sizeof *v.item);
	v.vote = calloc(5, sizeof *v.vote);
	if (!v.item || !v.vote)
		return;
	v.vote[0] = (struct vote){1, 0, 1}, v.vote[1] = (struct vote){0, 1, 1};
	v.vote[2] = (struct vote){0, 1, .5}, v.vote[3] = (struct vote){1, 0, 1}, v.vote[4] = (struct vote){0, 1, .5};
	v.item[0] = (struct crowd_item){v.vote, 2, NULL, 1};
	v.item[1] = (struct crowd_item){v.vote + 2, 3, NULL, 2.5};
	v.item[2] = (struct crowd_item){v.vote + 5, 0, NULL, 1};
	CHECK(!votes_patterns(&v, &e));
	CHECK(v.npattern == 1);
	CHECK_NEAR(v.pattern[0].w, 3.5, 0);
	CHECK(v.item[1].n == 2);
	votes_free(&v);
}

int main(void)
{
	test_posterior();
	test_difficulty();
	test_score();
	test_kappa();
	test_patterns();
	return check_end();
}
