/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/page.h"

#include <stdio.h>
#include <string.h>

#include "figure/figure_svg.h"
#include "plot/plot_kind.h"

int page_run(struct page *p, struct step *s, struct err *e)
{
	int st = step_run(s, p->source->begin, e);

	return st ? st : step_show(s, &p->done);
}

/* The rows of what the step wrote, which may be read again. */
static int draw(const struct plot_kind *kind, const struct step *s, const struct names *group, struct page *p,
	const char *id, const char *title, struct err *e)
{
	struct table_options plain = {0};
	struct plot_rows rows;
	struct figure figure = {0};
	char path[32];
	int st = plot_rows_init(&rows, &kind->layout, e);

	if (st)
		return st;
	snprintf(path, sizeof path, "/proc/self/fd/%d", s->out);
	st = plot_rows_read(&rows, &plain, group, NULL, false, path, e);
	if (!st)
		st = plot_rows_check(&rows, e);
	if (!st)
		st = kind->draw(&rows, &figure, e);
	if (!st)
		put_figure_svg(&p->body, &figure, id, title);
	figure_free(&figure);
	plot_rows_free(&rows);
	return st ? st : p->body.st;
}

int page_figure(struct page *p, const struct step *s, const char *kind, const struct names *group, const char *title,
	struct err *e)
{
	const struct plot_kind *k = plot_kind_find(kind);
	struct names by = {0};
	char id[32];
	int st = ST_OK;

	snprintf(id, sizeof id, "figure-%zu", ++p->figures);
	for (const char *const *c = k->layout.group; !st && c && *c; c++) {
		size_t place;

		st = names_add(&by, *c, strlen(*c), &place, e);
	}
	if (!st)
		st = names_add_list(&by, group->name, group->n, e);
	put(&p->body, "<figure id=\"%s\">\n", id);
	if (!st)
		st = draw(k, s, &by, p, id, title, e);
	put(&p->body, "<figcaption>%s</figcaption>\n</figure>\n", title);
	names_free(&by);
	return st;
}
