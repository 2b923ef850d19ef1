/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Outages: from one row to another an expert cannot be asked.  Its avail_* is 0 there, and its answer empty; elsewhere avail_* is
 * what it was in the input, or 1.
 */
#ifndef L2D_OUTAGES_H
#define L2D_OUTAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "table/extend.h"

struct outage {
	size_t agent;
	size_t from, to; /* rows from 1, both in it */
};

struct outages {
	const struct table *t;
	struct names agent; /* who has some */
	struct outage *v;   /* [n] */
	size_t n, cap;
	size_t *column; /* [agent.n] avail_* in the input; NAMES_NONE: none */
	bool *known;    /* [agent.n] there is such an expert: set by who has them */
	bool *out;      /* [agent.n] in the current row */
};

/* "NAME=FROM:TO,FROM:TO..." for each of them. */
int outages_parse(struct outages *o, const struct strings *spec, struct err *e);
void outages_free(struct outages *o);

/* The agent's number, NAMES_NONE where it has no outage; it is known from now on. */
size_t outages_of(struct outages *o, const char *name, size_t n);

/* Adds the columns avail_*, when all agents should be known: ST_USAGE where one is not. */
int outages_bind(struct outages *o, const struct table *t, struct names *computed, struct err *e);

/* Sets `out` for a row, and writes its cells. */
void outages_at(struct outages *o, size_t row);
void outages_write(const struct outages *o, struct extend *x);

#endif
