/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clash.h"
#include "number/num_parse.h"
#include "number/num_print.h"
#include "table/table.h"

/* Adds one row of limits, without bounds. */
static int add_batch(struct limits *l, size_t index, struct err *e)
{
	size_t m = l->agent->n;
	int st = array_reserve(&l->limit, &l->cap, (index + 1) * m, sizeof *l->limit, e);

	for (size_t a = 0; !st && a < m; a++)
		l->limit[index * m + a] = (struct limit){.hi = INFINITY};
	return st;
}

int limits_init(struct limits *l, const struct names *agent, struct err *e)
{
	*l = (struct limits){.agent = agent};
	return add_batch(l, 0, e);
}

void limits_free(struct limits *l)
{
	names_free(&l->batch);
	set_limits_free(&l->sets);
	free(l->limit);
	*l = (struct limits){0};
}

/* One bound; an empty one stays what it is. */
static bool parse_bound(const char *s, size_t n, bool share, double *x)
{
	if (!n)
		return true;
	return !num_parse(s, n, x) && *x >= 0 && (share ? *x <= 1 : *x == floor(*x) && *x <= LIMIT_COUNT_MAX);
}

static int set_limit(struct limits *l, const char *option, bool share, struct err *e)
{
	const char *name = share ? "--share" : "--count", *value, *colon;
	struct limit limit = {.hi = INFINITY, .lo_share = share, .hi_share = share, .set = true};
	size_t n, agent;

	if (!opt_split(option, &n, &value) || !(colon = strchr(value, ':'))
		|| !parse_bound(value, (size_t)(colon - value), share, &limit.lo)
		|| !parse_bound(colon + 1, strlen(colon + 1), share, &limit.hi))
		return err_set(e, ST_USAGE, "%s: not NAME=LO:HI with %s: '%.200s'", name,
			share ? "shares in [0, 1]" : "counts", option);
	agent = names_find(l->agent, option, n);
	if (agent == NAMES_NONE)
		return err_set(e, ST_USAGE, "%s: no such agent: '%.200s'", name, option);
	if (l->limit[agent].set)
		return err_set(e, ST_USAGE, "--share and --count both limit '%.200s'", l->agent->name[agent].s);
	limit.hi_share = share && !isinf(limit.hi);
	l->limit[agent] = limit;
	return ST_OK;
}

int limits_options(struct limits *l, const struct strings *share, const struct strings *count, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < share->n; i++)
		st = set_limit(l, share->v[i], true, e);
	for (size_t i = 0; !st && i < count->n; i++)
		st = set_limit(l, count->v[i], false, e);
	return st;
}

int limits_parse_per_row(const char *s, size_t *least, size_t *most, struct err *e)
{
	const char *colon = strchr(s, ':');

	if (!colon || num_parse_size(s, (size_t)(colon - s), least)
		|| num_parse_size(colon + 1, strlen(colon + 1), most) || *least > *most || !*most)
		return err_set(e, ST_USAGE, "--agents-per-row: not LO:HI with LO <= HI and HI > 0: '%.200s'", s);
	return ST_OK;
}

/* columns: agent, lo, hi, batch. */
static int read_limit(struct limits *l, const struct table *t, const size_t *column, struct err *e)
{
	const struct csv_field *f = &t->row.f[column[0]];
	size_t agent = names_find(l->agent, f->p, f->n), batch = 0, known = l->batch.n;
	struct limit limit = {.hi = INFINITY, .set = true};
	int st = ST_OK;

	if (agent == NAMES_NONE)
		return table_bad_cell(t, column[0], "no such agent", e);
	if (l->batched) {
		f = &t->row.f[column[3]];
		st = names_add(&l->batch, f->p, f->n, &batch, e);
		if (!st && l->batch.n > known && known)
			st = add_batch(l, batch, e);
	}
	if (!st && l->limit[batch * l->agent->n + agent].set)
		st = table_bad_cell(t, column[0], "the agent has limits already", e);
	if (!st)
		st = limit_read(t, column[1], &limit.lo, &limit.lo_share, e);
	if (!st)
		st = limit_read(t, column[2], &limit.hi, &limit.hi_share, e);
	if (!st)
		l->limit[batch * l->agent->n + agent] = limit;
	return st;
}

