/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/report.h"

#include <string.h>

/* "NAME=VALUE" with a name that is new. */
static int check_tag(const char *tag, struct names *seen, struct err *e)
{
	const char *value;
	size_t n, index, before = seen->n;
	int st;

	if (!opt_split(tag, &n, &value))
		return err_set(e, ST_USAGE, "--tag: not NAME=VALUE: '%.200s'", tag);
	if ((st = names_add(seen, tag, n, &index, e)))
		return st;
	return seen->n > before ? ST_OK : err_set(e, ST_USAGE, "--tag: there is a column of that name: '%.200s'", tag);
}

static int check_tags(const struct report_options *opt, const struct names *columns, struct err *e)
{
	struct names seen = {0};
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < columns->n; i++)
		st = names_add(&seen, columns->name[i].s, columns->name[i].n, &index, e);
	for (size_t i = 0; !st && i < opt->tags.n; i++)
		st = check_tag(opt->tags.v[i], &seen, e);
	names_free(&seen);
	return st;
}

int report_open(struct report *r, const struct report_options *opt, const struct names *columns, int fd, struct err *e)
{
	int st = check_tags(opt, columns, e);

	*r = (struct report){.opt = opt};
	csv_writer_init(&r->w, fd, opt->digits);
	for (size_t i = 0; !st && i < opt->tags.n; i++)
		st = csv_write_text(&r->w, opt->tags.v[i], strcspn(opt->tags.v[i], "="), e);
	for (size_t i = 0; !st && i < columns->n; i++)
		st = csv_write_text(&r->w, columns->name[i].s, columns->name[i].n, e);
	if (!st)
		st = csv_write_end(&r->w, e);
	if (st)
		report_free(r);
	return st;
}

int report_open_list(
	struct report *r, const struct report_options *opt, const char *const *columns, int fd, struct err *e)
{
	struct names names = {0};
	size_t index;
	int st = ST_OK;

	for (; !st && *columns; columns++)
		st = names_add(&names, *columns, strlen(*columns), &index, e);
	if (!st)
		st = report_open(r, opt, &names, fd, e);
	names_free(&names);
	return st;
}

void report_free(struct report *r)
{
	csv_writer_free(&r->w);
}

int report_row(struct report *r, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < r->opt->tags.n; i++)
		st = csv_write_string(&r->w, strchr(r->opt->tags.v[i], '=') + 1, e);
	return st;
}

int report_close(struct report *r, struct err *e)
{
	return csv_writer_close(&r->w, e);
}
