/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/classes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "number/num_parse.h"

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

/* Without the blanks around it. */
static struct name trimmed(const char *s, size_t n)
{
	while (n && *s == ' ')
		s++, n--;
	while (n && s[n - 1] == ' ')
		n--;
	return (struct name){(char *)(uintptr_t)s, n};
}

/* The class that is the same number, or the same bytes between blanks. */
static const struct name *same_but_written(const struct names *classes, const char *s, size_t n)
{
	struct name bare = trimmed(s, n);
	bool number;
	double x, y;

	number = !num_parse(bare.s, bare.n, &x);
	for (size_t k = 0; k < classes->n; k++) {
		struct name class = trimmed(classes->name[k].s, classes->name[k].n);

		if (class.n == bare.n && !memcmp(class.s, bare.s, bare.n))
			return &classes->name[k];
		if (number && !num_parse(class.s, class.n, &y) && x == y)
			return &classes->name[k];
	}
	return NULL;
}

/* Names that a message lists; of more it says how many there are. */
enum { LISTED = 8 };

static size_t list_names(char *out, size_t size, const struct names *t)
{
	size_t n = 0, listed = t->n > LISTED ? LISTED : t->n;
	char shown[ERR_EXCERPT];

	for (size_t k = 0; k < listed && n < size; k++) {
		const struct name *m = &t->name[k];

		err_excerpt(shown, m->s, m->n);
		n += (size_t)snprintf(out + n, size - n, "%s'%.60s'", k ? ", " : "", shown);
	}
	if (t->n > listed && n < size)
		n += (size_t)snprintf(out + n, size - n, " ... of %zu", t->n);
	return n;
}

const char *classes_words(
	char out[CLASSES_WORDS], const char *noun, const struct names *classes, const char *s, size_t n)
{
	const struct name *near = same_but_written(classes, s, n);
	char shown[ERR_EXCERPT];
	size_t m = (size_t)snprintf(out, CLASSES_WORDS, "no %s", noun);

	near = near ? near : names_nearest(classes, s, n);
	if (near)
		m += (size_t)snprintf(
			out + m, CLASSES_WORDS - m, "; the nearest is '%.60s'", err_excerpt(shown, near->s, near->n));
	m += (size_t)snprintf(out + m, CLASSES_WORDS - m, " (of ");
	m += list_names(out + m, CLASSES_WORDS - m, classes);
	if (m < CLASSES_WORDS)
		snprintf(out + m, CLASSES_WORDS - m, ")");
	return out;
}
