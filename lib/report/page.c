/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "draw/figure_svg.h"
#include "figure/multiples.h"
#include "plot/plot_kind.h"

/* Also where the step before was as short as a line is shown for. */
static void show_step(struct progress *p, const char *program)
{
	if (p->shown)
		progress_stage(p, "%s", program);
	else
		progress_show(p, "%s", program);
}

int page_run(struct page *p, struct step *s, struct err *e)
{
	int st;

	show_step(&p->progress, s->word[s->stages - 1].v[0]);
	st = step_run(s, p->source->begin, e);

	return st ? st : step_show(s, &p->done);
}

static int add_decided(struct figure *f, const struct point *at, struct err *e)
{
	static char name[] = "as decided";
	struct series *s =
		figure_series(f, &f->panel[0], MARK_INTERVALS, f->colours, (struct name){name, sizeof name - 1}, e);

	return s ? series_add(s, *at, e) : ST_SYSTEM;
}

/* Without the line of all rows, where it is asked for: another figure has it, and its counts would dwarf those of groups.  And, beside
 * others, without a line of nothing, as that of an agent whose outcomes are all unknown. */
static void drop_lines(struct plot_rows *r, bool without_all)
{
	size_t kept = 0;
	bool any = false;

	for (size_t i = 0; i < r->n; i++)
		any |= !(without_all && r->line[i].all) && plot_rows_has(r, &r->line[i]);
	for (size_t i = 0; i < r->n; i++) {
		struct plot_line *l = &r->line[i];

		if (!(without_all && l->all) && (!any || plot_rows_has(r, l))) {
			r->line[kept++] = *l;
			continue;
		}
		buf_free(&l->label);
		free(l->v);
	}
	r->n = kept;
}

/* The rows of a file. */
static int draw_rows(
	struct page *p, const struct page_figure *f, const char *path, const struct names *group, struct err *e)
{
	const struct plot_kind *kind = plot_kind_find(f->kind);
	struct table_options plain = {0};
	struct plot_rows rows;
	struct figure figure = {0};
	int st = plot_rows_init(&rows, &kind->layout, e);

	if (st)
		return st;
	rows.only_column = f->only_column;
	rows.only = f->only;
	st = plot_rows_read(&rows, &plain, group, NULL, false, path, e);
	if (!st && !f->file)
		drop_lines(&rows, f->without_all);
	if (!st)
		st = plot_rows_check(&rows, e);
	if (!st)
		st = kind->draw(&rows, &figure, e);
	if (!st && f->decided)
		st = add_decided(&figure, f->decided, e);
	if (!st)
		st = figure_multiples(&figure, e);
	if (!st)
		put_figure_svg(&p->body, &figure, p->figures, p->title);
	figure_free(&figure);
	plot_rows_free(&rows);
	return st;
}

static int draw_cases(const struct plot_kind *kind, struct page *p, struct err *e)
{
	struct figure figure = {0};
	size_t skipped;
	int st;

	if (p->source->begin >= 0)
		lseek(STDIN_FILENO, p->source->begin, SEEK_SET);
	st = kind->of_cases(&p->source->opt->table, &p->source->operands.cases, &skipped, &figure, e);
	if (!st)
		put_figure_svg(&p->body, &figure, p->figures, p->title);
	figure_free(&figure);
	return st;
}

static int add_words(struct names *by, const char *const *word, struct err *e)
{
	return word ? names_add_words(by, word, e) : ST_OK;
}

int page_figure(struct page *p, const struct step *s, const struct page_figure *f, struct err *e)
{
	const struct plot_kind *k = plot_kind_find(f->kind);
	bool behind = k->layout.free_group;
	struct names by = {0};
	char path[32]; /* what the step wrote may be read again */
	int st = behind ? ST_OK : add_words(&by, k->layout.group, e);

	snprintf(path, sizeof path, "/proc/self/fd/%d", s ? s->out : -1);
	p->figures++;
	p->title = f->title;
	put(&p->body, "<figure%s%s%s>\n", f->follow ? " data-follow=\"" : "", f->follow ? f->follow : "",
		f->follow ? "\"" : "");
	if (!st && f->group)
		st = names_add_list(&by, f->group->name, f->group->n, e);
	if (!st && behind)
		st = add_words(&by, k->layout.group, e);
	if (!st)
		st = k->of_cases ? draw_cases(k, p, e) : draw_rows(p, f, f->file ? f->file : path, &by, e);
	put(&p->body, "<figcaption>%s</figcaption>\n</figure>\n", f->title);
	names_free(&by);
	return st ? st : p->body.st;
}
