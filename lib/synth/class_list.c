/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/class_list.h"

#include <stdio.h>
#include <string.h>

#include "number/num_parse.h"
#include "number/num_print.h"

static int bad_classes(const char *text, struct err *e)
{
	char shown[ERR_EXCERPT];

	return err_set(e, ST_USAGE, "not a list of class names or ranges A..B without repetition: '%s'",
		err_excerpt(shown, text, strlen(text)));
}

/* What a range stands for is kept, name by name. */
enum { CLASSES_MAX = 100000 };

/* One name, or a range of integers, of n bytes. */
static int add_classes(const char *s, size_t n, struct names *classes, bool *repeated, struct err *e)
{
	const char *dots = memmem(s, n, "..", 2);
	char text[NUM_LENGTH];
	size_t from, to, index, before;
	int st = ST_OK;

	if (!dots || num_parse_size(s, (size_t)(dots - s), &from)
		|| num_parse_size(dots + 2, n - (size_t)(dots + 2 - s), &to)) {
		before = classes->n;
		st = names_add(classes, s, n, &index, e);
		*repeated = index != before || !n;
		return st;
	}
	if (from <= to && to - from >= CLASSES_MAX)
		return err_set(e, ST_USAGE, "classes: more than %d in a range: '%.*s'", CLASSES_MAX, (int)n, s);
	*repeated = from > to;
	for (size_t k = from; !st && !*repeated && k <= to; k++) {
		before = classes->n;
		st = names_add(classes, text, (size_t)snprintf(text, sizeof text, "%zu", k), &index, e);
		*repeated = index != before;
	}
	return st;
}

int class_list_parse(const char *text, struct names *classes, struct err *e)
{
	bool repeated = false;
	int st = ST_OK;

	for (const char *s = text; !st && s;) {
		size_t n = strcspn(s, ",");

		st = add_classes(s, n, classes, &repeated, e);
		if (!st && repeated)
			st = bad_classes(text, e);
		s = s[n] ? s + n + 1 : NULL;
	}
	return st;
}

int class_list_bind(struct cases *c, const char *text, struct err *e)
{
	int st;

	if (!c->open && text)
		return err_set(e, ST_USAGE, "--classes: the input has columns that name the classes");
	if (c->open && !text)
		return err_set(e, ST_USAGE, "the input has no p_* to name the classes: give --classes");
	if (c->open && (st = class_list_parse(text, &c->classes, e)))
		return st;
	c->open = false;
	return c->classes.n > 1 ? ST_OK : err_set(e, ST_USAGE, "there must be two classes at least");
}
