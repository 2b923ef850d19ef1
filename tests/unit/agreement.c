/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/agreement: Cohen's kappa by hand. */
#include "crowd/agreement.h"

#include "check.h"

static void test_kappa(void)
{
	const double cell[] = {20, 5, 10, 15}, never[] = {5, 0, 0, 0};
	struct agreement a = agreement_cohen(cell, 2, .95);

	CHECK_NEAR(a.value, .4, 1e-14);
	CHECK_NEAR(a.n, 50, 0);
	CHECK(a.lo < .4 && a.hi > .4);
	CHECK(isnan(agreement_cohen(never, 2, .95).value));
}

int main(void)
{
	test_kappa();
	return check_end();
}
