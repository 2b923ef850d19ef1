/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/set_limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "number/num_parse.h"

int limit_read(const struct table *t, size_t column, double *x, bool *share, struct err *e)
{
	const struct csv_field *f = &t->row.f[column];

	if (table_missing(t, column))
		return ST_OK;
	*share = f->n && f->p[f->n - 1] == '%';
	if (num_parse(f->p, f->n - *share, x) || *x < 0
		|| (*share ? *x > 100 : *x != floor(*x) || *x > LIMIT_COUNT_MAX))
		return table_bad_cell(t, column, "not a count or a percentage", e);
	if (*share)
		*x /= 100;
	return ST_OK;
}

void limit_counts(double low, double high, size_t n, size_t *lo, size_t *hi)
{
	double up = ceil(low - LIMIT_ROUNDING), down = floor(fmin(high, (double)n) + LIMIT_ROUNDING);

	if (low <= high && up > down && up <= (double)n) {
		double other = up;

		up = down;
		down = other;
	}
	*lo = (size_t)up;
	*hi = (size_t)down;
}

void set_limits_free(struct set_limits *l)
{
	for (size_t i = 0; i < l->n; i++) {
		names_free(&l->line[i].cell);
		free(l->line[i].of_column);
	}
	free(l->line);
	free(l->member);
	free(l->rule_set);
	free(l->in_row.member);
	names_free(&l->set);
	names_free(&l->column);
	*l = (struct set_limits){0};
}

/* column: set, agent. */
static int read_member(struct set_limits *l, const struct table *t, const size_t *column, struct err *e)
{
	const struct csv_field *set = &t->row.f[column[0]], *agent = &t->row.f[column[1]];
	size_t m = l->agent->n, a = names_find(l->agent, agent->p, agent->n), s;
	int st;

	if (table_missing(t, column[0]))
		return table_bad_cell(t, column[0], "a set without a name", e);
	if (a == NAMES_NONE)
		return table_bad_cell(t, column[1], "no such agent", e);
	st = names_add(&l->set, set->p, set->n, &s, e);
	if (!st)
		st = array_reserve(&l->member, &l->member_cap, l->set.n * m, sizeof *l->member, e);
	if (st)
		return st;
	if (s + 1 == l->set.n && (s + 1) * m > l->member_used) {
		memset(l->member + s * m, 0, m * sizeof *l->member);
		l->member_used = (s + 1) * m;
	}
	if (l->member[s * m + a])
		return table_bad_cell(t, column[1], "the agent is in the set already", e);
	l->member[s * m + a] = true;
	return ST_OK;
}

int set_limits_sets(struct set_limits *l, const struct names *agent, const char *file, struct err *e)
{
	struct table t;
	size_t column[2];
	int st = table_open_file(&t, &file, e);

	l->agent = agent;
	if (st)
		return st;
	st = table_column(&t, "set", &column[0], e);
	if (!st)
		st = table_column(&t, "agent", &column[1], e);
	while (!st && !(st = table_next(&t, e)))
		st = read_member(l, &t, column, e);
	table_close(&t);
	return st == ST_END ? ST_OK : st;
}

/* The columns of a limits file that are none of the table's. */
enum { AGENT, SET, LO, HI, PRICE, MINUTES, OWN };

static bool is(const struct csv_field *f, const char *s)
{
	return f->n == strlen(s) && !memcmp(f->p, s, f->n);
}

/* Whom the line is about. */
static int read_who(
	const struct set_limits *l, const struct table *t, const size_t *column, struct set_line *line, struct err *e)
{
	const struct csv_field *set, *agent;

	line->agent = line->set = NAMES_NONE;
	if (column[SET] != NAMES_NONE && !table_missing(t, column[SET])) {
		set = &t->row.f[column[SET]];
		line->set = names_find(&l->set, set->p, set->n);
		if (line->set == NAMES_NONE)
			return table_bad_cell(t, column[SET], "--sets has no such set", e);
	}
	if (column[AGENT] == NAMES_NONE || table_missing(t, column[AGENT]))
		return ST_OK;
	agent = &t->row.f[column[AGENT]];
	line->agent = is(agent, "*") ? SET_EVERY : names_find(l->agent, agent->p, agent->n);
	if (line->agent == NAMES_NONE)
		return table_bad_cell(t, column[AGENT], "no such agent", e);
	if (line->set != NAMES_NONE)
		return table_bad_cell(t, column[AGENT], "a line is about an agent or about a set", e);
	return ST_OK;
}

