/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/classes.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"

struct class
{
	struct name name;
	double number;
	size_t from; /* its place in the unsorted names */
};

static int by_bytes(const void *a, const void *b)
{
	const struct class *x = a, *y = b;
	size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
	int c = memcmp(x->name.s, y->name.s, n);

	return c ? c : (x->name.n > y->name.n) - (x->name.n < y->name.n);
}

/* Labels of one value (1 and 1.0) go by bytes. */
static int by_number(const void *a, const void *b)
{
	const struct class *x = a, *y = b;
	int c = (x->number > y->number) - (x->number < y->number);

	return c ? c : by_bytes(a, b);
}

int classes_sort(const struct names *t, const bool *used, struct names *sorted, size_t *to, struct err *e)
{
	struct class *class = mem_alloc(t->n, sizeof *class, e);
	bool numbers = true;
	size_t n = 0, index;
	int st = class ? ST_OK : ST_SYSTEM;

	for (size_t k = 0; !st && k < t->n; k++) {
		to[k] = NAMES_NONE;
		if (!used[k])
			continue;
		class[n] = (struct class){t->name[k], 0, k};
		numbers = !num_parse(t->name[k].s, t->name[k].n, &class[n++].number) && numbers;
	}
	if (n)
		qsort(class, n, sizeof *class, numbers ? by_number : by_bytes);
	for (size_t k = 0; !st && k < n; k++) {
		to[class[k].from] = k;
		st = names_add(sorted, class[k].name.s, class[k].name.n, &index, e);
	}
	free(class);
	return st;
}

int classes_positive(const struct names *classes, const char *name, const char *file, size_t *positive, struct err *e)
{
	const bool used[2] = {true, true};
	struct names sorted = {0};
	size_t to[2];
	int st;

	if (classes->n != 2)
		return err_at(e, ST_DATA, file, 1, 1, "binary: two classes are needed, not %zu", classes->n);
	if (name) {
		*positive = names_find(classes, name, strlen(name));
		return *positive != NAMES_NONE ? ST_OK
					       : err_set(e, ST_USAGE, "--positive: no such class: '%.200s'", name);
	}
	st = classes_sort(classes, used, &sorted, to, e);
	if (!st)
		*positive = to[1] == 1;
	names_free(&sorted);
	return st;
}
