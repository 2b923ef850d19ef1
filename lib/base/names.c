/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/names.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void names_free(struct names *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->name[i].s);
	free(t->name);
	free(t->slot);
	free(t->byte);
	*t = (struct names){0};
}

/* Most names that are looked up row by row are of one byte, or of a few. */
enum { BYTES = 256 };

static bool same(const char *a, const char *b, size_t n)
{
	return !n || (*a == *b && !memcmp(a, b, n));
}

static size_t hash(const char *s, size_t n)
{
	uint64_t h = n;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3u; /* as FNV-1a */
	return (size_t)(h ^ h >> 32);
}

/* The slot that holds the name, or the free one where it would go; NULL without slots.  A name of one byte has its own. */
static size_t *find_slot(const struct names *t, const char *s, size_t n)
{
	size_t i;

	if (n == 1)
		return t->byte ? &t->byte[(unsigned char)*s] : NULL;
	if (!t->nslot)
		return NULL;
	i = hash(s, n) & (t->nslot - 1);
	for (; t->slot[i]; i = (i + 1) & (t->nslot - 1)) {
		const struct name *m = &t->name[t->slot[i] - 1];

		if (m->n == n && same(m->s, s, n))
			break;
	}
	return &t->slot[i];
}

size_t names_find(const struct names *t, const char *s, size_t n)
{
	size_t *slot = find_slot(t, s, n);

	return slot && *slot ? *slot - 1 : NAMES_NONE;
}

/* At most half full, so that probing stays short. */
static int grow_slots(struct names *t, struct err *e)
{
	size_t nslot = t->nslot ? 2 * t->nslot : 32;
	size_t *slot;

	if (2 * (t->n + 1) <= t->nslot)
		return ST_OK;
	if (!(slot = mem_alloc(nslot, sizeof *slot, e)))
		return ST_SYSTEM;
	free(t->slot);
	t->slot = slot;
	t->nslot = nslot;
	for (size_t i = 0; i < t->n; i++)
		if (t->name[i].n != 1)
			*find_slot(t, t->name[i].s, t->name[i].n) = i + 1;
	return ST_OK;
}

static int make_bytes(struct names *t, struct err *e)
{
	if (!t->byte)
		t->byte = mem_alloc(BYTES, sizeof *t->byte, e);
	return t->byte ? ST_OK : ST_SYSTEM;
}

int names_add(struct names *t, const char *s, size_t n, size_t *index, struct err *e)
{
	int st = n == 1 ? make_bytes(t, e) : grow_slots(t, e);
	size_t *slot;
	char *copy;

	if (st)
		return st;
	slot = find_slot(t, s, n);
	if (*slot) {
		*index = *slot - 1;
		return ST_OK;
	}
	if ((st = array_reserve(&t->name, &t->cap, t->n + 1, sizeof *t->name, e)))
		return st;
	if (!(copy = mem_copy(s, n, e)))
		return ST_SYSTEM;
	t->name[t->n] = (struct name){copy, n};
	*index = t->n++;
	*slot = t->n;
	return ST_OK;
}

/* Names longer than this are compared by their beginning: a hint needs no more. */
enum { HINT = 64 };

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits are to insert, drop or change a letter, or to exchange two neighbours. */
static size_t edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t row[3][HINT + 1]; /* row i is of the first i letters of a; three are needed at a time */

	na = na > HINT ? HINT : na;
	nb = nb > HINT ? HINT : nb;
	for (size_t i = 0; i <= na; i++)
		for (size_t j = 0; j <= nb; j++) {
			size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];

			if (!i || !j) {
				now[j] = i + j;
				continue;
			}
			now[j] = least(last[j - 1] + !same_letter(a[i - 1], b[j - 1]), least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]))
				now[j] = least(now[j], before[j - 2] + 1);
		}
	return row[na % 3][nb];
}

int names_add_list(struct names *t, const struct name *name, size_t n, struct err *e)
{
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++)
		st = names_add(t, name[i].s, name[i].n, &index, e);
	return st;
}

int names_add_words(struct names *t, const char *const *word, struct err *e)
{
	size_t index;
	int st = ST_OK;

	for (; !st && *word; word++)
		st = names_add(t, *word, strlen(*word), &index, e);
	return st;
}

const struct name *names_nearest(const struct names *t, const char *s, size_t n)
{
	const struct name *nearest = NULL;
	size_t best = n / 3 + 1;

	for (size_t i = 0; n && i < t->n; i++) {
		size_t d = edit_distance(s, n, t->name[i].s, t->name[i].n);

		if (d < best) {
			best = d;
			nearest = &t->name[i];
		}
	}
	return nearest;
}

const struct name *names_near(const struct names *t, const char *s, size_t n)
{
	const struct name *near = names_nearest(t, s, n);

	if (!near || 3 * edit_distance(s, n, near->s, near->n) > (n > near->n ? n : near->n))
		return NULL;
	return near;
}

int names_order(const struct name *a, const struct name *b)
{
	int c = memcmp(a->s, b->s, a->n < b->n ? a->n : b->n);

	return c ? c : (a->n > b->n) - (a->n < b->n);
}