/* What each reading beyond the line's limits costs; without a number there may be none. */
static int read_price(const struct table *t, size_t column, struct set_line *line, struct err *e)
{
	int st = ST_OK;

	line->price = INFINITY;
	if (column == NAMES_NONE || table_missing(t, column))
		return ST_OK;
	st = table_number(t, column, &line->price, e);
	if (!st && !(line->price >= 0 && line->price <= LIMIT_PRICE_MAX))
		st = table_bad_cell(t, column, "a price is from 0 to 1e100", e);
	return st;
}

/* How long the line's readings may take together. */
static int read_minutes(
	struct set_limits *l, const struct table *t, const size_t *column, struct set_line *line, struct err *e)
{
	int st;

	line->minutes = INFINITY;
	if (column[MINUTES] == NAMES_NONE || table_missing(t, column[MINUTES]))
		return ST_OK;
	l->minutes = true;
	line->limit.set = !table_missing(t, column[LO]) || !table_missing(t, column[HI]);
	st = table_number(t, column[MINUTES], &line->minutes, e);
	if (!st && !(line->minutes >= 0 && line->minutes <= LIMIT_MINUTES_MAX))
		st = table_bad_cell(t, column[MINUTES], "minutes are from 0 to 1e280", e);
	if (!st && !isinf(line->price))
		st = table_bad_cell(t, column[PRICE], "a limit of minutes has no price", e);
	return st;
}

static int read_line(
	struct set_limits *l, const struct table *t, const size_t *column, const size_t *scope, struct err *e)
{
	struct set_line *line;
	int st = array_reserve(&l->line, &l->cap, l->n + 1, sizeof *l->line, e);

	if (st)
		return st;
	line = &l->line[l->n++];
	*line = (struct set_line){.limit = {.hi = INFINITY, .set = true}, .line = t->row.line};
	st = read_who(l, t, column, line, e);
	if (!st)
		st = read_price(t, column[PRICE], line, e);
	if (!st)
		st = read_minutes(l, t, column, line, e);
	if (!st)
		st = limit_read(t, column[LO], &line->limit.lo, &line->limit.lo_share, e);
	if (!st)
		st = limit_read(t, column[HI], &line->limit.hi, &line->limit.hi_share, e);
	if (!st && !(line->of_column = mem_alloc(l->column.n, sizeof *line->of_column, e)))
		st = ST_SYSTEM;
	for (size_t k = 0; !st && k < l->column.n; k++) {
		const struct csv_field *f = &t->row.f[scope[k]];

		st = names_add(&line->cell, f->p, f->n, &line->of_column[k], e);
	}
	return st;
}

/* Every other column is one of the table's. */
static int find_columns(struct set_limits *l, const struct table *t, size_t column[OWN], size_t *scope, struct err *e)
{
	static const char *const name[OWN] = {"agent", "set", "lo", "hi", "price", "minutes"};
	int st = ST_OK;

	for (size_t i = 0; !st && i < OWN; i++) {
		column[i] = names_find(&t->header, name[i], strlen(name[i]));
		if (column[i] == NAMES_NONE && (i == LO || i == HI))
			st = table_column(t, name[i], &column[i], e);
	}
	for (size_t c = 0; !st && c < t->header.n; c++) {
		bool own = false;

		for (size_t i = 0; i < OWN; i++)
			own |= c == column[i];
		if (own)
			continue;
		scope[l->column.n] = c;
		st = names_add_list(&l->column, &t->header.name[c], 1, e);
	}
	return st;
}

