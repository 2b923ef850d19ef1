/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include <string.h>

#include "base/hash.h"
#include "base/names.h"

static void test_names(void)
{
	struct names t = {0};
	struct err e;
	char name[32];
	size_t at;

	for (size_t i = 0; i < 5000; i++) {
		int n = snprintf(name, sizeof name, "p_%zu", i);

		CHECK(!names_add(&t, name, (size_t)n, &at, &e) && at == i);
		CHECK(!names_add(&t, name, (size_t)n, &at, &e) && at == i);
	}
	CHECK(names_find(&t, "p_4999", 6) == 4999);
	CHECK(names_find(&t, "p_5000", 6) == NAMES_NONE);
	CHECK(names_find(&t, "p_4999", 5) == 499);
	names_free(&t);
	CHECK(names_find(&t, "x", 1) == NAMES_NONE);
	names_add(&t, "label", 5, &at, &e);
	names_add(&t, "score", 5, &at, &e);
	CHECK(!strcmp(names_nearest(&t, "lable", 5)->s, "label"));
	CHECK(!strcmp(names_nearest(&t, "scores", 6)->s, "score"));
	CHECK(!strcmp(names_nearest(&t, "LABEL", 5)->s, "label"));
	CHECK(!names_nearest(&t, "lab", 3)); /* two letters of three are further than a third */
	CHECK(!names_nearest(&t, "x_*", 3));
	names_free(&t);
}

/* Every name of one byte, the byte 0 too, among others of none and of two; who has but long names has no table of bytes. */
static void test_bytes(void)
{
	struct names t = {0};
	struct err e;
	size_t at;

	CHECK(!names_add(&t, "", 0, &at, &e) && at == 0 && !t.byte);
	CHECK(names_find(&t, "a", 1) == NAMES_NONE && names_find(&t, "ab", 2) == NAMES_NONE);
	for (int i = 0; i < 256; i++) {
		const char name[] = {(char)i, (char)(255 - i)};

		CHECK(names_find(&t, name, 1) == NAMES_NONE);
		CHECK(!names_add(&t, name, 1, &at, &e) && at == 1 + 2 * (size_t)i);
		CHECK(!names_add(&t, name, 2, &at, &e) && at == 2 + 2 * (size_t)i);
	}
	for (int i = 0; i < 256; i++) {
		const char name[] = {(char)i, (char)(255 - i)};

		CHECK(!names_add(&t, name, 1, &at, &e) && at == 1 + 2 * (size_t)i);
		CHECK(names_find(&t, name, 1) == 1 + 2 * (size_t)i && names_find(&t, name, 2) == 2 + 2 * (size_t)i);
	}
	CHECK(t.n == 513 && names_find(&t, "", 0) == 0);
	names_free(&t);
	CHECK(!names_add(&t, "b", 1, &at, &e) && at == 0 && names_find(&t, "bb", 2) == NAMES_NONE);
	names_free(&t);
}

int main(void)
{
	test_names();
	test_bytes();
	return check_end();
}
