/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/role_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A list or an item of this source binds: those of earlier sources go. */
static void supersede(struct role_list *l, enum role_source source)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++)
		if (l->item[i].source < source)
			role_item_free(&l->item[i]);
		else
			l->item[kept++] = l->item[i];
	l->n = kept;
	l->source = source;
}

/* Takes the text over. */
static int list_add(struct role_list *l, const struct role_item *item, struct err *e)
{
	int st;

	if (!item->out && l->source < item->source)
		supersede(l, item->source);
	st = array_reserve(&l->item, &l->cap, l->n + 1, sizeof *l->item, e);
	if (st)
		role_item_free(item);
	else
		l->item[l->n++] = *item;
	return st;
}

/* What is being parsed. */
struct text {
	const char *s;     /* where the parser is; ends in NUL */
	const char *start; /* of the current binding */
	bool quoted;       /* between double quotes */
	enum role_source source;
};

static int bad(const struct text *t, const char *what, struct err *e)
{
	char shown[ERR_EXCERPT];

	return err_set(e, ST_USAGE, "%s: %s: '%s'", t->source == ROLE_OPTION ? "--columns" : "L2D_COLUMNS", what,
		err_excerpt(shown, t->start, strcspn(t->start, "\n")));
}

static int unknown_role(const struct text *t, struct err *e)
{
	char what[740]; /* what a message has room for beside an excerpt */
	size_t n = (size_t)snprintf(what, sizeof what, "no such role (");

	for (int i = 0; i < ROLE_COUNT && n + 32 < sizeof what; i++) /* of names of 30 bytes at most */
		n += (size_t)snprintf(what + n, sizeof what - n, "%s%s", i ? ", " : "", role_name((enum role)i));
	snprintf(what + n, sizeof what - n, ")");
	return bad(t, what, e);
}

/* The next byte of a binding; '\0' at its end: a blank outside quotes or the end of the text.  *plain: outside quotes, where
 * a comma separates.  Two quotes between quotes are one. */
static char next_byte(struct text *t, bool *plain)
{
	for (; *t->s; t->s++) {
		*plain = !t->quoted;
		if (*t->s == '"' && t->quoted && t->s[1] == '"')
			return t->s += 2, '"';
		if (*t->s == '"') {
			t->quoted = !t->quoted;
			continue;
		}
		if (!t->quoted && strchr(" \t\n", *t->s))
			return '\0';
		return *t->s++;
	}
	return '\0';
}

/* ROLE= */
static int parse_role(struct text *t, int *role, struct err *e)
{
	char name[32]; /* longer than any role's name */
	size_t n = 0;
	bool plain;
	char c;

	while ((c = next_byte(t, &plain)) && c != '=')
		if (n < sizeof name)
			name[n++] = c;
	if (!c || !n)
		return bad(t, "not ROLE=COLUMN,COLUMN", e);
	*role = role_of(name, n);
	return *role < 0 ? unknown_role(t, e) : ST_OK;
}

/* One item, up to its comma or the end of the binding, into text. */
static int parse_item(struct text *t, struct buf *text, bool *last, struct err *e)
{
	bool plain;
	char c;
	int st = ST_OK;

	text->n = 0;
	while (!st && (c = next_byte(t, &plain)) && !(c == ',' && plain))
		st = buf_add_char(text, c, e);
	*last = !c;
	return st ? st : buf_add_char(text, '\0', e);
}

static int take_item(struct text *t, const struct buf *text, struct role_list *l, struct err *e)
{
	const char *s = text->p, *star = strchr(s, '*');
	bool out = *s == '!';
	char *copy;

	if (!s[out])
		return bad(t, "an empty column name", e);
	if (star && strchr(star + 1, '*'))
		return bad(t, "more than one '*'", e);
	copy = mem_copy(s + out, strlen(s + out), e);
	return copy ? list_add(l, &(struct role_item){copy, out, t->source}, e) : ST_SYSTEM;
}

/* ROLE=ITEM,ITEM or ROLE= */
static int parse_binding(struct text *t, struct roles *r, struct err *e)
{
	struct buf text = {0};
	bool last = false;
	int role = -1, st = parse_role(t, &role, e);

	for (size_t i = 0; !st && !last; i++) {
		st = parse_item(t, &text, &last, e);
		if (!st && !i && last && !*text.p) {
			if (r->role[role].source < t->source)
				supersede(&r->role[role], t->source);
			break;
		}
		if (!st)
			st = take_item(t, &text, &r->role[role], e);
	}
	if (!st && t->quoted)
		st = bad(t, "a quote that is never closed", e);
	buf_free(&text);
	return st;
}

int roles_bind(struct roles *r, const char *text, enum role_source source, struct err *e)
{
	struct text t = {.s = text, .source = source};
	int st = ST_OK;

	while (!st && *(t.s += strspn(t.s, " \t\n"))) {
		t.start = t.s;
		st = parse_binding(&t, r, e);
	}
	return st;
}

int roles_init(struct roles *r, const struct strings *options, struct err *e)
{
	const char *env = getenv("L2D_COLUMNS");
	int st = ST_OK;

	*r = (struct roles){0};
	for (int i = 0; !st && i < ROLE_COUNT; i++)
		st = list_add(&r->role[i], &(struct role_item){role_initial((enum role)i), false, ROLE_INITIAL}, e);
	if (!st && env)
		st = roles_bind(r, env, ROLE_ENVIRONMENT, e);
	for (size_t i = 0; !st && i < options->n; i++)
		st = roles_bind(r, options->v[i], ROLE_OPTION, e);
	if (st)
		roles_free(r);
	return st;
}
