/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/limits/in_row: choices are all there is and in order; at least one senior, never two of a team that one of them is in. */
#include "limits/in_row.h"

#include <string.h>

#include "check.h"

enum { M = 5 };

static bool member[2][M] = {{true, true}, {false, true, true}}; /* seniors 0, 1; a team 1, 2 */
static uint32_t lo[] = {1, 0}, hi[] = {2, 1};
static const struct in_row rules = {2, M, member[0], lo, hi, true};

static void check_choices(void)
{
	uint32_t choice[3] = {0, 1, 2}, before[3];
	size_t n = 1;

	memcpy(before, choice, sizeof choice);
	while (in_row_next(choice, 3, M)) {
		CHECK(choice[0] < choice[1] && choice[1] < choice[2] && choice[2] < M);
		CHECK(choice[0] * 25 + choice[1] * 5 + choice[2] > before[0] * 25 + before[1] * 5 + before[2]);
		memcpy(before, choice, sizeof choice);
		n++;
	}
	CHECK(n == 10);
}

int main(void)
{
	double cost[M] = {1, 1, 1, 1, 1};
	const uint32_t three[] = {3}, both[] = {2, 3};
	size_t n = 0;

	check_choices();
	for (uint32_t a = 0; a < M; a++)
		for (uint32_t b = a + 1; b < M; b++)
			n += in_row_keeps(&rules, (uint32_t[]){a, b}, 2, cost, NULL, 0);
	CHECK(n == 6);                                                  /* 01 02 03 04 13 14 */
	CHECK(in_row_keeps(&rules, (uint32_t[]){2}, 1, cost, NULL, 0)); /* a row of one has no rule */
	CHECK(in_row_keeps(&rules, (uint32_t[]){0, 3}, 2, cost, three, 1));
	CHECK(!in_row_keeps(&rules, (uint32_t[]){0, 4}, 2, cost, three, 1));
	CHECK(in_row_possible(&rules, 2, cost, three, 1));
	CHECK(!in_row_possible(&rules, 2, cost, both, 2)); /* no senior */
	CHECK(!in_row_possible(&rules, 1, cost, both, 2)); /* more than there are places */
	cost[0] = cost[3] = cost[4] = INFINITY;
	CHECK(!in_row_possible(&rules, 2, cost, NULL, 0)); /* 12 are of one team */
	return check_end();
}
