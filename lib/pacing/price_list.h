/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Prices of agents' limits as a report of l2d-workload has them, a table with the columns agent, price and maybe batch: what
 * rows that come later are decided by.
 */
#ifndef L2D_PRICE_LIST_H
#define L2D_PRICE_LIST_H

#include <stdbool.h>

#include "base/err.h"
#include "base/names.h"

struct price_list {
	struct names batch; /* [n]; a name of no bytes is for every batch that is not here */
	double *price;      /* [n][agents] NaN: not yet read */
	size_t cap;
};

/* batches: the table that is decided has some.  ST_DATA for an agent that is none of these, or has no price, or two. */
int price_list_read(struct price_list *l, const char *file, const struct names *agent, bool batches, struct err *e);
void price_list_free(struct price_list *l);

/* The prices [agents] of a batch, or NULL. */
const double *price_list_of(const struct price_list *l, const char *batch, size_t n, size_t agents);

#endif