int limits_read(struct limits *l, const char *file, struct err *e)
{
	static const char *const name[] = {"agent", "lo", "hi"};
	struct table t;
	size_t column[4];
	int st = table_open_file(&t, &file, e);

	if (st)
		return st;
	if (names_find(&t.header, "set", 3) != NAMES_NONE || names_find(&t.header, "price", 5) != NAMES_NONE
		|| names_find(&t.header, "minutes", 7) != NAMES_NONE) {
		st = set_limits_read(&l->sets, l->agent, file, &t, e);
		table_close(&t);
		return st;
	}
	for (size_t i = 0; !st && i < 3; i++)
		st = table_column(&t, name[i], &column[i], e);
	column[3] = names_find(&t.header, "batch", 5);
	l->batched = column[3] != NAMES_NONE;
	l->from_file = true;
	while (!st && !(st = table_next(&t, e)))
		st = read_limit(l, &t, column, e);
	table_close(&t);
	return st == ST_END ? ST_OK : st;
}

int limits_open(struct limits *l, const struct names *agent, const struct limits_options *o, size_t most, struct err *e)
{
	int st = limits_init(l, agent, e);

	l->balanced = o->balanced;
	if (!st && o->sets)
		st = set_limits_sets(&l->sets, agent, o->sets, e);
	if (!st && o->in_row.n)
		st = set_limits_in_row(&l->sets, &o->in_row, most, e);
	if (!st)
		st = limits_options(l, &o->share, &o->count, e);
	return st || !o->limits ? st : limits_read(l, o->limits, e);
}

const struct limit *limits_of(const struct limits *l, const char *batch, size_t n)
{
	size_t index = 0;

	if (l->batched)
		index = names_find(&l->batch, batch, n);
	return index == NAMES_NONE ? NULL : l->limit + index * l->agent->n;
}

bool limits_allow(const struct limits *l, const struct limit *of_batch, size_t agent)
{
	return !l->from_file || of_batch[agent].set;
}

bool limits_shut(const struct limit *limit)
{
	return limit->hi == 0;
}

int limits_check(const struct limits *l, const struct limit *of_batch, double n, struct err *e)
{
	for (size_t a = 0; a < l->agent->n; a++) {
		const struct limit *limit = &of_batch[a];
		double lo = limit->lo * (limit->lo_share ? n : 1), hi = limit->hi * (limit->hi_share ? n : 1);
		char number[2][NUM_LENGTH + 1];
		struct clash clash = {0};

		number[0][num_print(number[0], lo, 6)] = 0;
		number[1][num_print(number[1], n, 6)] = 0;
		if (lo > hi)
			return clash_crossed(&l->agent->name[a], e);
		if (lo <= n)
			continue;
		clash_add(&clash, &l->agent->name[a]);
		return clash_end(&clash, e,
			"lower limit %s, but at most %s readings can be had: the table has no more rows", number[0],
			number[1]);
	}
	return ST_OK;
}

/* What the limited agents leave to each of the others. */
static void balance(const struct limits *l, const struct limit *limit, double n, size_t least, size_t most,
	const bool *usable, double *lo, double *hi)
{
	double rest_lo = (double)least * n, rest_hi = (double)most * n;
	size_t others = 0;

	for (size_t a = 0; a < l->agent->n; a++) {
		if (limit[a].set) {
			rest_lo -= fmin(hi[a], n);
			rest_hi -= lo[a];
		} else {
			others += usable[a];
		}
	}
	for (size_t a = 0; a < l->agent->n; a++)
		if (!limit[a].set && usable[a]) {
			lo[a] = fmax(0, rest_lo / (double)others);
			hi[a] = fmax(0, rest_hi / (double)others);
		}
}

