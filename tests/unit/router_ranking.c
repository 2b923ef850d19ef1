/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/router/router_ranking: a draw is the table in which every row stands as often as it is drawn. */
#include "check.h"

#include <string.h>

#include "inference/draws.h"
#include "math/rng.h"
#include "router/router_ranking.h"

enum { ROWS = 40, SCORES = 7 };

static void check_same(double a, double b)
{
	if (isnan(a) || isnan(b))
		CHECK(isnan(a) && isnan(b));
	else
		CHECK_NEAR(a, b, 1e-11 * (1 + fabs(b)));
}

static void check_draw(struct ranked *k, size_t draw, const struct ranked_row *row, const struct router_rows *r)
{
	struct ranked_row often[ROWS * DRAWS_MOST];
	struct router_ranking is, should;
	struct ranked whole;
	struct err e = {0};
	size_t n = 0;

	for (size_t i = 0; i < k->n; i++) {
		uint8_t count;

		draws_of_rows(&row[i].key, 1, draw, &count);
		for (; count; count--)
			often[n++] = row[i];
	}
	CHECK(!ranked_init(&whole, often, n, r, &e));
	ranked_measure(k, draw, &is);
	ranked_measure(&whole, RANKED_ROWS, &should);
	check_same(is.apgr, should.apgr);
	check_same(is.apgr_curve, should.apgr_curve);
	check_same(is.falls_at, should.falls_at);
	check_same(is.aiq_code, should.aiq_code);
	check_same(is.aiq_paper, should.aiq_paper);
	for (int j = 0; j < 3; j++)
		check_same(is.cpt[j], should.cpt[j]);
	CHECK(is.weak == (n ? 1 : NAMES_NONE));
	ranked_free(&whole);
}

/* The strong agent is worse on the rows of the highest score, which are more than a tenth: the curve falls before its first point. */
static void check_early_fall(void)
{
	struct router_options opt = {.pair = "a,b"};
	struct router_rows r = {.opt = &opt, .ordered = true, .pair = {1, 2}};
	const struct ranked_row row[] = {
		{3, 1, {1, 0}, {0, 1}, 1}, {2, 1, {0, 1}, {0, 1}, 2}, {1, 2, {0, 1}, {0, 1}, 3}};
	struct router_ranking found;
	struct ranked k;
	struct err e = {0};

	CHECK(!ranked_init(&k, row, 3, &r, &e));
	ranked_measure(&k, RANKED_ROWS, &found);
	CHECK(found.falls_at == .25 && isnan(found.cpt[0]) && isnan(found.cpt[2]));
	CHECK_NEAR(
		found.apgr, (.25 * .125 + .5 * .5 - .75 * .25) / (.75 * .5), 1e-12); /* (.25, 0), (.5, .25), (1, .75) */
	opt.hull = true;
	ranked_measure(&k, RANKED_ROWS, &found);
	CHECK(found.falls_at == .25);
	CHECK_NEAR(found.cpt[1], .75, 1e-12); /* .5 on the chord from (.25, 0) to (1, .75) */
	opt.hull = false;
	ranked_free(&k);
	CHECK(!ranked_init(&k, row + 1, 2, &r, &e)); /* without that row it never does */
	ranked_measure(&k, RANKED_ROWS, &found);
	CHECK(isnan(found.falls_at) && !isnan(found.cpt[0]));
	ranked_free(&k);
}

int main(void)
{
	struct router_options opt = {.pair = "a,b", .hull = true};
	struct router_rows r = {.opt = &opt, .ordered = true, .pair = {1, 2}};
	struct ranked_row row[ROWS];
	struct ranked k;
	struct rng rng;
	struct err e = {0};

	if (rng_init(&rng, 3, &e))
		return 4;
	for (int trial = 0; trial < 20; trial++) {
		size_t n = 1 + rng_below(&rng, trial % 2 ? ROWS : 3);

		for (size_t i = 0; i < n; i++)
			row[i] = (struct ranked_row){(double)rng_below(&rng, SCORES),
				(double)(1 + rng_below(&rng, 3)) / 7, {rng_uniform(&rng), rng_uniform(&rng) + .2},
				{rng_uniform(&rng), 1 + rng_uniform(&rng)}, draws_key_of_number(trial * ROWS + i, 1)};
		CHECK(!ranked_init(&k, row, n, &r, &e));
		for (size_t draw = 0; draw < 30; draw++)
			check_draw(&k, draw, row, &r);
		ranked_free(&k);
	}
	rng_free(&rng);
	check_early_fall();
	return check_end();
}
