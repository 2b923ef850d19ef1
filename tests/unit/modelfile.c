/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/table/model: what is written reads back to the same bytes; what is wrong has a place. */
#include "check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apply/modelfile.h"
#include "base/opt.h"
#include "math/rng.h"

static char path[] = "/tmp/l2d-model-XXXXXX";

static int open_file(void)
{
	return open(path, O_WRONLY | O_TRUNC);
}

static bool same(double a, double b)
{
	return !memcmp(&a, &b, sizeof a) || (isnan(a) && isnan(b));
}

static void add(struct names *t, const char *s, size_t n)
{
	size_t index;
	struct err e;

	CHECK(!names_add(t, s, n, &index, &e));
}

/* Names that need quoting, numbers of all magnitudes up to the largest, and thresholds that are infinite. */
static void test_round_trip(void)
{
	struct names rows = {0}, columns = {0}, back = {0};
	double v[12], w[12];
	struct modelfile_writer out;
	struct modelfile in;
	struct rng r;
	struct err e = {0};
	const char *s;
	size_t n;
	bool there;

	CHECK(!rng_init(&r, 7, &e));
	add(&rows, "plain", 5);
	add(&rows, "a,b", 3);
	add(&rows, "say \"x\"\ntwice", 13);
	add(&rows, "", 0);
	CHECK(!modelfile_number_names(&columns, "h", 3, &e));
	for (int i = 0; i < 12; i++)
		v[i] = ldexp(rng_normal(&r), (int)rng_below(&r, 1490) - 1000);
	v[0] = MODEL_LARGEST, v[1] = -MODEL_LARGEST, v[3] = -0.0, v[4] = 5e-324;
	modelfile_open(&out, open_file(), "head");
	modelfile_put_names(&out, "name", &rows);
	modelfile_put_matrix(&out, "w", &rows, &columns, v);
	modelfile_put_vector(&out, "v", &rows, v + 2);
	modelfile_put_count(&out, "count", SIZE_MAX);
	modelfile_put_number(&out, "all", NULL, NULL, -INFINITY);
	modelfile_put_number(&out, "none", NULL, NULL, INFINITY);
	CHECK(!modelfile_close(&out, ST_OK, &e));
	if (!CHECK(!modelfile_read(&in, path, &e)))
		return;
	CHECK(!modelfile_get_string(&in, "kind", &s, &e) && !strcmp(s, "head"));
	CHECK(!modelfile_get_names(&in, "name", &back, &e) && back.n == rows.n);
	for (size_t i = 0; i < rows.n; i++)
		CHECK(back.name[i].n == rows.name[i].n && !memcmp(back.name[i].s, rows.name[i].s, back.name[i].n));
	CHECK(!modelfile_get_matrix(&in, "w", &rows, &columns, w, &e));
	for (int i = 0; i < 12; i++)
		CHECK(same(v[i], w[i]));
	CHECK(!modelfile_get_vector(&in, "v", &rows, w, &e) && same(w[2], v[4]));
	CHECK(!modelfile_get_count(&in, "count", &n, &e) && n == SIZE_MAX);
	CHECK(!modelfile_get_limit(&in, "all", NULL, NULL, w, &e) && w[0] == -INFINITY);
	CHECK(!modelfile_get_limit(&in, "none", NULL, NULL, w, &e) && w[0] == INFINITY);
	CHECK(!modelfile_get_limit(&in, "v", &rows.name[0], NULL, w, &e) && same(w[0], v[2]));
	CHECK(!modelfile_has(&in, "v", &rows.name[1], NULL, &there, &e) && there);
	CHECK(!modelfile_has(&in, "w", NULL, NULL, &there, &e) && !there);
	modelfile_free(&in);
	names_free(&rows);
	names_free(&columns);
	names_free(&back);
	rng_free(&r);
}

static void expect_bad(const char *text, const char *message)
{
	struct modelfile m;
	struct err e = {0};
	double x;
	int fd = open_file(), st;

	CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
	st = modelfile_read(&m, path, &e);
	if (!st) {
		st = modelfile_get_number(&m, "x", NULL, NULL, &x, &e);
		modelfile_free(&m);
	}
	CHECK(st == ST_DATA);
	check_report(strstr(e.text, message), __FILE__, __LINE__, "'%s' lacks '%s'", e.text, message);
}

#define FORMAT "key,row,column,value\nformat,,,l2d-model 1\n"
#define START FORMAT "version,,,0.0.1\n"

static void test_faults(void)
{
	expect_bad("a,b\n1,2\n", ":1:1: not a model file: the header is not key,row,column,value");
	expect_bad("key,row,column,value\n", "no record 'format'");
	expect_bad("key,row,column,value\nkind,,,head\n", ":2:1: not a model file: no record 'format'");
	expect_bad("key,row,column,value\nformat,,,l2d-model 2\n", ":2:10: unknown model format 'l2d-model 2'");
	expect_bad(START "x,,,1\nx,,,2\n", ":5:1: the record x,, stands here and on line 4");
	expect_bad(START "x,,1\n", ":4:1: 3 fields, not 4");
	expect_bad(START "x,,,abc\n", ":4: x: not a number: 'abc'");
	expect_bad(START "x,,,nan\n", ":4: x: not finite: 'nan'");
	expect_bad(START "x,,,-inf\n", ":4: x: not finite: '-inf'");
	expect_bad(START "x,,,1.1e150\n", ":4: x: out of range: '1.1e150'");
	expect_bad(FORMAT, ": the model lacks the record version,,");
	expect_bad(FORMAT "version,,,new\n", ":3: version: not a version: 'new'");
	expect_bad(FORMAT "version,,,0.1.0x\n", ":3: version: not a version: '0.1.0x'");
	expect_bad(FORMAT "version,,,999.0.0\n", ":3: version: later than this program's, " L2D_VERSION ": '999.0.0'");
	expect_bad(START "y,,,1\n", ": the model lacks the record x,,");
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	test_round_trip();
	test_faults();
	unlink(path);
	return check_end();
}