/* Bounds as fractional counts. */
static void bounds(const struct limits *l, const struct limit *limit, double n, size_t least, size_t most,
	const bool *usable, double *lo, double *hi)
{
	for (size_t a = 0; a < l->agent->n; a++) {
		lo[a] = limit[a].lo * (limit[a].lo_share ? n : 1);
		hi[a] = limit[a].hi * (limit[a].hi_share ? n : 1);
		if (!limits_allow(l, limit, a))
			hi[a] = 0;
	}
	if (l->balanced)
		balance(l, limit, n, least, most, usable, lo, hi);
}

void limits_shares(const struct limits *l, const struct limit *of_batch, double n, size_t least, size_t most,
	const bool *usable, double *lo, double *hi)
{
	bounds(l, of_batch, n, least, most, usable, lo, hi);
	for (size_t a = 0; a < l->agent->n; a++) {
		lo[a] /= n;
		hi[a] = fmin(1, hi[a] / n);
	}
}

/* Names the agents that have lower limits, or all of them. */
static int name_clash(const struct limits *l, const double *lo, double sum, size_t readings, struct err *e)
{
	struct clash clash = {0};
	char number[NUM_LENGTH + 1];

	number[num_print(number, sum, 6)] = 0;
	for (size_t a = 0; a < l->agent->n; a++)
		if (!lo || lo[a] != 0)
			clash_add(&clash, &l->agent->name[a]);
	return clash_end(&clash, e, "%s limits %s, but all shares make at %s %zu", lo ? "lower" : "upper", number,
		lo ? "most" : "least", readings);
}

int limits_check_shares(
	const struct limits *l, const double *lo, const double *hi, size_t least, size_t most, struct err *e)
{
	double low = 0, high = 0;

	for (size_t a = 0; a < l->agent->n; a++) {
		if (lo[a] > hi[a])
			return clash_crossed(&l->agent->name[a], e);
		low += lo[a];
		high += hi[a];
	}
	if (low > (double)most + LIMIT_ROUNDING)
		return name_clash(l, lo, low, most, e);
	return high < (double)least - LIMIT_ROUNDING ? name_clash(l, NULL, high, least, e) : ST_OK;
}

int limits_counts(const struct limits *l, const struct limit *of_batch, size_t n, size_t least, size_t most,
	const bool *usable, size_t *lo, size_t *hi, struct err *e)
{
	size_t m = l->agent->n;
	struct arena arena = {0};
	double *low = arena_alloc(&arena, m, sizeof *low), *high = arena_alloc(&arena, m, sizeof *high);

	if (arena_status(&arena, e)) {
		arena_free(&arena);
		return ST_SYSTEM;
	}
	bounds(l, of_batch, (double)n, least, most, usable, low, high);
	for (size_t a = 0; a < m; a++)
		limit_counts(low[a], high[a], n, &lo[a], &hi[a]);
	arena_free(&arena);
	return ST_OK;
}

static int divide(const struct limits *l, double **limit, struct err *e)
{
	size_t n = l->agent->n;
	bool *usable = mem_alloc(n, sizeof *usable, e);

	*limit = mem_alloc(2 * n, sizeof **limit, e);
	for (size_t a = 0; usable && a < n; a++)
		usable[a] = true;
	if (usable && *limit)
		limits_shares(l, limits_of(l, NULL, 0), 1, 1, 1, usable, *limit, *limit + n);
	free(usable);
	return usable && *limit ? ST_OK : ST_SYSTEM;
}

int limits_whole_shares(double **limit, const struct names *agent, const struct strings *share, double coverage,
	bool balanced, struct err *e)
{
	const struct strings none = {0};
	struct limits l;
	bool covered = !isnan(coverage);
	int st;

	*limit = NULL;
	if (!share->n && !covered && !balanced)
		return ST_OK;
	if ((st = limits_init(&l, agent, e)))
		return st;
	l.balanced = balanced;
	st = limits_options(&l, share, &none, e);
	if (!st && covered && l.limit[0].set)
		st = err_set(e, ST_USAGE, "--coverage and --share model exclude each other");
	if (!st && covered)
		l.limit[0] = (struct limit){coverage, coverage, true, true, true};
	if (!st)
		st = divide(&l, limit, e);
	limits_free(&l);
	return st;
}
