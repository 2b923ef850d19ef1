/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "decide/best_agent.h"
#include "workload/greedy.h"

static void test_greedy(void)
{
	const double cost[2][2] = {{1 - .9, 1 - .8}, {1 - .9, 1 - .1}};
	const size_t zero[] = {0, 0}, one[] = {1, 1}, two[] = {2, 2};
	struct greedy g;
	struct err e = {0};
	uint32_t chosen[2];
	size_t n;

	CHECK(!greedy_init(&g, 2, 2, 1, 1, zero, one, &e));
	CHECK(!greedy_row(&g, cost[0], chosen, &n, &e) && n == 1 && chosen[0] == 0);
	CHECK(!greedy_row(&g, cost[1], chosen, &n, &e) && chosen[0] == 1);
	CHECK(greedy_row(&g, cost[1], chosen, &n, &e) == ST_NUMERIC);
	greedy_free(&g);
	/* the lower limit fills the last rows */
	CHECK(!greedy_init(&g, 3, 2, 1, 1, (size_t[]){0, 2}, two, &e));
	CHECK(!greedy_row(&g, cost[0], chosen, &n, &e) && chosen[0] == 0);
	CHECK(!greedy_row(&g, cost[0], chosen, &n, &e) && chosen[0] == 1);
	CHECK(!greedy_row(&g, cost[0], chosen, &n, &e) && chosen[0] == 1);
	greedy_free(&g);
}

int main(void)
{
	test_greedy();
	return check_end();
}
