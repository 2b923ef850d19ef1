/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* report/operands, report/result: which files are cases, results, or other decisions; the cells of a table that was written before. */
#include "check.h"

#include <string.h>
#include <unistd.h>

#include "process/process.h"
#include "report/operands.h"
#include "report/result.h"

enum { FILES = 5 };

static char path[FILES][32];
static int fd[FILES];

/* A file in memory, under a name by which it can be opened again. */
static void write_file(size_t i, const char *text)
{
	struct err e = {0};

	CHECK(!process_file(&fd[i], &e));
	CHECK(write(fd[i], text, strlen(text)) == (ssize_t)strlen(text));
	snprintf(path[i], sizeof path[i], "/proc/self/fd/%d", fd[i]);
}

static int sort(struct operands *o, const struct table_options *opt, size_t n, struct err *e)
{
	const char *name[FILES];

	for (size_t i = 0; i < n; i++)
		name[i] = path[i];
	return operands_sort(o, opt, &(struct strings){name, n, n}, e);
}

static void test_sort(void)
{
	struct table_options opt = {0};
	struct operands o;
	struct err e = {0};

	CHECK(!sort(&o, &opt, 4, &e));
	CHECK(o.cases.n == 2 && !strcmp(o.cases.v[1], path[2]));
	CHECK(o.results.n == 1 && !strcmp(o.results.v[0], path[1]));
	CHECK(o.decisions.n == 1 && !strcmp(o.decisions.v[0], path[3]));
	operands_free(&o);
	CHECK(sort(&o, &opt, 5, &e) == ST_DATA && strstr(e.text, "of no result"));
	operands_free(&o);
	/* with --shard all files are one table, whatever they are */
	opt.shard = "1/2";
	CHECK(!sort(&o, &opt, 5, &e) && o.cases.n == 5 && !o.results.n && !o.decisions.n);
	operands_free(&o);
}

static void test_cells(void)
{
	struct result r = {0};
	struct err e = {0};

	CHECK(!result_read(&r, fd[1], "it", &e) && r.rows == 2 && r.column.n == 5);
	CHECK(result_number(&r, 1, result_column(&r, "ece")) == .25);
	CHECK(isnan(result_number(&r, 0, result_column(&r, "ece"))));
	CHECK(result_cell(&r, 1, 1).n == 3 && !memcmp(result_cell(&r, 1, 1).s, "a,b", 3));
	CHECK(result_column(&r, "mce") == NAMES_NONE && !result_cell(&r, 0, NAMES_NONE).n);
	result_free(&r);
}

int main(void)
{
	write_file(0, "id,y,p_0,p_1\n1,0,.5,.5\n");
	write_file(1, "run,estimand,name,n,ece\n1,top,,3,\n1,\"a,b\",,3,.25\n");
	write_file(2, "id,y,p_0,p_1\n2,1,.5,.5\n");
	write_file(3, "id,y,p_0,p_1,agent\n1,0,.5,.5,model\n");
	write_file(4, "u,v\n1,2\n");
	test_sort();
	test_cells();
	return check_end();
}
