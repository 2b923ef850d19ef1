/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/adaptive/adaptive_induction: values by hand, bins of equal mass. */
#include "check.h"

#include "adaptive/adaptive_induction.h"

/* Four rows of two agents.  a is always asked first: b costs 9. */
static const double conf[4][2] = {{.2, 1}, {.2, 1}, {.2, 1}, {.8, 1}};
static const double gain[4][2] = {{1, 1}, {0, 1}, {0, 1}, {1, 0}}, cost[4][2] = {{1, 9}, {1, 9}, {1, 9}, {1, 9}};
static const uint32_t answer[4][2] = {{0, 0}, {1, 0}, {1, 0}, {0, 1}};

static uint32_t cell_of(const struct induction *x, size_t i, unsigned asked, int level)
{
	return adaptive_cells_find(
		&x->cells, adaptive_state(&x->bins, &(struct adaptive_view){2, asked, conf[i], answer[i]}, level));
}

static void test_values(const struct cascade *c, struct err *e)
{
	struct induction x;
	uint8_t action[64], reached[64] = {0};
	struct adaptive_policy p = {.action = action};
	const struct adaptive_cell *fine, *coarse;

	CHECK(!induction_init(&x, c, answer[0], 2, .25, e) && x.cells.n <= 64);
	CHECK(x.bins.n[0] == 1 && x.bins.edge[0][0] == .8 && x.bins.n[1] == 0);
	induction_solve(&x, 1, 0, &p);
	/* a's answer, by itself: right in 2 of 4 rows; with a low confidence 1 of 3, drawn to 1/2 three times */
	coarse = &x.cells.cell[cell_of(&x, 0, 1, 3)];
	CHECK_NEAR(coarse->value[0], .5, 1e-15);
	fine = &x.cells.cell[cell_of(&x, 0, 1, 0)];
	CHECK_NEAR(x.cells.cell[fine->parent].share, .75, 1e-15);
	CHECK_NEAR(x.cells.cell[fine->parent].value[0], (.25 + .25 * .5) / (.75 + .25), 1e-15);
	CHECK_NEAR(fine->value[0], (.25 + .25 * .375) / 1, 1e-15);
	/* nothing costs anything: b is asked where a is not sure */
	CHECK(action[cell_of(&x, 0, 1, 0)] == 1);
	CHECK_NEAR(p.mean.gain, 1, 1e-15);
	induction_reach(&x, action, 1, reached);
	CHECK(reached[cell_of(&x, 0, 3, 0)] + reached[cell_of(&x, 0, 2, 0)] > 0);
	/* at a high price the cheaper one */
	induction_solve(&x, 1, 10, &p);
	CHECK(action[cell_of(&x, 0, 0, 0)] == 0 && action[cell_of(&x, 0, 1, 0)] == 0);
	CHECK_NEAR(p.mean.gain, .5, 1e-15);
	CHECK_NEAR(p.mean.cost, 1, 1e-15);
	induction_free(&x);
}

static void test_bins(const struct cascade *c, struct err *e)
{
	struct induction x;

	/* one value has more than half of the mass */
	CHECK(!induction_init(&x, c, answer[0], 12, 0, e));
	CHECK(x.bins.n[0] == 1 && x.bins.n[1] == 0);
	induction_free(&x);
	CHECK(!induction_init(&x, c, answer[0], 1, 0, e));
	CHECK(x.bins.n[0] == 0);
	induction_free(&x);
}

int main(void)
{
	struct cascade c;
	struct err e = {0};

	cascade_init(&c, 2, INFINITY);
	for (size_t i = 0; i < 4; i++)
		CHECK(!cascade_add(&c, &(struct cascade_row){conf[i], cost[i], NULL, INFINITY}, gain[i], 1, &e));
	test_values(&c, &e);
	test_bins(&c, &e);
	cascade_free(&c);
	return check_end();
}
