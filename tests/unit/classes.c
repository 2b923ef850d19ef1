/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include <string.h>

#include "base/names.h"
#include "table/classes.h"

/* Words, some of them used, and the order that they should come in. */
static void check_order(const char *const *words, size_t n, const bool *used, const char *const *want)
{
	struct names t = {0}, sorted = {0};
	struct err e = {0};
	size_t to[8], index, k = 0;

	for (size_t i = 0; i < n; i++)
		names_add(&t, words[i], strlen(words[i]), &index, &e);
	CHECK(!classes_sort(&t, used, &sorted, to, &e));
	for (; want[k]; k++)
		CHECK(k < sorted.n && !strcmp(sorted.name[k].s, want[k]));
	CHECK(sorted.n == k);
	for (size_t i = 0; i < n; i++)
		CHECK(used[i] ? to[i] < sorted.n && !strcmp(sorted.name[to[i]].s, words[i]) : to[i] == NAMES_NONE);
	names_free(&t);
	names_free(&sorted);
}

static void test_classes(void)
{
	static const bool all[8] = {1, 1, 1, 1, 1, 1, 1, 1}, some[8] = {1, 0, 1, 1};

	check_order((const char *[]){"10", "9", "-1", "2.5"}, 4, all, (const char *[]){"-1", "2.5", "9", "10", NULL});
	check_order((const char *[]){"10", "9", "b", "a"}, 4, all, (const char *[]){"10", "9", "a", "b", NULL});
	check_order((const char *[]){"10", "word", "9", "1e2"}, 4, some, (const char *[]){"9", "10", "1e2", NULL});
	check_order((const char *[]){"b"}, 1, (const bool[]){0}, (const char *[]){NULL});
}

int main(void)
{
	test_classes();
	return check_end();
}
