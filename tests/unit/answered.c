/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/adaptive/answered: every row with weight keeps its own agents' answers, also where others between have none. */
#include "adaptive/answered.h"

#include <math.h>

#include "check.h"

enum { ROWS = 500, AGENTS = 3 };

int main(void)
{
	struct answered s;
	struct err e;
	size_t n = 0;

	answered_init(&s, AGENTS, 7);
	CHECK(s.rows.m == AGENTS && s.rows.limit == 7 && s.rows.n == 0);
	for (size_t i = 0; i < ROWS; i++) {
		const double own[AGENTS] = {(double)i, 1, 2};
		const uint32_t answer[AGENTS] = {(uint32_t)i, i % 2 ? ANSWERED_NONE : 0, (uint32_t)(2 * i)};

		CHECK(!answered_add(&s, &(struct cascade_row){own, own, own, 7}, own, answer, i % 3 ? 1 : 0, &e));
	}
	for (size_t i = 0; i < ROWS; i++) {
		if (i % 3 == 0)
			continue;
		CHECK(s.rows.gain[n * AGENTS] == (double)i && s.answer[n * AGENTS] == i);
		CHECK(s.answer[n * AGENTS + 1] == (i % 2 ? ANSWERED_NONE : 0) && s.answer[n * AGENTS + 2] == 2 * i);
		n++;
	}
	CHECK(s.rows.n == n);
	answered_free(&s);
	answered_free(&s);
	return check_end();
}
