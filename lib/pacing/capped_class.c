/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/capped_class.h"

#include <math.h>

#include "base/buf.h"
#include "limits/set_class.h"

static const struct name whole = {(char *)"", 0};

const char *capped_unfit(const struct capped *c, const struct limit *limit, bool soft)
{
	if (c->total)
		return NULL;
	if (limit->lo_share || (limit->hi_share && !isinf(limit->hi)))
		return "a share of rows that are still to come needs --rows";
	return limit->lo > 0 && !soft ? "a lower limit needs rows to come, as --rows says, to be kept by" : NULL;
}

/* The price of a line's limit, by its name or that of the line itself, or 0 where it limits nothing. */
static int price_of(struct capped *c, const struct set_line *line, size_t which, const struct name *name,
	const struct cap *cap, double *price, struct err *e)
{
	struct buf own = {0};
	char shown[2][ERR_EXCERPT];
	int st = price_list_of(&c->prices, &whole, name, price, e);

	if (!st && isnan(*price))
		st = set_line_name(capped_sets(c), line, which, NULL, &own, e);
	if (!st && own.n)
		st = price_list_of(&c->prices, &whole, &(struct name){own.p, own.n}, price, e);
	if (!st && isnan(*price) && (cap->hi == 0 || (cap->lo == 0 && isinf(cap->hi))))
		*price = 0;
	if (!st && isnan(*price))
		st = err_set(e, ST_DATA, "--prices has none of '%s' or '%s'", err_excerpt(shown[0], name->s, name->n),
			err_excerpt(shown[1], own.p, own.n));
	buf_free(&own);
	return st;
}

/* The cap becomes the line's. */
static int bind(struct capped *c, struct capped_batch *b, size_t k, size_t i, size_t which, struct err *e)
{
	const struct set_limits *l = capped_sets(c);
	const struct set_line *line = &l->line[i];
	const struct name *name = &b->caps.name.name[k];
	struct cap *cap = &b->caps.at[k];
	const char *why = capped_unfit(c, &line->limit, !isinf(line->price));
	double rows = (double)c->total;
	size_t lo, hi;

	if (cap->line == i)
		return ST_OK;
	if (k < c->agent.n + c->goods.n || cap->line != NAMES_NONE)
		return err_at(e, ST_DATA, l->file, line->line, 1, "line %zu is about '%.300s', too",
			cap->line == NAMES_NONE ? 1 : l->line[cap->line].line, name->s);
	if (why)
		return err_at(e, ST_DATA, l->file, line->line, 1, "'%.300s': %s", name->s, why);
	cap->line = i;
	cap->soft = line->price;
	cap->lo = line->limit.lo;
	cap->hi = line->limit.hi;
	if (rows) {
		limit_counts(cap->lo * (line->limit.lo_share ? rows : 1), cap->hi * (line->limit.hi_share ? rows : 1),
			c->total + (size_t)cap->lo + 1, &lo, &hi);
		cap->lo = (double)lo;
		cap->hi = isinf(cap->hi) ? INFINITY : (double)hi;
	}
	return price_of(c, line, which, name, cap, &cap->price, e);
}

/* The limits that the line is for the class, and who is in them. */
static int link_line(struct capped *c, struct capped_batch *b, const struct name *class, struct capped_class *to,
	size_t i, struct err *e)
{
	const struct set_limits *l = capped_sets(c);
	const struct set_line *line = &l->line[i];
	bool every = line->agent == SET_EVERY;
	struct buf name = {0};
	int st = ST_OK;

	for (size_t a = 0; !st && a < (every ? c->agent.n : 1); a++) {
		size_t which = every ? a : line->agent, k;

		st = set_line_name(l, line, which, class, &name, e);
		if (!st)
			st = caps_find(&b->caps, &(struct name){name.p, name.n}, &k, e);
		if (!st)
			st = bind(c, b, k, i, which, e);
		if (!st)
			st = array_reserve(&to->link, &to->room, to->n + c->agent.n, sizeof *to->link, e);
		for (size_t j = 0; !st && j < c->agent.n; j++)
			if (set_line_has(l, line, which, j))
				to->link[to->n++] = (struct capped_link){j, k};
	}
	buf_free(&name);
	return st;
}

int capped_class_find(struct capped *c, struct capped_batch *b, const struct name *class, size_t *index, struct err *e)
{
	const struct set_limits *l = capped_sets(c);
	size_t n = c->class.n;
	struct buf key = {0};
	int st = array_reserve(&c->of_class, &c->class_room, n + 1, sizeof *c->of_class, e);

	if (!st && names_find(&c->class, class->s, class->n) == NAMES_NONE)
		c->of_class[n] = (struct capped_class){0};
	if (!st)
		st = names_add(&c->class, class->s, class->n, index, e);
	for (size_t i = 0; !st && *index == n && i < l->n; i++) {
		bool holds;

		st = set_line_holds(l, &l->line[i], class, &key, &holds, e);
		if (!st && holds)
			st = link_line(c, b, class, &c->of_class[n], i, e);
	}
	buf_free(&key);
	return st;
}
