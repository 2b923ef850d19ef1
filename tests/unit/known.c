/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/decide/known: which confidences may be compared before anybody is asked, by what --columns says of them. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decide/known.h"

static char path[] = "/tmp/l2d-known-XXXXXX";

/* The status for each of conf_a, conf_b and no column, a digit each, with these --columns; e has the last message. */
static int checked(const char *columns, bool doubt, struct err *e)
{
	const struct table_options o = {.columns = {.v = (const char *[]){columns}, .n = columns != NULL}};
	const struct strings files = {.v = (const char *[]){path}, .n = 1};
	const struct name agent = {(char[]){"a"}, 1};
	int digits = 0;
	struct table t;

	if (!CHECK(!table_open(&t, &o, &files, e)))
		return -1;
	for (size_t k = 0; k < 3; k++) {
		struct err one = {0};
		int st = known_check(&t, k < 2 ? k : NAMES_NONE, &agent, doubt, "or pay", &one);

		digits = 10 * digits + st;
		if (st)
			*e = one;
	}
	table_close(&t);
	return digits;
}

/* The same of the experts of the table; both have an answer, a has a price. */
static int experts(const char *columns, bool priced, const double *fixed)
{
	const struct table_options o = {.columns = {.v = (const char *[]){columns}, .n = columns != NULL}};
	const struct strings files = {.v = (const char *[]){path}, .n = 1};
	struct err e = {0};
	struct cases c;
	struct table t;
	int st;

	if (!CHECK(!table_open(&t, &o, &files, &e)))
		return -1;
	CHECK(!cases_init(&c, &t, CASES_CONF, CASES_COST | CASES_ESTIMATE | CASES_ANSWER, false, &e));
	st = known_check_experts(&c, priced, fixed, &e);
	cases_free(&c);
	table_close(&t);
	return st;
}

static void put(const char *text)
{
	FILE *f = fopen(path, "w");

	if (CHECK(f)) {
		CHECK(fputs(text, f) >= 0);
		CHECK(!fclose(f));
	}
}

int main(void)
{
	struct err e = {0};
	int fd = mkstemp(path);

	if (!CHECK(fd >= 0))
		return check_end();
	close(fd);
	unsetenv("L2D_COLUMNS");
	put("conf_a,conf_b,e_a,e_b,cost_a\n.5,.5,0,1,1\n");
	/* nobody says what is known: it is refused in doubt alone */
	CHECK(checked(NULL, false, &e) == 0);
	CHECK(checked(NULL, true, &e) == 330);
	CHECK(strstr(e.text, "column 'conf_b' would be read before 'a', which has a price, is asked: say known=conf_b")
		&& strstr(e.text, "or pay"));
	/* one is known, the other is left out, whatever is taken for granted */
	CHECK(checked("known=conf_a", false, &e) == 30);
	CHECK(checked("known=conf_a", true, &e) == 30);
	CHECK(checked("known=conf_*", true, &e) == 0);
	CHECK(checked("known=", false, &e) == 330);
	/* of experts those with a price, or all; one with a constant is not read */
	CHECK(experts(NULL, true, NULL) == ST_OK);
	CHECK(experts("known=conf_a", false, NULL) == ST_OK);
	CHECK(experts("known=conf_a", true, NULL) == ST_DATA);
	CHECK(experts("known=conf_a", true, (const double[]){NAN, .5}) == ST_OK);
	CHECK(experts("known=conf_b", false, NULL) == ST_DATA);
	CHECK(experts("known=conf_b", false, (const double[]){.5, NAN}) == ST_OK);
	/* what is expected is known, whatever is said */
	put("est_a,conf_b,e_a,e_b,cost_a\n.5,.5,0,1,1\n");
	CHECK(checked(NULL, true, &e) == 30);
	CHECK(checked("known=conf_b", true, &e) == 0);
	unlink(path);
	return check_end();
}
