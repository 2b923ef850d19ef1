/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/part.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

static int parse_status(const char *text)
{
	struct parts p;
	struct err e;
	int st = parts_parse(&p, text, &e);

	parts_free(&p);
	return st;
}

static void test_parse(void)
{
	struct parts p;
	struct err e;

	CHECK(parts_parse(&p, "train=.6,cal=.2,test=.2", &e) == ST_OK && p.name.n == 3);
	CHECK_NEAR(p.end[0], .6, 0);
	CHECK_NEAR(p.end[2], 1, 0);
	parts_free(&p);
	CHECK(parse_status("a=1") == ST_OK);
	CHECK(parse_status("a=0,b=1") == ST_OK);
	CHECK(parse_status("") == ST_USAGE);
	CHECK(parse_status("a=.5,b=.4") == ST_USAGE);
	CHECK(parse_status("a=.5,a=.5") == ST_USAGE);
	CHECK(parse_status("a=.5,b=.5,") == ST_USAGE);
	CHECK(parse_status("a=1.5,b=-.5") == ST_USAGE);
	CHECK(parse_status("=1") == ST_USAGE);
}

static void test_parse_fold(void)
{
	size_t fold, folds;
	struct err e;

	CHECK(parts_parse_fold("3/10", &fold, &folds, &e) == ST_OK && fold == 3 && folds == 10);
	CHECK(parts_parse_fold("0/10", &fold, &folds, &e) == ST_USAGE);
	CHECK(parts_parse_fold("11/10", &fold, &folds, &e) == ST_USAGE);
	CHECK(parts_parse_fold("1", &fold, &folds, &e) == ST_USAGE);
	CHECK(parts_parse_fold("a/b", &fold, &folds, &e) == ST_USAGE);
}

/* Shares as stated, folds of a part of equal size, another seed another split: within 5 standard errors. */
static void test_shares(void)
{
	enum { N = 100000 };
	size_t count[3] = {0}, fold_of_train[5] = {0}, twice = 0;
	struct parts p;
	struct err e;

	CHECK(parts_parse(&p, "train=.6,cal=.3,test=.1", &e) == ST_OK);
	for (int i = 0; i < N; i++) {
		char id[16];
		size_t n = (size_t)snprintf(id, sizeof id, "%d", i), part = parts_of(&p, id, n, 1);

		count[part]++;
		if (part == 0)
			fold_of_train[parts_fold_of(5, id, n, 1) - 1]++;
		twice += part == 2 && parts_of(&p, id, n, 2) == 2;
	}
	CHECK_NEAR((double)count[0] / N, .6, 5 * .00155);
	CHECK_NEAR((double)count[1] / N, .3, 5 * .00145);
	CHECK_NEAR((double)twice / N, .01, 5 * .000315);
	for (int k = 0; k < 5; k++)
		CHECK_NEAR((double)fold_of_train[k] / (double)count[0], .2, 5 * .00163);
	parts_free(&p);
}

int main(void)
{
	test_parse();
	test_parse_fold();
	test_shares();
	return check_end();
}
