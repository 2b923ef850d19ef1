/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/votes: patterns. */
#include "crowd/votes.h"

#include <stdlib.h>

#include "check.h"

static struct err e;

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
	test_patterns();
	return check_end();
}
