/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/pacing/cap: what one more costs, below, at and beyond limits; sums of what is no count are exact. */
#include "check.h"

#include "pacing/cap.h"

int main(void)
{
	struct caps caps = {0};
	struct cap lower = {.lo = 2, .hi = INFINITY, .soft = INFINITY, .price = -.5};
	struct cap upper = {.hi = 1, .soft = INFINITY, .price = .25}, soft = {.hi = 1, .soft = 2, .price = .25};
	struct cap free_one = {.hi = INFINITY, .soft = INFINITY, .price = -.5};
	struct err e;
	size_t a, b;

	CHECK(cap_marginal(&upper, 1) == .25 && cap_marginal(&soft, 1) == .25);
	cap_use(&upper, 1);
	cap_use(&soft, 1);
	CHECK(isinf(cap_marginal(&upper, 1)) && cap_marginal(&upper, 0) == 0);
	CHECK(cap_marginal(&soft, 1) == 2);
	for (int i = 0; i < 2; i++, cap_use(&lower, 1))
		CHECK(cap_marginal(&lower, 1) == -.5);
	CHECK(cap_marginal(&lower, 1) == 0);
	CHECK(cap_marginal(&free_one, 1) == -.5); /* no lower limit that could be reached */

	CHECK(!caps_find(&caps, &(struct name){(char *)"a", 1}, &a, &e) && a == 0);
	CHECK(!caps_find(&caps, &(struct name){(char *)"b", 1}, &b, &e) && b == 1);
	CHECK(!caps_find(&caps, &(struct name){(char *)"a", 1}, &a, &e) && a == 0);
	CHECK(isinf(caps.at[b].hi) && caps.at[b].line == NAMES_NONE && !cap_exact(&caps.at[b], &e));
	caps.at[b].hi = 1;
	for (int i = 0; i < 9; i++)
		cap_use(&caps.at[b], .1);
	CHECK(cap_marginal(&caps.at[b], .1) == 0);
	cap_use(&caps.at[b], .1);
	CHECK(caps.at[b].used == 1 && isinf(cap_marginal(&caps.at[b], 1e-9)));
	caps_free(&caps);
	return check_end();
}
