/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/role.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *pattern;
} role_table[ROLE_COUNT] = {
	[ROLE_LABEL] = {"label", "y"},
	[ROLE_PROB] = {"prob", "p_*"},
	[ROLE_LOGIT] = {"logit", "z_*"},
	[ROLE_EXPERT] = {"expert", "e_*"},
	[ROLE_DEFER] = {"defer", "defer_*"},
	[ROLE_CONF] = {"conf", "conf_*"},
	[ROLE_COST] = {"cost", "cost_*"},
	[ROLE_GATE] = {"gate", "q_*"},
	[ROLE_FEATURE] = {"feature", "x_*"},
	[ROLE_WEIGHT] = {"weight", "w"},
	[ROLE_SCORE] = {"score", "score"},
	[ROLE_AGENT] = {"agent", "agent"},
	[ROLE_ANSWER] = {"answer", "answer"},
	[ROLE_AVAILABLE] = {"avail", "avail_*"},
	[ROLE_LATENCY] = {"latency", "latency_*"},
};

const char *role_name(enum role role)
{
	return role_table[role].name;
}

void roles_free(struct roles *r)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		free(r->role[i].pattern);
	*r = (struct roles){0};
}

static int set_pattern(struct roles *r, int role, const char *s, size_t n, bool explicit, struct err *e)
{
	char *copy = mem_copy(s, n, e);

	if (!copy)
		return ST_SYSTEM;
	free(r->role[role].pattern);
	r->role[role] = (struct role_pattern){copy, explicit};
	return ST_OK;
}

static int find_role(const char *s, size_t n)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strlen(role_table[i].name) == n && !strncmp(role_table[i].name, s, n))
			return i;
	return -1;
}

/* One "role=pattern" of n bytes. */
static int bind_role(struct roles *r, const char *s, size_t n, bool explicit, struct err *e)
{
	const char *where = explicit ? "--columns" : "L2D_COLUMNS", *eq = memchr(s, '=', n), *star;
	char shown[ERR_EXCERPT];
	size_t left;
	int role;

	err_excerpt(shown, s, n);
	if (!eq || eq == s || eq + 1 == s + n)
		return err_set(e, ST_USAGE, "%s: not ROLE=COLUMN: '%s'", where, shown);
	role = find_role(s, (size_t)(eq - s));
	if (role < 0)
		return err_set(e, ST_USAGE, "%s: no such role: '%s'", where, shown);
	left = n - (size_t)(++eq - s);
	star = memchr(eq, '*', left);
	if (star && memchr(star + 1, '*', left - (size_t)(star + 1 - eq)))
		return err_set(e, ST_USAGE, "%s: more than one '*': '%s'", where, shown);
	return set_pattern(r, role, eq, left, explicit, e);
}

/* Words separated by blanks; a column name with a blank is written with the word in double quotes. */
static int assign_all(struct roles *r, const char *s, bool explicit, struct err *e)
{
	int st = ST_OK;

	while (!st && *(s += strspn(s, " \t\n"))) {
		const char *stop = *s == '"' ? "\"" : " \t\n";
		size_t n;

		s += *s == '"';
		n = strcspn(s, stop);
		st = bind_role(r, s, n, explicit, e);
		s += n + (*stop == '"' && s[n] == '"');
	}
	return st;
}

int roles_init(struct roles *r, const struct strings *options, struct err *e)
{
	const char *env = getenv("L2D_COLUMNS");
	int st = ST_OK;

	*r = (struct roles){0};
	for (int i = 0; !st && i < ROLE_COUNT; i++)
		st = set_pattern(r, i, role_table[i].pattern, strlen(role_table[i].pattern), false, e);
	if (!st && env)
		st = assign_all(r, env, false, e);
	for (size_t i = 0; !st && i < options->n; i++)
		st = assign_all(r, options->v[i], true, e);
	if (st)
		roles_free(r);
	return st;
}

/* Whether the name matches; *at and *n are then the bytes that '*' stands for, or the whole name. */
static bool match(const char *pattern, const struct name *name, size_t *at, size_t *n)
{
	const char *star = strchr(pattern, '*');
	size_t prefix = star ? (size_t)(star - pattern) : strlen(pattern);
	size_t suffix = star ? strlen(star + 1) : 0;

	if (name->n < prefix + suffix || memcmp(name->s, pattern, prefix))
		return false;
	*at = star ? prefix : 0;
	*n = name->n - *at - suffix;
	if (!star)
		return name->n == prefix;
	return !memcmp(name->s + prefix + *n, star + 1, suffix) && *n;
}

int roles_family(const struct roles *r, enum role role, const struct names *header, struct family *f, struct err *e)
{
	const char *pattern = r->role[role].pattern;
	size_t cap = 0, at, n, index;
	int st = ST_OK;

	*f = (struct family){.single = !strchr(pattern, '*')};
	for (size_t i = 0; !st && i < header->n; i++) {
		if (!match(pattern, &header->name[i], &at, &n))
			continue;
		st = array_reserve(&f->column, &cap, f->n + 1, sizeof *f->column, e);
		if (!st)
			st = names_add(&f->member, header->name[i].s + at, n, &index, e);
		if (!st)
			f->column[f->n++] = i;
	}
	if (st)
		family_free(f);
	return st;
}

void family_free(struct family *f)
{
	free(f->column);
	names_free(&f->member);
	*f = (struct family){0};
}

int roles_column(const struct roles *r, enum role role, const struct name *member, struct buf *out, struct err *e)
{
	const char *pattern = r->role[role].pattern, *star = strchr(pattern, '*'), *initial = role_table[role].pattern;
	int st;

	if (!star && strchr(initial, '*') && (!member || strcmp(pattern, member->s))) {
		pattern = initial;
		star = strchr(initial, '*');
	}
	if (!star || !member)
		return buf_add_string(out, pattern, e);
	st = buf_add(out, pattern, (size_t)(star - pattern), e);
	if (!st)
		st = buf_add(out, member->s, member->n, e);
	return st ? st : buf_add_string(out, star + 1, e);
}
