/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What to say of limits that nobody can meet: "the limits clash: AGENT, AGENT: WHY".
 */
#ifndef L2D_CLASH_H
#define L2D_CLASH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/names.h"

struct clash {
	struct buf agents; /* separated by commas */
	bool failed;       /* memory ended; clash_end says so */
};

/* One more agent whose limits clash. */
void clash_add(struct clash *c, const struct name *agent);

/* Says why, printf-like, and frees c.  ST_NUMERIC, or ST_SYSTEM without memory. */
int clash_end(struct clash *c, struct err *e, const char *why, ...) __attribute__((format(printf, 3, 4)));

/* The agent's lower limit is above its upper one. */
int clash_crossed(const struct name *agent, struct err *e);

#endif
