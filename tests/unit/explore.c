/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Exploration: propensities by hand, and that they are the frequencies of what is drawn. */
#include <math.h>

#include "check.h"
#include "decide/best_agent.h"
#include "decide/explore.h"

/* Two of three agents may be asked; the rule asks the last one. */
static void check_settle(void)
{
	const struct explore_options o = {.share = .2, .seed = 1};
	const struct explore x = {.opt = &o};
	size_t agent = 2;

	CHECK(explores(&x));
	CHECK_NEAR(explore_settle(&x, &(struct explored){AGENT_NONE, 2}, &agent), .9, 1e-15);
	CHECK(agent == 2);
	CHECK_NEAR(explore_settle(&x, &(struct explored){2, 2}, &agent), .9, 1e-15);
	CHECK(agent == 2);
	CHECK_NEAR(explore_settle(&x, &(struct explored){0, 2}, &agent), .1, 1e-15);
	CHECK(agent == 0);
}

static void check_draws(void)
{
	enum { ROWS = 100000 };
	static const bool may[3] = {true, false, true};
	const struct explore_options o = {.share = .2, .seed = 7}, none = {.share = NAN};
	struct explore x = {.opt = &o};
	struct csv_field id;
	struct table t = {.row = {.f = &id, .n = 1}};
	size_t explored = 0, asked[3] = {0};
	struct explored r;
	struct err e;
	char name[16];

	for (size_t i = 0; i < ROWS; i++) {
		id = (struct csv_field){.p = name, .n = (size_t)snprintf(name, sizeof name, "row %zu", i)};
		if (!CHECK(!explore_next(&x, &t, may, 3, &r, &e) && r.among == 2))
			return;
		explored += r.agent != AGENT_NONE;
		if (r.agent != AGENT_NONE)
			asked[r.agent]++;
	}
	/* four standard errors of a binomial frequency */
	CHECK_NEAR((double)explored / ROWS, .2, 4 * sqrt(.2 * .8 / ROWS));
	CHECK_NEAR((double)asked[0] / (double)explored, .5, 4 * sqrt(.25 / (.2 * ROWS)));
	CHECK(asked[1] == 0);
	x.opt = &none;
	CHECK(!explores(&x) && !explore_next(&x, &t, may, 3, &r, &e) && r.agent == AGENT_NONE);
}

int main(void)
{
	check_settle();
	check_draws();
	return check_end();
}
