/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/agent_columns.h"

#include "base/buf.h"
#include "decide/best_agent.h"
#include "number/num_print.h"

int agent_columns_name(struct names *columns, size_t most, struct err *e)
{
	static const char *const base[] = {"agent", "answer"};
	struct buf b = {0};
	char digits[NUM_LENGTH];
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; !st && k < most; k++) {
			size_t n = num_print(digits, (double)(k + 1), 0);

			b.n = 0;
			st = buf_add_string(&b, base[i], e);
			if (!st && most > 1 && !(st = buf_add_char(&b, '_', e)))
				st = buf_add(&b, digits, n, e);
			if (!st)
				st = names_add(columns, b.p, b.n, &index, e);
		}
	buf_free(&b);
	return st;
}

void agent_columns_write(struct extend *x, const uint32_t *chosen, size_t most, const struct names *agent,
	const uint32_t *answer, const struct cases *c)
{
	for (size_t k = 0; k < most; k++)
		extend_name(x, chosen[k] == AGENT_NONE ? NULL : &agent->name[chosen[k]]);
	for (size_t k = 0; k < most; k++) {
		uint32_t class = chosen[k] == AGENT_NONE || !answer ? UINT32_MAX : answer[chosen[k]];

		extend_name(x, class == UINT32_MAX ? NULL : cases_class_name(c, class));
	}
}
