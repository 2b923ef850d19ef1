/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/csv/cells: one record by itself, and lists of columns. */
#include "csv/cells.h"

#include <string.h>

#include "check.h"

static struct err e;

static void test_read(void)
{
	static const char *const wrong[] = {"a\n", "a\nb", "\"a", "\"a\"b"};
	struct cells c;
	bool whole;

	CHECK(!cells_read(&c, "a,\"b,\"\"\",", 9, &whole, &e) && whole && c.row.n == 3);
	CHECK(c.row.f[1].n == 3 && !memcmp(c.row.f[1].p, "b,\"", 3) && !c.row.f[2].n);
	cells_free(&c);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(!cells_read(&c, wrong[i], strlen(wrong[i]), &whole, &e) && !whole);
}

static void test_columns(void)
{
	struct names columns = {0};

	CHECK(!cells_columns(&columns, "fields", NULL, &e) && !columns.n);
	CHECK(!cells_columns(&columns, "fields", "n,\"a,b\"", &e) && columns.n == 2);
	CHECK(!strcmp(columns.name[1].s, "a,b"));
	CHECK(cells_columns(&columns, "fields", "n", &e) == ST_USAGE
		&& strstr(e.text, "--fields: a column twice: 'n'"));
	CHECK(cells_columns(&columns, "fields", "", &e) == ST_USAGE && strstr(e.text, "--fields: no list of columns"));
	names_free(&columns);
}

static void test_records(void)
{
	static const char *const none[] = {"a,a", "\"a", "a\nb"};
	struct names a = {0}, b = {0};
	struct buf text = {0};

	CHECK(!names_add_words(&a, (const char *const[]){"cat", "a,\"b", "", "\n", NULL}, &e));
	CHECK(!cells_write(&text, &a, &e) && !cells_names(&b, text.p, text.n, &e) && b.n == a.n);
	for (size_t i = 0; i < a.n; i++)
		CHECK(names_find(&b, a.name[i].s, a.name[i].n) == i);
	names_free(&a);
	names_free(&b);
	buf_free(&text);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		CHECK(!cells_names(&b, none[i], strlen(none[i]), &e) && !b.n);
}

int main(void)
{
	test_read();
	test_columns();
	test_records();
	return check_end();
}
