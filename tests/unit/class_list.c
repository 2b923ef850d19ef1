/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Lists of classes: names, ranges, and what is none. */
#include "synth/class_list.h"

#include <string.h>

#include "check.h"

static void check_list(const char *text, const char *want)
{
	struct names n = {0};
	struct err e;
	char all[200] = "";

	CHECK(!class_list_parse(text, &n, &e));
	for (size_t i = 0; i < n.n; i++) {
		strcat(all, n.name[i].s);
		strcat(all, " ");
	}
	if (!CHECK(!strcmp(all, want)))
		printf("# '%s': '%s'\n", text, all);
	names_free(&n);
}

int main(void)
{
	static const char *const none[] = {"", "a,", ",a", "a,a", "0..3,2", "3..1", "0..99999999999"};

	check_list("a,b", "a b ");
	check_list("0..3", "0 1 2 3 ");
	check_list("5..5,x,7..8", "5 x 7 8 ");
	/* No range of integers is a name. */
	check_list("a..b", "a..b ");
	check_list("x-1", "x-1 ");
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct names n = {0};
		struct err e;

		if (!CHECK(class_list_parse(none[i], &n, &e) == ST_USAGE))
			printf("# taken: '%s'\n", none[i]);
		names_free(&n);
	}
	return check_end();
}
