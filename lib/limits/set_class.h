/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a line of a limits file (limits/set_limits) is about among rows of one class, and the name that its limit has there.
 */
#ifndef L2D_SET_CLASS_H
#define L2D_SET_CLASS_H

#include "limits/set_limits.h"

/* The classes that a line is about, in groups that share its limits. */
struct set_groups {
	size_t n;     /* in the order of their first classes */
	size_t *from; /* [n + 1] group g has class[from[g]] to class[from[g + 1] - 1], in rising order */
	size_t *class;
};

/* Whether the line is about the class, as set_limits_class names it.  The class's cells where the line has a star become
 * key: classes with the same one share the line's limits. */
int set_line_holds(const struct set_limits *l, const struct set_line *line, const struct name *class, struct buf *key,
	bool *holds, struct err *e);

/* The limit's name for messages and reports, "seniors (day=tue)", a soft one "seniors (day=tue) at 0.2", terminated; n is without
 * that.  agent: which one if the line is about agents.  class: NULL for the line's own cells, stars too. */
int set_line_name(const struct set_limits *l, const struct set_line *line, size_t agent, const struct name *class,
	struct buf *b, struct err *e);

/* The name with the line's place, for messages: "seniors (day=tue) [limits.csv:3]". */
int set_line_place(
	const struct set_limits *l, const struct set_line *line, const struct name *name, struct buf *b, struct err *e);

/* O(classes).  Free it also after a failure. */
int set_line_groups(const struct set_limits *l, const struct set_line *line, const struct names *class,
	struct set_groups *g, struct err *e);
void set_groups_free(struct set_groups *g);

/* Whether the agent is one of the line's; which: of every agent's own limits that of this one. */
bool set_line_has(const struct set_limits *l, const struct set_line *line, size_t which, size_t agent);

#endif
