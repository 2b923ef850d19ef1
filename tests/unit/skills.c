/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/skills: Raykar and Yu's score. */
#include "crowd/skills.h"

#include "check.h"

static void test_score(void)
{
	const double perfect[] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, same[] = {.2, .5, .3, .2, .5, .3, .2, .5, .3},
		     two[] = {.7, .3, .1, .9};

	CHECK_NEAR(skills_score(perfect, 3), 1, 1e-15);
	CHECK_NEAR(skills_score(same, 3), 0, 1e-15);
	/* two classes: (sensitivity + specificity - 1)^2 */
	CHECK_NEAR(skills_score(two, 2), .36, 1e-15);
}

int main(void)
{
	test_score();
	return check_end();
}
