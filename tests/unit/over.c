/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/online/over: the policies of a list, and which options they go by. */
#include <stdlib.h>

#include "check.h"
#include "online/over.h"

static void check_lists(void)
{
	struct names agent = {0};
	struct adviser *over;
	struct err e;
	size_t n, index;

	CHECK(!names_add(&agent, "model", 5, &index, &e) && !names_add(&agent, "a:b", 3, &index, &e));
	CHECK(!over_parse(NULL, &agent, false, &over, &n, &e) && n == 8);
	free(over);
	CHECK(!over_parse(NULL, &agent, true, &over, &n, &e) && n == 9);
	free(over);
	CHECK(!over_parse("exp3.s,fixed:a:b,conf", &agent, true, &over, &n, &e) && n == 3);
	CHECK(over[0].kind == POLICY_EXP3_S && over[1].kind == POLICY_FIXED && over[1].agent == 1);
	CHECK(over[2].kind == POLICY_CONF);
	free(over);
	for (const char *const *bad = (const char *const[]){"", "ucb,", ",ucb", "ucb,ucb", "hedge", "fixed:", "fixed:c",
		     "agents,fixed:model", "exp", NULL};
		*bad; bad++) {
		CHECK(over_parse(*bad, &agent, true, &over, &n, &e) == ST_USAGE);
		free(over);
	}
	names_free(&agent);
}

int main(void)
{
	check_lists();
	CHECK(over_reads("exp3,ucb", "alpha") && !over_reads("exp3,ucb", "epsilon") && over_reads("exp3", "gamma"));
	CHECK(over_reads("agents,ucb", "ridge") && !over_reads("agents,exp3.s", "ridge")
		&& !over_reads("exp3", "mixing"));
	return check_end();
}
