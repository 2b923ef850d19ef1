/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/summary/groups: lists of columns, names of groups, their order. */
#include "check.h"

#include <string.h>

#include "summary/groups.h"

static struct err e;

static void test_columns(void)
{
	static const char *const wrong[] = {"", "a,a", "\"a", "a\n", "a\nb", "\"a\"b", "\n", "a\r\n"};
	struct names by = {0};

	CHECK(!groups_columns(&by, NULL, &e) && !by.n);
	CHECK(!groups_columns(&by, "site,\"a,\"\"b\", c", &e) && by.n == 3);
	CHECK(!strcmp(by.name[0].s, "site") && !strcmp(by.name[1].s, "a,\"b") && !strcmp(by.name[2].s, " c"));
	names_free(&by);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		CHECK(groups_columns(&by, wrong[i], &e) == ST_USAGE);
		names_free(&by);
	}
}

static void test_names(void)
{
	static const char *const good[] = {"", "a,b", "\"a,\",b", "\"\"\"\",\"\n\"", " ,0"},
				 *const wrong[] = {"a", "a,", ",b", "a,\"\"", "a,b,c", "a,b\n", "\"a,b", "a,b\nc,d"};
	struct names by = {0};
	struct groups g;
	bool is;

	CHECK(!groups_columns(&by, "one,two", &e) && !groups_init(&g, &by, &e));
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CHECK(!groups_is_name(&g, good[i], strlen(good[i]), &is, &e) && is);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(!groups_is_name(&g, wrong[i], strlen(wrong[i]), &is, &e) && !is);
	CHECK(!groups_is_name(&g, "a,b\0", 4, &is, &e) && is);
	groups_free(&g);
	names_free(&by);
	CHECK(!groups_init(&g, &by, &e));
	CHECK(!groups_is_name(&g, "", 0, &is, &e) && is && !groups_is_name(&g, "a", 1, &is, &e) && !is);
	groups_free(&g);
}

/* Adds the names and checks that they come in the order of `want`, whatever that they were added in. */
static void check_order(const char *columns, const char *const *want, size_t n)
{
	struct names by = {0};

	CHECK(!groups_columns(&by, columns, &e));
	for (size_t shift = 0; shift < n; shift++) {
		struct groups g;
		size_t order[20], index;

		CHECK(!groups_init(&g, &by, &e));
		for (size_t i = 0; i < n; i++) {
			const char *name = want[(i * 3 + shift) % n]; /* no n here is a multiple of 3 */

			CHECK(!groups_add_name(&g, name, strlen(name), &index, &e) && index == 1 + i);
		}
		CHECK(!groups_order(&g, order, &e));
		for (size_t i = 0; i < n; i++)
			CHECK(!strcmp(g.name.name[order[i]].s, want[i]));
		CHECK(order[n] == 0);
		groups_free(&g);
	}
	names_free(&by);
}

static void test_order(void)
{
	static const char *const numbers[] = {"-1e3", "-2", "0", "9", "10"}, *const bytes[] = {"-2", "10", "9", "a"},
				 *const equal[] = {"1", "1.0", "1e0", "2"}, *const one[] = {"only"},
				 *const pairs[] = {"1,10", "1,9", "2,10", "2,x", "10,\" \"", "10,\"1,1\"", "10,2"},
				 *const bom[] = {"a", "\xEF\xBB\xBF", "\xEF\xBB\xBFx", "\xFF"};

	check_order("a", numbers, 5);
	check_order("a", bytes, 4);
	check_order("a", equal, 4);
	check_order("a", one, 1);
	check_order("a", NULL, 0);
	check_order("a", bom, 4);
	check_order("a,b", pairs, 7);
}

int main(void)
{
	test_columns();
	test_names();
	test_order();
	return check_end();
}
