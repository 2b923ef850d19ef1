/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cases/cases_join.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "parallel/peers.h"

int cases_merge(struct cases *c, const struct cases *other, struct err *e)
{
	return class_uses_merge(&c->uses, &c->classes, &other->uses, &other->classes, e);
}

int cases_take_over(struct cases *c, const struct cases *other, size_t **to, struct err *e)
{
	size_t nclass = other->classes.n, n = nclass + other->other.n;
	int st = (*to = mem_alloc(n, sizeof **to, e)) ? ST_OK : ST_SYSTEM;

	for (size_t k = 0; !st && k < n; k++) {
		const struct name *m = cases_class_name(other, k);

		st = names_add(k < nclass ? &c->classes : &c->other, m->s, m->n, &(*to)[k], e);
		if (k >= nclass)
			(*to)[k] += c->classes.n;
	}
	return st ? st : cases_merge(c, other, e);
}

static int pack_names(struct buf *b, const struct names *t, struct err *e)
{
	int st = buf_add(b, &t->n, sizeof t->n, e);

	for (size_t i = 0; !st && i < t->n; i++) {
		st = buf_add(b, &t->name[i].n, sizeof t->name[i].n, e);
		if (!st)
			st = buf_add(b, t->name[i].s, t->name[i].n, e);
	}
	return st;
}

static size_t unpack_size(const char **at)
{
	size_t n;

	memcpy(&n, *at, sizeof n);
	*at += sizeof n;
	return n;
}

static int unpack_names(const char **at, struct names *t, struct err *e)
{
	size_t index;
	int st = ST_OK;

	for (size_t i = unpack_size(at); !st && i > 0; i--) {
		size_t n = unpack_size(at);

		st = names_add(t, *at, n, &index, e);
		*at += n;
	}
	return st;
}

/* What another process knows of names, taken over; its files are those of t. */
static int take_over_packed(struct cases *c, const struct table *t, const char *at, size_t **to, struct err *e)
{
	struct cases other = {0};
	int st = unpack_names(&at, &other.classes, e);

	if (!st)
		st = unpack_names(&at, &other.other, e);
	other.uses.n = st ? 0 : unpack_size(&at);
	if (!st && !(other.uses.use = mem_alloc(other.uses.n, sizeof *other.uses.use, e)))
		st = ST_SYSTEM;
	if (!st && other.uses.n)
		memcpy(other.uses.use, at, other.uses.n * sizeof *other.uses.use);
	for (size_t i = 0; !st && i < other.uses.n; i++)
		if (other.uses.use[i].answered)
			other.uses.use[i].file = t->file[other.uses.use[i].file_number - 1];
	if (!st)
		st = cases_take_over(c, &other, to, e);
	cases_free(&other);
	return st;
}

int cases_gather(struct cases *c, size_t **to, struct err *e)
{
	struct cases all = {0};
	struct buf mine = {0};
	char *packed = NULL;
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e), *map = NULL;
	int st = begin ? pack_names(&mine, &c->classes, e) : ST_SYSTEM;

	if (!st)
		st = pack_names(&mine, &c->other, e);
	if (!st)
		st = buf_add(&mine, &c->uses.n, sizeof c->uses.n, e);
	if (!st)
		st = buf_add(&mine, c->uses.use, c->uses.n * sizeof *c->uses.use, e);
	if (!st)
		st = peers_gather(mine.p, mine.n, &packed, begin, e);
	for (size_t i = 0; !st && i < peers_n(); i++) {
		st = take_over_packed(&all, c->t, packed + begin[i], i == peers_me() ? to : &map, e);
		free(map);
		map = NULL;
	}
	if (!st) {
		struct cases own = *c;

		c->classes = all.classes, c->other = all.other, c->uses = all.uses;
		all.classes = own.classes, all.other = own.other, all.uses = own.uses;
	}
	cases_free(&all);
	buf_free(&mine);
	free(packed);
	free(begin);
	return st;
}
