/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/agent_columns.h"

#include "base/buf.h"
#include "base/num.h"
#include "decide/agent.h"

int agent_columns_columns(struct names *columns, size_t most, struct err *e)
{
	static const char *const base[] = {"agent", "answer"};
	struct buf b = {0};
	char digits[NUM_LENGTH];
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < most && !st; k++) {
			size_t n = num_print(digits, (double)(k + 1), 0);

			b.n = 0;
			st = buf_add_string(&b, base[i], e);
			if (!st && most > 1 && !(st = buf_add_char(&b, '_', e)))
				st = buf_add(&b, digits, n, e);
			st = st ? st : names_add(columns, b.p, b.n, &index, e);
		}
	buf_free(&b);
	return st;
}

int agent_columns_write(struct extend *x, const uint32_t *chosen, size_t most, const struct names *agent,
	const uint32_t *answer, const struct names *classes, struct err *e)
{
	int st = ST_OK;

	for (size_t k = 0; k < most && !st; k++)
		st = chosen[k] == AGENT_NONE ? extend_text(x, "", 0, e) : extend_name(x, &agent->name[chosen[k]], e);
	for (size_t k = 0; k < most && !st; k++) {
		uint32_t class = chosen[k] == AGENT_NONE || !answer ? UINT32_MAX : answer[chosen[k]];

		st = class == UINT32_MAX ? extend_text(x, "", 0, e) : extend_name(x, &classes->name[class], e);
	}
	return st;
}
