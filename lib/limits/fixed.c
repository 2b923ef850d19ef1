/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/fixed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "decide/best_agent.h"
#include "decide/readings.h"
#include "number/num_parse.h"

/* Sums of as many as there can be rows are finite. */
static const double cost_max = 1e280;

/* fixed_1, fixed_2, ... */
static int find_numbered(struct fixed *f, const struct table *t, struct err *e)
{
	size_t n = 0;

	if (t->roles.role[ROLE_FIXED].source != ROLE_INITIAL) /* others are said */
		return ST_OK;
	while (readings_numbered(t, "fixed", n + 1) != NAMES_NONE)
		n++;
	if (f->n && n)
		return err_at(e, ST_DATA, table_file(t), 1, 1,
			"the columns 'fixed_1' and '%.200s': who has a row already? --columns fixed= unbinds the latter",
			t->header.name[f->column[0]].s);
	if (!n)
		return ST_OK;
	free(f->column);
	if (!(f->column = mem_alloc(n, sizeof *f->column, e)))
		return ST_SYSTEM;
	for (f->n = 0; f->n < n; f->n++)
		f->column[f->n] = readings_numbered(t, "fixed", f->n + 1);
	return ST_OK;
}

int fixed_init(struct fixed *f, const struct table *t, const char *change, size_t most, struct err *e)
{
	struct family family;
	int st = table_family(t, ROLE_FIXED, &family, e);

	*f = (struct fixed){.change = INFINITY, .change_column = NAMES_NONE, .most = most};
	if (st)
		return st;
	f->n = family.n;
	f->column = family.column;
	family.column = NULL;
	family_free(&family);
	st = find_numbered(f, t, e);
	if (!st && change && !f->n)
		st = table_absent(t, (const enum role[]){ROLE_FIXED}, 1, e);
	if (!st && !(f->who = mem_alloc(most, sizeof *f->who, e)))
		st = ST_SYSTEM;
	if (st || !change)
		return st;
	if (num_parse(change, strlen(change), &f->change))
		return table_column(t, change, &f->change_column, e);
	if (!(f->change >= 0 && f->change <= cost_max))
		return err_set(e, ST_USAGE, "--change-cost: not a number from 0 to 1e280: '%.200s'", change);
	return ST_OK;
}

void fixed_free(struct fixed *f)
{
	free(f->column);
	free(f->who);
	*f = (struct fixed){0};
}

size_t fixed_count(const uint32_t *who, size_t most)
{
	size_t n = 0;

	while (n < most && who[n] != AGENT_NONE)
		n++;
	return n;
}

static int read_agent(struct fixed *f, const struct table *t, size_t column, const struct names *agent,
	const double *value, struct err *e)
{
	const struct csv_field *cell = &t->row.f[column];
	size_t a = names_find(agent, cell->p, cell->n), n = fixed_count(f->who, f->most);

	if (a == NAMES_NONE)
		return table_bad_cell(t, column, "no such agent", e);
	for (size_t k = 0; k < n; k++)
		if (f->who[k] == a)
			return table_bad_cell(t, column, "the agent has the row twice", e);
	if (n == f->most)
		return table_bad_cell(t, column, "more agents have the row than it may have", e);
	if (isinf(f->cost) && isinf(value[a]))
		return table_bad_cell(t, column, "the agent that is to stay may not answer this row", e);
	f->who[n] = (uint32_t)a;
	return ST_OK;
}

int fixed_next(struct fixed *f, const struct table *t, const struct names *agent, const double *value, struct err *e)
{
	int st = ST_OK;

	f->cost = f->change;
	for (size_t k = 0; k < f->most; k++)
		f->who[k] = AGENT_NONE;
	if (f->change_column != NAMES_NONE && !table_missing(t, f->change_column))
		st = table_number(t, f->change_column, &f->cost, e);
	if (!st && !(f->cost >= 0 && (f->cost <= cost_max || isinf(f->cost))))
		st = table_bad_cell(t, f->change_column, "a change costs from 0 to 1e280", e);
	for (size_t k = 0; !st && k < f->n; k++)
		if (!table_missing(t, f->column[k]))
			st = read_agent(f, t, f->column[k], agent, value, e);
	return st;
}

static bool has(const uint32_t *who, size_t n, size_t agent)
{
	for (size_t k = 0; k < n; k++)
		if (who[k] == agent)
			return true;
	return false;
}

void fixed_price(const uint32_t *who, double cost, size_t most, size_t places, double *value, size_t m)
{
	size_t n = fixed_count(who, most);
	double stays = n == places ? 0 : cost * ((double)n / (double)places - 1),
	       leaves = n == places ? cost : stays + cost;

	if (!n || (isinf(cost) && places > 1))
		return;
	for (size_t a = 0; a < m; a++)
		value[a] += isinf(cost) ? (has(who, n, a) ? 0 : INFINITY) : has(who, n, a) ? stays : leaves;
}