int set_limits_read(struct set_limits *l, const struct names *agent, const char *file, struct table *t, struct err *e)
{
	size_t column[OWN], *scope = mem_alloc(t->header.n, sizeof *scope, e);
	int st = scope ? find_columns(l, t, column, scope, e) : ST_SYSTEM;

	l->agent = agent;
	l->file = file;
	while (!st && !(st = table_next(t, e)))
		st = read_line(l, t, column, scope, e);
	free(scope);
	return st == ST_END ? ST_OK : st;
}

/* One option: the set and its limits become rule number r. */
static int add_rule(
	struct set_limits *l, const char *option, size_t r, size_t most, uint32_t *lo, uint32_t *hi, struct err *e)
{
	size_t n, set, m = l->agent->n, low = 0, high = most;
	const char *value, *colon;

	if (!opt_split(option, &n, &value) || !(colon = strchr(value, ':'))
		|| (colon > value && num_parse_size(value, (size_t)(colon - value), &low))
		|| (colon[1] && num_parse_size(colon + 1, strlen(colon + 1), &high)) || low > high || low > most)
		return err_set(e, ST_USAGE, "--in-row: not SET=LO:HI with LO <= HI and LO <= %zu readers: '%.200s'",
			most, option);
	set = names_find(&l->set, option, n);
	if (set == NAMES_NONE)
		return err_set(e, ST_USAGE, "--in-row: --sets has no such set: '%.200s'", option);
	lo[r] = (uint32_t)low;
	hi[r] = (uint32_t)(high < most ? high : most);
	for (size_t a = 0; a < m; a++) {
		l->in_row.member[r * m + a] = l->member[set * m + a];
		if (!l->member[set * m + a])
			continue;
		l->in_row.overlap |= l->rule_set[a] < l->rule.n;
		l->rule_set[a] = (uint32_t)r;
	}
	return ST_OK;
}

int set_limits_in_row(struct set_limits *l, const struct strings *option, size_t most, struct err *e)
{
	size_t m = l->agent->n, n = option->n;
	int st = ST_OK;

	l->rule_set = mem_alloc(m + 2 * n, sizeof *l->rule_set, e);
	l->in_row = (struct in_row){.n = n, .m = m, .member = mem_alloc(n * m, sizeof *l->in_row.member, e)};
	if (!l->rule_set || !l->in_row.member)
		return ST_SYSTEM;
	l->in_row.lo = l->rule_set + m;
	l->in_row.hi = l->rule_set + m + n;
	l->rule = (struct exchange_rule){n, l->rule_set, l->rule_set + m, l->rule_set + m + n};
	for (size_t a = 0; a < m; a++)
		l->rule_set[a] = (uint32_t)n;
	for (size_t r = 0; !st && r < n; r++)
		st = add_rule(l, option->v[r], r, most, l->in_row.lo, l->in_row.hi, e);
	if (l->in_row.overlap)
		l->rule.n = 0;
	return st;
}

bool set_limits_possible(const struct set_limits *l, const struct exchange *x, size_t row)
{
	struct exchange own = *x;

	own.rule = l->rule.n ? &l->rule : NULL;
	if (!l->in_row.overlap)
		return exchange_possible(&own, row);
	return in_row_possible(&l->in_row, exchange_size(x, row), x->cost + row * x->m,
		x->kept ? x->kept + row * x->most : NULL, exchange_kept(x, row));
}

int set_limits_columns(const struct set_limits *l, const struct table *t, size_t **column, struct err *e)
{
	int st = ST_OK;

	if (!(*column = mem_alloc(l->column.n, sizeof **column, e)))
		return ST_SYSTEM;
	for (size_t k = 0; !st && k < l->column.n; k++)
		st = table_column(t, l->column.name[k].s, &(*column)[k], e);
	return st;
}

int set_limits_class(const struct table *t, const size_t *column, size_t n, struct buf *key, struct err *e)
{
	int st = ST_OK;

	key->n = 0;
	for (size_t k = 0; !st && k < n; k++) {
		const struct csv_field *f = &t->row.f[column[k]];

		st = buf_add(key, (const char *)&f->n, sizeof f->n, e);
		if (!st)
			st = buf_add(key, f->p, f->n, e);
	}
	return st;
}
