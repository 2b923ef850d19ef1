/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Prices of limits as a report of l2d-workload has them, a table with the columns agent, price and maybe batch: what
 * rows that come later are decided by.
 */
#ifndef L2D_PRICE_LIST_H
#define L2D_PRICE_LIST_H

#include <stdbool.h>

#include "base/err.h"
#include "base/names.h"
#include "limits/set_limits.h"

/* What there may be prices of. */
struct price_use {
	const struct names *needed; /* of these in every batch */
	const struct set_limits
		*sets; /* of limits of these agents and sets, too, each where its rows are; NULL: of no others */
	bool batches;  /* the table that is decided has some */
};

struct price_list {
	struct names batch; /* a name of no bytes is for every batch that is not here */
	struct names key;   /* [n] batch and limit, as key_of puts them together */
	double *price;      /* [n] */
	size_t cap;
	struct buf text;
};

/* ST_DATA for an agent or limit that can have none, that needs a price and has none, or two. */
int price_list_read(struct price_list *l, const char *file, const struct price_use *use, struct err *e);
void price_list_free(struct price_list *l);

/* Whether there are prices for the batch. */
bool price_list_has(const struct price_list *l, const struct name *batch);

/* The limit's price in the batch, NaN: none.  ST_SYSTEM. */
int price_list_of(
	struct price_list *l, const struct name *batch, const struct name *limit, double *price, struct err *e);

#endif
