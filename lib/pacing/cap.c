/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/cap.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"

void caps_free(struct caps *c)
{
	for (size_t k = 0; k < c->name.n; k++)
		free(c->at[k].sum);
	names_free(&c->name);
	free(c->at);
	*c = (struct caps){0};
}

int caps_find(struct caps *c, const struct name *name, size_t *index, struct err *e)
{
	size_t n = c->name.n;
	int st = array_reserve(&c->at, &c->room, n + 1, sizeof *c->at, e);

	if (!st)
		st = names_add(&c->name, name->s, name->n, index, e);
	if (!st && *index == n)
		c->at[n] = (struct cap){.hi = INFINITY, .soft = INFINITY, .line = NAMES_NONE};
	return st;
}

int cap_exact(struct cap *c, struct err *e)
{
	if (!c->sum && !(c->sum = mem_alloc(1, sizeof *c->sum, e)))
		return ST_SYSTEM;
	return ST_OK;
}

void cap_use(struct cap *c, double amount)
{
	if (!c->sum) {
		c->used += amount;
		return;
	}
	sum_add(c->sum, amount);
	c->used = sum_value(c->sum);
}

/* Whether what is used and the amount are at most hi, as their exact sum is rounded; far from it that need not be looked at. */
static bool fits(const struct cap *c, double amount)
{
	struct sum sum;

	if (!c->sum || c->used + amount < c->hi * (1 - 1e-9))
		return c->used + amount <= c->hi;
	sum = *c->sum;
	sum_add(&sum, amount);
	return sum_value(&sum) <= c->hi;
}

double cap_marginal(const struct cap *c, double amount)
{
	if (amount == 0)
		return 0;
	if (!fits(c, amount))
		return c->soft * amount;
	return c->price > 0 || c->used < c->lo || c->lo == 0 ? c->price * amount : 0;
}
