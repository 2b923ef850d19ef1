/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* What a summary reports of a table that a test has as text. */
#ifndef REPORT_OF_H
#define REPORT_OF_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "summary/summary.h"

/* The report as text, valid until the next; empty where there is none. */
static const char *report_of(const struct summary_kind *kind, const void *with, const char *table, struct err *e)
{
	static char text[8192];
	const struct summary_options one = {0};
	const struct table_options plain = {0};
	const struct report_options report = {0};
	const struct summary s = {&one, &plain, &report, "test", with, NULL};
	char in[] = "/tmp/l2d-table-XXXXXX", out[] = "/tmp/l2d-report-XXXXXX";
	const char *name = in;
	int from = mkstemp(in), to = mkstemp(out), saved;
	size_t n = strlen(table);
	ssize_t got;

	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	CHECK(write(from, table, n) == (ssize_t)n && dup2(to, STDOUT_FILENO) >= 0);
	if (summary_run(kind, &s, &(struct strings){.v = &name, .n = 1}, e))
		n = 0;
	CHECK(dup2(saved, STDOUT_FILENO) >= 0 && lseek(to, 0, SEEK_SET) == 0);
	got = read(to, text, sizeof text - 1);
	text[n && got > 0 ? got : 0] = '\0';
	close(saved);
	close(from);
	close(to);
	unlink(in);
	unlink(out);
	return text;
}

/* Cell k, counted from 0, of row r, 0 being the header. */
__attribute__((unused)) static double cell_of(const char *text, int r, int k)
{
	for (; r && (text = strchr(text, '\n')); r--)
		text++;
	for (; text && k; k--)
		text = (text = strchr(text, ',')) ? text + 1 : NULL;
	return text && *text != ',' && *text != '\n' ? strtod(text, NULL) : NAN;
}

#endif
