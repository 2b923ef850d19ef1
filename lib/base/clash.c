/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/clash.h"

#include <stdarg.h>
#include <stdio.h>

void clash_add(struct clash *c, const struct name *agent)
{
	struct err later;

	c->failed = c->failed || (c->agents.n && buf_add_string(&c->agents, ", ", &later))
		|| buf_add(&c->agents, agent->s, agent->n, &later);
}

int clash_end(struct clash *c, struct err *e, const char *why, ...)
{
	char text[200]; /* a few words and numbers */
	va_list ap;
	int st;

	va_start(ap, why);
	vsnprintf(text, sizeof text, why, ap);
	va_end(ap);
	st = c->failed ? err_memory(e)
		       : err_set(e, ST_NUMERIC, "the limits clash: %.*s: %s",
			       (int)(c->agents.n < 700 ? c->agents.n : 700), c->agents.p ? c->agents.p : "", text);
	buf_free(&c->agents);
	return st;
}

int clash_crossed(const struct name *agent, struct err *e)
{
	struct clash c = {0};

	clash_add(&c, agent);
	return clash_end(&c, e, "the lower limit is above the upper one");
}
