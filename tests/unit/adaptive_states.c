/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/adaptive/adaptive_states: what tells states apart, and their cells. */
#include "check.h"

#include "adaptive/adaptive_states.h"
#include "adaptive/answered.h"

static const struct adaptive_bins bins = {{2, 1, 0}, {{.25, .5}, {.5}}};

static uint64_t state(double a, double b, double c, uint32_t x, uint32_t y, uint32_t z, unsigned asked, int level)
{
	const double conf[3] = {a, b, c};
	const uint32_t answer[3] = {x, y, z};

	return adaptive_state(&bins, &(struct adaptive_view){3, asked, conf, answer}, level);
}

static void test_states(void)
{
	uint64_t s = state(.5, .4, NAN, 7, 7, ANSWERED_NONE, 3, 0);

	CHECK(adaptive_asked(s) == 3 && adaptive_may(s) == 3 && adaptive_level(s) == 0);
	CHECK(adaptive_block(s, 0) == 1 && adaptive_block(s, 1) == 1 && adaptive_block(s, 2) == 0);
	CHECK(adaptive_bin(s, 0) == 2 && adaptive_bin(s, 1) == 0);
	/* an edge belongs to the bin above it; labels have no names */
	CHECK(state(.25, 0, 0, 1, 1, 1, 1, 0) != state(.24, 0, 0, 1, 1, 1, 1, 0));
	CHECK(state(.25, 0, 0, 1, 1, 1, 1, 0) == state(.49, 1, 1, 2, 3, 4, 1, 0));
	CHECK(state(0, 0, 0, 4, 9, 4, 7, 0) == state(0, 0, 0, 1, 0, 1, 7, 0));
	CHECK(state(0, 0, 0, 4, 9, 4, 7, 0) != state(0, 0, 0, 1, 1, 0, 7, 0));
	/* no answer is the same as no other one */
	CHECK(adaptive_block(state(0, 0, 0, ANSWERED_NONE, 1, ANSWERED_NONE, 7, 0), 0) == ADAPTIVE_NO_ANSWER);
	/* level 1: the largest bin of the majority, here of the first and the third; then of the larger bin */
	CHECK(state(.3, 1, 0, 1, 2, 1, 7, 1) == state(.3, 0, 0, 1, 2, 1, 7, 1));
	CHECK(state(.3, 1, 0, 1, 2, 1, 7, 1) != state(.6, 1, 0, 1, 2, 1, 7, 1));
	CHECK(state(0, 1, 0, 1, 2, 0, 3, 1) == state(.3, 0, 0, 1, 2, 0, 3, 1));
	/* 2 and 3 */
	CHECK(state(.3, 1, 0, 1, 2, 1, 7, 2) == state(.9, 0, 0, 1, 2, 1, 7, 2));
	CHECK(state(.3, 1, 0, 1, 2, 1, 7, 2) != state(.3, 1, 0, 1, 1, 1, 7, 2));
	CHECK(state(.3, 1, 0, 1, 2, 1, 7, 3) == state(.3, 1, 0, 1, 1, 1, 7, 3));
	CHECK(state(.3, 1, 0, 1, 2, 1, 7, 3) != state(.3, 1, NAN, 1, 1, 1, 3, 3));
}

static void test_cells(void)
{
	struct adaptive_cells c = {0};
	struct err e = {0};
	uint32_t cell, first[1000];
	const uint32_t answer[3] = {0, 1, 0};

	CHECK(adaptive_cells_find(&c, 5) == ADAPTIVE_NONE);
	for (int round = 0; round < 2; round++)
		for (unsigned i = 0; i < 1000; i++) {
			const double conf[3] = {i % 10 / 10., i / 10 % 10 / 10., i / 100 / 10.};
			struct adaptive_bins b = {{9, 9, 9}};
			struct adaptive_view v = {3, 7, conf, answer};

			for (int a = 0; a < 3; a++)
				for (int k = 0; k < 9; k++)
					b.edge[a][k] = (k + 1) / 10.;
			CHECK(!adaptive_cells_add(&c, &b, &v, &cell, &e));
			CHECK(!round || cell == first[i]);
			first[i] = cell;
			for (int level = 0; level < ADAPTIVE_LEVELS; level++) {
				CHECK(c.cell[cell].state == adaptive_state(&b, &v, level));
				CHECK(adaptive_cells_find(&c, c.cell[cell].state) == cell);
				CHECK(level < 3 ? c.cell[cell].parent < cell : c.cell[cell].parent == ADAPTIVE_NONE);
				cell = level < 3 ? c.cell[cell].parent : cell;
			}
		}
	CHECK(c.n == 1000 + 10 + 1 + 1);
	adaptive_cells_free(&c);
}

int main(void)
{
	test_states();
	test_cells();
	return check_end();
}
