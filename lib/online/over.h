/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The policies that hedge is over, by their names: greedy, epsilon, ucb, thompson, exp3, exp3.s, conf, fixed:AGENT, and `agents`, which is
 * fixed: for every agent.
 */
#ifndef L2D_OVER_H
#define L2D_OVER_H

#include "base/names.h"
#include "online/policy.h"

/* Sets *over [*n], the caller's to free, from names with commas between them; NULL: all there are, conf where there are confidences.
 * ST_USAGE for what is no policy or agent, or stands twice. */
int over_parse(
	const char *list, const struct names *agent, bool confs, struct adviser **over, size_t *n, struct err *e);

/* Whether a policy of the list goes by that option; true for an option that is not of a few policies only. */
bool over_reads(const char *list, const char *option);

#endif
