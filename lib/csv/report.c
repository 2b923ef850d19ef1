/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/report.h"

#include <stdlib.h>
#include <string.h>

#include "csv/cells.h"

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

/* The groups' columns, which are new names. */
static int check_groups(const struct names *group, struct names *seen, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < group->n; i++) {
		size_t index, before = seen->n;

		st = names_add(seen, group->name[i].s, group->name[i].n, &index, e);
		if (!st && seen->n == before)
			st = err_set(
				e, ST_USAGE, "--group: there is a column of that name: '%.200s'", group->name[i].s);
	}
	return st;
}

static int check_tags(const struct report_options *opt, const struct names *columns, struct err *e)
{
	struct names seen = {0};
	int st = names_add_list(&seen, columns->name, columns->n, e);

	if (!st)
		st = check_groups(&opt->group, &seen, e);

	for (size_t i = 0; !st && i < opt->tags.n; i++)
		st = check_tag(opt->tags.v[i], &seen, e);
	names_free(&seen);
	return st;
}

static int start(struct report *r, const struct names *columns, struct err *e)
{
	for (size_t i = 0; i < r->opt->tags.n; i++)
		csv_write_text(&r->w, r->opt->tags.v[i], strcspn(r->opt->tags.v[i], "="));
	for (size_t i = 0; i < r->opt->group.n; i++)
		csv_write_name(&r->w, &r->opt->group.name[i]);
	for (size_t i = 0; i < columns->n; i++)
		csv_write_name(&r->w, &columns->name[i]);
	return csv_write_end(&r->w, e);
}

/* "--fields: no column 'x'; there are a,b,c" */
static int no_field(const struct name *field, const struct names *columns, struct err *e)
{
	struct buf all = {0};
	int st = ST_OK;

	for (size_t i = 0; !st && i < columns->n; i++) {
		st = i ? buf_add_char(&all, ',', e) : ST_OK;
		if (!st)
			st = csv_quote(&all, columns->name[i].s, columns->name[i].n, e);
	}
	if (!st)
		st = err_set(e, ST_USAGE, "--fields: no column '%.200s'; there are %.*s", field->s, (int)all.n, all.p);
	buf_free(&all);
	return st;
}

/* Picks the fields behind the first `left` columns, which stay. */
static int pick(struct report *r, const struct names *fields, size_t left, const struct names *columns, struct err *e)
{
	size_t *picked = mem_alloc(left + fields->n, sizeof *picked, e);
	int st = picked ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < left; i++)
		picked[i] = i;
	for (size_t i = 0; !st && i < fields->n; i++) {
		size_t found = names_find(columns, fields->name[i].s, fields->name[i].n);

		picked[left + i] = left + found;
		if (found == NAMES_NONE)
			st = no_field(&fields->name[i], columns, e);
	}
	if (!st)
		st = csv_writer_pick(&r->w, picked, left + fields->n, left + columns->n, e);
	free(picked);
	return st;
}

static int choose_fields(struct report *r, const struct names *columns, struct err *e)
{
	struct names fields = {0};
	int st = cells_columns(&fields, "fields", r->opt->fields, e);

	if (!st && fields.n)
		st = pick(r, &fields, r->opt->tags.n + r->opt->group.n, columns, e);
	names_free(&fields);
	return st;
}

int report_open(struct report *r, const struct report_options *opt, const struct names *columns, int fd, struct err *e)
{
	int st = check_tags(opt, columns, e);

	*r = (struct report){.opt = opt};
	csv_writer_init(&r->w, fd, opt->digits);
	if (!st)
		st = choose_fields(r, columns, e);
	if (!st)
		st = start(r, columns, e);
	return st ? report_close(r, st, e) : ST_OK;
}

int report_open_list(
	struct report *r, const struct report_options *opt, const char *const *columns, int fd, struct err *e)
{
	struct names names = {0};
	int st = names_add_words(&names, columns, e);

	if (!st)
		st = report_open(r, opt, &names, fd, e);
	names_free(&names);
	return st;
}

int report_create(
	struct report *r, const struct report_options *opt, const char *const *columns, const char *path, struct err *e)
{
	struct csv_writer file;
	int st = csv_writer_create(&file, path, opt->digits, e);

	return st ? st : report_open_list(r, opt, columns, file.fd, e);
}

void report_row(struct report *r)
{
	for (size_t i = 0; i < r->opt->tags.n; i++)
		csv_write_string(&r->w, strchr(r->opt->tags.v[i], '=') + 1);
	if (r->group.n)
		csv_write_raw(&r->w, r->group.s, r->group.n);
	for (size_t i = 0; !r->group.n && i < r->opt->group.n; i++)
		csv_write_name(&r->w, NULL);
}

int report_close(struct report *r, int status, struct err *e)
{
	return csv_writer_close(&r->w, status, e);
}
