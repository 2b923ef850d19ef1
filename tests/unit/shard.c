/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/table/shard: any number of threads, the same sums; the error that is reported is the first one in the input. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "math/rng.h"
#include "math/sum.h"
#include "table/shard.h"

/* What the task takes: the sum of a column, the rows, the bytes of another. */
struct state {
	struct table *t;
	size_t number, text;
	struct sum sum;
	size_t rows, bytes;
};

static int start(void *arg, struct table *t, struct err *e)
{
	struct state *s = arg;
	int st;

	s->t = t;
	st = table_column(t, "x", &s->number, e);
	return st ? st : table_column(t, "text", &s->text, e);
}

static int row(void *arg, struct err *e)
{
	struct state *s = arg;
	double x;
	int st = table_next(s->t, e);

	if (!st)
		st = table_number(s->t, s->number, &x, e);
	if (st)
		return st;
	sum_add(&s->sum, x);
	s->rows++;
	s->bytes += s->t->row.f[s->text].n;
	return ST_OK;
}

static int merge(void *arg, void *other, struct err *e)
{
	struct state *s = arg, *o = other;

	(void)e;
	sum_merge(&s->sum, &o->sum);
	s->rows += o->rows;
	s->bytes += o->bytes;
	return ST_OK;
}

static void drop(void *arg)
{
	(void)arg;
}

static const struct shard_task task = {start, row, merge, NULL, drop, sizeof(struct state)};

/* A table of several blocks with quoted newlines; the cells `bad` and `worse` are no numbers. */
static char *write_table(char *path, size_t rows, size_t bad, size_t worse, struct rng *r)
{
	int fd = mkstemp(strcpy(path, "/tmp/l2d-shard-XXXXXX"));
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f)
		return NULL;
	fputs("x,text\n", f);
	for (size_t i = 0; i < rows; i++) {
		if (i == bad || i == worse)
			fputs(i == bad ? "bad" : "worse", f);
		else
			fprintf(f, "%.17g", rng_normal(r));
		fprintf(f, ",%s%.*s%s\n", i % 3 ? "" : "\"", (int)rng_below(r, 40),
			"a text of forty bytes and no comma in it", i % 3 ? "" : "\na \"\"newline\"\", and a comma\"");
	}
	return fclose(f) ? NULL : path;
}

static void read_table(const char *path, const char *jobs, struct state *result, struct err *e, int *status)
{
	struct table_options opt = {0};
	const char *files[] = {path, path};
	struct strings operands = {files, 2, 2};
	struct table_counts counts;

	*e = (struct err){0};
	*result = (struct state){0};
	*status = shard_run(&task, &opt, &operands, jobs, result, &counts, e);
	CHECK(!counts.skipped);
}

static void test_same_sums(struct rng *r)
{
	struct state one, many;
	char path[64];
	struct err e;
	int st;

	if (!CHECK(write_table(path, 100000, SIZE_MAX, SIZE_MAX, r)))
		return;
	read_table(path, "1", &one, &e, &st);
	CHECK(!st && one.rows == 200000);
	for (char jobs[] = "2"; *jobs < '6'; ++*jobs) {
		read_table(path, jobs, &many, &e, &st);
		CHECK(!st && many.rows == one.rows && many.bytes == one.bytes);
		CHECK(sum_value(&many.sum) == sum_value(&one.sum));
	}
	unlink(path);
}

static void test_first_error(struct rng *r)
{
	char path[64];
	struct state s;
	struct err one, many;
	int st;

	for (int trial = 0; trial < 5; trial++) {
		size_t bad = rng_below(r, 80000);

		if (!CHECK(write_table(path, 80000, bad, bad + 1 + rng_below(r, 1000), r)))
			return;
		read_table(path, "1", &s, &one, &st);
		CHECK(st == ST_DATA && strstr(one.text, "'bad'"));
		read_table(path, "3", &s, &many, &st);
		CHECK(st == ST_DATA);
		check_report(!strcmp(one.text, many.text), __FILE__, __LINE__, "%s, not %s", many.text, one.text);
		unlink(path);
	}
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 5, &e))
		return 1;
	test_same_sums(&r);
	test_first_error(&r);
	rng_free(&r);
	return check_end();
}
