/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A list in a state (summary/state.h) in which all states that are merged must agree: the names that a table's header had, such as its
 * experts, and what else is known of them, as numbers that are 0 or 1.
 */
#ifndef L2D_STATE_LIST_H
#define L2D_STATE_LIST_H

#include <stdbool.h>

#include "base/names.h"
#include "summary/state.h"

enum { STATE_FLAGS = 4 };

struct state_list {
	const char *part;   /* of the state, and what messages call the names */
	struct names names; /* none of them empty */
	bool flag[STATE_FLAGS];
	bool read; /* it was read */
};

void state_list_free(struct state_list *l);

int state_list_write(const struct state_list *l, struct state_out *o, struct err *e);

/* Whether the item is this list. */
bool state_is_list(const struct state_list *l, const struct state_item *i);
/* Takes it: ST_DATA where one with other names, another order, or other flags is there. */
int state_list_read(struct state_list *l, struct state_item *i, struct err *e);

#endif
