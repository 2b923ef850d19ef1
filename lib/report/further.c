/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/further.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/result.h"
#include "report/standing.h"

/* A longer table is only drawn. */
enum { ROWS_SHOWN = 200 };

/* More columns are wider than a sheet of paper, on which each row is then a paragraph of names and values. */
enum { COLUMNS_PRINTED = 10 };

bool others_apply(const struct source *s)
{
	return s->operands.decisions.n > 0;
}

bool tables_apply(const struct source *s)
{
	return s->operands.results.n > 0;
}

static void put_cell(struct text *t, const struct result *r, size_t row, size_t column, bool named)
{
	put(t, "<td%s", named ? " data-name=\"" : ">");
	if (named) {
		put_markup_name(t, &r->column.name[column]);
		put(t, "\">");
	}
	put_result(t, r, row, column);
	put(t, "</td>");
}

static void put_table(struct text *t, const struct result *r)
{
	bool many = r->column.n > COLUMNS_PRINTED;

	put(t, "<div class=\"wide%s\"><table>\n<thead><tr>", many ? " many" : "");
	for (size_t k = 0; k < r->column.n; k++) {
		put(t, "<th scope=\"col\">");
		put_markup_name(t, &r->column.name[k]);
		put(t, "</th>");
	}
	put(t, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->rows; i++) {
		put(t, "<tr>");
		for (size_t k = 0; k < r->column.n; k++) {
			put_cell(t, r, i, k, many);
		}
		put(t, "</tr>\n");
	}
	put(t, "</tbody></table></div>\n");
}

/* Whether rows differ in the column. */
static bool varies(const struct result *r, size_t column)
{
	for (size_t i = 1; i < r->rows; i++) {
		struct name a = result_cell(r, 0, column), b = result_cell(r, i, column);

		if (a.n != b.n || memcmp(a.s, b.s, a.n))
			return true;
	}
	return false;
}

/* The columns that tell lines apart: tags and groups, to the left of all others. */
static int find_groups(const struct result *r, const struct result_kind *kind, struct names *by, struct err *e)
{
	size_t end = result_column(r, kind->column[0]), place;
	int st = ST_OK;

	for (size_t k = 0; !st && k < end; k++)
		if (varies(r, k))
			st = names_add(by, r->column.name[k].s, r->column.name[k].n, &place, e);
	return st;
}

static bool has_family(const struct result *r, const char *prefix)
{
	bool found = !prefix;

	for (size_t k = 0; !found && k < r->column.n; k++)
		found = !strncmp(r->column.name[k].s, prefix, strlen(prefix));
	return found;
}

/* The figure that the table makes, and that of its groups. */
static int draw(struct page *p, const char *file, const struct result *r, struct err *e)
{
	const struct result_kind *kind;
	size_t next = 0, figures = 0;
	int st = ST_OK;

	put(&p->body, "<div class=\"figures\">\n");
	while (!st && r->rows && (kind = result_kind(&r->column, next, &next))) {
		struct names by = {0};
		struct page_figure figure = {.kind = kind->plot, .title = kind->title, .group = &by, .file = file};

		st = find_groups(r, kind, &by, e);
		if (!st && kind->plot && (!figures++ || kind->grouped) && has_family(r, kind->family)
			&& (by.n || !kind->grouped))
			st = page_figure(p, NULL, &figure, e);
		names_free(&by);
	}
	put(&p->body, "</div>\n");
	return st;
}

static void put_heading(struct text *t, const char *file)
{
	put(t, "<h3>");
	put_markup(t, file, strlen(file));
	put(t, "</h3>\n");
}

static int show(struct page *p, const char *file, struct err *e)
{
	struct result r = {0};
	int fd = open(file, O_RDONLY | O_CLOEXEC), st;

	if (fd < 0)
		return err_set(e, ST_SYSTEM, "%.400s: %s", file, strerror(errno));
	put_heading(&p->body, file);
	st = result_read(&r, fd, file, e);
	if (!st)
		st = draw(p, file, &r, e);
	if (!st && r.rows <= ROWS_SHOWN)
		put_table(&p->body, &r);
	else if (!st)
		put(&p->body, "<p>%zu rows, which are drawn only.</p>\n", r.rows);
	result_free(&r);
	close(fd);
	return st;
}

int tables_write(struct page *p, struct err *e)
{
	const struct strings *files = &p->source->operands.results;
	int st = ST_OK;

	put_words(&p->body, "<p>As they were written before; the page draws them and computes nothing.</p>\n");
	for (size_t i = 0; !st && i < files->n; i++)
		st = show(p, files->v[i], e);
	return st;
}

/* Rows are joined by their id; that of standard input, or of several files, is no table of one system. */
static bool can_compare(const struct source *s)
{
	return s->id && s->operands.cases.n == 1 && s->begin < 0;
}

/* The first table's system against the others, and each of these against those after it. */
static int compare(struct page *p, struct err *e)
{
	const struct page_figure figure = {.kind = "forest", .title = "Differences, the second less the first"};
	struct source all = *p->source;
	struct step s = {0};
	struct result r = {0};
	int st = ST_OK;

	all.operands.cases = (struct strings){0};
	st = strings_add(&all.operands.cases, p->source->operands.cases.v[0], e);
	for (size_t i = 0; !st && i < all.operands.decisions.n; i++)
		st = strings_add(&all.operands.cases, all.operands.decisions.v[i], e);
	if (!st)
		st = step_program(&s, "l2d-compare", e);
	if (!st)
		st = step_option(&s, "--measure", "accuracy", e);
	if (!st)
		st = source_words(&all, &s, SOURCE_INTERVAL | SOURCE_COST, e);
	if (!st)
		st = page_run(p, &s, e);
	if (!st)
		st = page_figure(p, &s, &figure, e);
	if (!st)
		st = result_read(&r, s.out, "l2d-compare", e);
	if (!st)
		put_table(&p->body, &r);
	result_free(&r);
	step_free(&s);
	free(all.operands.cases.v);
	return st;
}

int others_write(struct page *p, struct err *e)
{
	const struct strings *files = &p->source->operands.decisions;
	int st = ST_OK;

	put_words(&p->body,
		"<p>Other decisions about the cases, and how far they are from those of the first table.</p>\n");
	if (can_compare(p->source))
		st = compare(p, e);
	for (size_t i = 0; !st && i < files->n; i++) {
		struct source other = *p->source;

		other.operands.cases = (struct strings){&files->v[i], 1, 1};
		put_heading(&p->body, files->v[i]);
		st = standing_show(p, &other, e);
	}
	return st;
}
