/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "number/num_parse.h"

/* Shares are written with a few digits; what is off by more was a slip of the pen. */
static const double sum_tolerance = 1e-9;

void parts_free(struct parts *p)
{
	names_free(&p->name);
	free(p->end);
	*p = (struct parts){0};
}

static int bad_parts(const char *text, const char *why, struct err *e)
{
	char shown[ERR_EXCERPT];

	return err_set(e, ST_USAGE, "--parts: %s: '%s'", why, err_excerpt(shown, text, strlen(text)));
}

/* One "NAME=SHARE" of n bytes. */
static int add_part(struct parts *p, const char *text, size_t n, double *sum, struct err *e)
{
	const char *eq = memchr(text, '=', n);
	size_t index, before = p->name.n;
	double share;
	int st;

	if (!eq || eq == text)
		return bad_parts(text, "not NAME=SHARE,NAME=SHARE", e);
	if (num_parse(eq + 1, n - (size_t)(eq + 1 - text), &share) || share < 0 || share > 1)
		return bad_parts(text, "the share is not a number in [0, 1]", e);
	st = names_add(&p->name, text, (size_t)(eq - text), &index, e);
	if (!st && index != before)
		st = bad_parts(text, "the name stands twice", e);
	if (!st)
		st = array_reserve(&p->end, &p->cap, p->name.n, sizeof *p->end, e);
	if (!st)
		p->end[index] = *sum += share;
	return st;
}

int parts_parse(struct parts *p, const char *text, struct err *e)
{
	double sum = 0;
	int st = ST_OK;

	*p = (struct parts){0};
	for (const char *s = text; !st && s;) {
		size_t n = strcspn(s, ",");

		st = add_part(p, s, n, &sum, e);
		s = s[n] ? s + n + 1 : NULL;
	}
	if (!st && fabs(sum - 1) > sum_tolerance)
		st = bad_parts(text, "the shares do not sum to 1", e);
	if (!st)
		p->end[p->name.n - 1] = 1;
	return st;
}

static double place(const void *id, size_t n, size_t seed)
{
	return hash_unit(hash_bytes(id, n, seed));
}

bool parts_is_first(double share, const void *id, size_t n, size_t seed)
{
	return place(id, n, seed) < share;
}

size_t parts_of(const struct parts *p, const void *id, size_t n, size_t seed)
{
	double u = place(id, n, seed);
	size_t i = 0;

	while (u >= p->end[i])
		i++;
	return i;
}

int parts_parse_fold(const char *text, size_t *fold, size_t *folds, struct err *e)
{
	const char *slash = strchr(text, '/');

	if (slash && !num_parse_size(text, (size_t)(slash - text), fold)
		&& !num_parse_size(slash + 1, strlen(slash + 1), folds) && *fold >= 1 && *fold <= *folds)
		return ST_OK;
	return err_set(e, ST_USAGE, "--fold: not k/K with 1 <= k <= K: '%.60s'", text);
}

size_t parts_fold_of(size_t folds, const void *id, size_t n, size_t seed)
{
	return 1 + hash_mix(hash_bytes(id, n, seed)) % folds;
}
