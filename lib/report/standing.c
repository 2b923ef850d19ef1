/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/standing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/result.h"

bool standing_applies(const struct source *s)
{
	return s->label || s->graded;
}

bool slices_apply(const struct source *s)
{
	return s->opt->group && standing_applies(s);
}

/* Labels and answers that are compared with them.  l2d-plot mends no cells. */
bool skills_apply(const struct source *s)
{
	const struct source_options *o = s->opt;

	if (o->renormalize || o->table.round_off > 0 || o->table.other_answers != OTHER_ANSWERS_ERROR)
		return false;
	return s->label && s->expert && !s->graded;
}

static int run_score(
	struct page *p, const struct source *of, struct step *s, struct result *r, unsigned told, struct err *e)
{
	int st = step_program(s, "l2d-score", e);

	if (!st)
		st = source_words(of, s, SOURCE_INTERVAL | SOURCE_COST | told, e);
	if (!st)
		st = page_run(p, s, e);
	return st ? st : result_read(r, s->out, "l2d-score", e);
}

/* Neither a model nor decisions: nobody answers. */
static bool is_nobodys(const struct source *s, const struct result *r)
{
	return !s->agent && !s->readers && !s->prob && isnan(result_number(r, 0, result_column(r, "system_accuracy")));
}

static void put_measures(struct text *t, const struct source *s, const struct result *r, bool nobodys)
{
	static const struct {
		const char *name, *title, *graded;
		bool of_system;
	} shown[] = {{"n", "rows", NULL, false}, {"coverage", "coverage: the model's share of the rows", NULL, true},
		{"system_accuracy", "system accuracy", "mean quality of the system", true},
		{"model_accuracy", "of the model, on its rows", NULL, true},
		{"expert_accuracy", "of the experts, on theirs", NULL, true},
		{"oracle_accuracy", "somebody is right (oracle)", "mean quality of the best of all (oracle)", false},
		{"cost", "cost a row", NULL, true},
		{"n_unscored", "rows without an answer", "rows without a known quality", true}};

	put(t, "<dl class=\"tiles\">\n");
	for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
		if (nobodys && shown[k].of_system)
			continue;
		put(t, "<div><dt>%s</dt><dd>",
			source_says(s, shown[k].title, shown[k].graded ? shown[k].graded : shown[k].title));
		put_estimate(t, r, 0, shown[k].name);
		put(t, "</dd></div>\n");
	}
	put(t, "</dl>\n");
}

/* The share_AGENT of a column alone_AGENT. */
static void put_share(struct text *t, const struct result *r, const struct name *alone)
{
	char *name = t->st ? NULL : mem_copy(alone->s, alone->n, t->e);

	put(t, "<td>");
	if (name)
		put_estimate(t, r, 0, memcpy(name, "share_", strlen("share_")));
	else if (!t->st)
		t->st = ST_SYSTEM;
	free(name);
	put(t, "</td>");
}

/* Whether the column is the end of the interval of the one before. */
static bool is_end(const struct result *r, size_t k)
{
	const struct name *column = &r->column.name[k];
	size_t n = column->n - 3;

	return column->n > 3 && (!strcmp(column->s + n, "_lo") || !strcmp(column->s + n, "_hi")) && k
		&& !strncmp(r->column.name[k - 1].s, column->s, n);
}

/* A row for each agent: columns alone_AGENT and share_AGENT. */
static void put_agents(struct text *t, const struct source *s, const struct result *r, bool nobodys)
{
	static const char alone[] = "alone_";
	size_t n = sizeof alone - 1;

	put(t,
		"<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">agent</th><th scope=\"col\">%s</th>"
		"%s</tr></thead>\n<tbody>\n",
		source_says(s, "accuracy alone, on all rows that it has an answer to",
			"mean quality alone, on all rows where it is known"),
		nobodys ? "" : "<th scope=\"col\">share of the rows</th>");
	for (size_t k = 0; k < r->column.n; k++) {
		const struct name *column = &r->column.name[k];

		if (column->n <= n || memcmp(column->s, alone, n) || is_end(r, k)
			|| (nobodys && !result_cell(r, 0, k).n))
			continue;
		put(t, "<tr><th scope=\"row\">");
		put_markup(t, column->s + n, column->n - n);
		put(t, "</th><td>");
		put_estimate(t, r, 0, column->s);
		put(t, "</td>");
		if (!nobodys)
			put_share(t, r, column);
		put(t, "</tr>\n");
	}
	put(t, "</tbody></table></div>\n");
}

int standing_show(struct page *p, const struct source *of, struct err *e)
{
	const struct page_figure figure = {.kind = "workload", .title = "Who answers how many of the rows"};
	struct step s = {0};
	struct result r = {0};
	int st = run_score(p, of, &s, &r, 0, e);

	if (!st) {
		bool nobodys = is_nobodys(of, &r);

		if (nobodys)
			put(&p->body,
				"<p>The table has no decisions and no model: what each agent would be worth alone.</p>\n");
		put_measures(&p->body, of, &r, nobodys);
		put(&p->body, "<div class=\"figures\">\n");
		st = nobodys ? ST_OK : page_figure(p, &s, &figure, e);
		put_agents(&p->body, of, &r, nobodys);
		put(&p->body, "</div>\n");
	}
	if (!st && of == p->source) {
		p->score = r;
		r = (struct result){0};
	}
	result_free(&r);
	step_free(&s);
	return st;
}

int standing_point(struct page *p, const char *column, struct point *at, struct err *e)
{
	struct result *r = &p->score;
	struct step s = {0};
	int st = ST_OK;

	*at = (struct point){.x = NAN};
	if (!p->source->agent || p->source->readers)
		return ST_OK;
	if (!r->rows)
		st = run_score(p, p->source, &s, r, 0, e);
	step_free(&s);
	if (!st)
		*at = (struct point){.x = result_number(r, 0, result_column(r, column)),
			.y = result_number(r, 0, result_column(r, "system_accuracy")),
			.y_lo = result_number(r, 0, result_column(r, "system_accuracy_lo")),
			.y_hi = result_number(r, 0, result_column(r, "system_accuracy_hi"))};
	return st;
}

void put_decided(struct page *p, const struct point *at)
{
	const struct result *score = &p->score;
	struct text *t = &p->body;

	if (isnan(at->x) || isnan(at->y))
		return;
	put(t, "<p>The decisions in the table, <b>as decided</b> in the figure: coverage ");
	put_estimate(t, score, 0, "coverage");
	put(t, ", %s ", source_says(p->source, "system accuracy", "mean quality of the system"));
	put_estimate(t, score, 0, "system_accuracy");
	put(t, ", cost a row ");
	put_estimate(t, score, 0, "cost");
	put(t, ".</p>\n");
}

int standing_write(struct page *p, struct err *e)
{
	if (p->source->agent || p->source->readers)
		put(&p->body, "<p>The decisions as they stand in the table; in parentheses, intervals.</p>\n");
	else if (p->source->prob)
		put(&p->body, "<p>The table has no decisions: the model answers every row.</p>\n");
	return standing_show(p, p->source, e);
}

/* A group's row and its distance from all rows, for the order of the table: the largest fall first. */
struct slice {
	size_t row;
	double gap;
};

static int by_gap(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;
	double p = isnan(x->gap) ? INFINITY : x->gap, q = isnan(y->gap) ? INFINITY : y->gap;

	return p < q ? -1 : p > q ? 1 : x->row < y->row ? -1 : x->row > y->row;
}

static void put_slice(struct text *t, const struct result *r, const struct slice *s, size_t columns)
{
	put(t, "<tr>");
	for (size_t k = 0; k < columns; k++) {
		put(t, "<th scope=\"row\">");
		put_markup_name(t, &(struct name){result_cell(r, s->row, k).s, result_cell(r, s->row, k).n});
		put(t, "</th>");
	}
	put(t, "<td>");
	put_result(t, r, s->row, result_column(r, "n"));
	put(t, "</td><td>");
	put_estimate(t, r, s->row, "system_accuracy");
	put(t, "</td><td>");
	put_estimate(t, r, s->row, "system_accuracy_excess");
	put(t, "</td><td>");
	put_estimate(t, r, s->row, "coverage");
	put(t, "</td><td>");
	put_estimate(t, r, s->row, "cost");
	put(t, "</td></tr>\n");
}

static void put_slices(struct text *t, const struct source *of, const struct result *r, const struct slice *s, size_t n,
	const struct names *by)
{
	put(t, "<div class=\"wide\"><table>\n<thead><tr>");
	for (size_t k = 0; k < by->n; k++) {
		put(t, "<th scope=\"col\">");
		put_markup_name(t, &by->name[k]);
		put(t, "</th>");
	}
	put_words(t, "<th scope=\"col\">rows</th><th scope=\"col\">");
	put(t, "%s", source_says(of, "system accuracy", "mean quality of the system"));
	put_words(t,
		"</th><th scope=\"col\">less that of all rows</th>"
		"<th scope=\"col\">coverage</th><th scope=\"col\">cost a row</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < n; i++)
		put_slice(t, r, &s[i], by->n);
	put(t, "</tbody></table></div>\n");
}

/* The last row is about all rows, and has the largest gap. */
static int put_groups(struct page *p, const struct result *r, const struct names *by, struct err *e)
{
	size_t excess = result_column(r, "system_accuracy_excess"), n = r->rows - 1;
	struct slice *slice = mem_alloc(n, sizeof *slice, e);

	if (!slice)
		return ST_SYSTEM;
	for (size_t i = 0; i < n; i++)
		slice[i] = (struct slice){i, result_number(r, i, excess)};
	qsort(slice, n, sizeof *slice, by_gap);
	put(&p->body, "<p>The largest difference in %s between two groups: ",
		source_says(p->source, "accuracy", "mean quality"));
	put_result(&p->body, r, n, result_column(r, "system_accuracy_gap"));
	if (result_cell(r, n, result_column(r, "system_accuracy_gap_simultaneous_lo")).n) {
		put(&p->body, " <span class=\"interval\">(");
		put_result(&p->body, r, n, result_column(r, "system_accuracy_gap_simultaneous_lo"));
		put(&p->body, " to ");
		put_result(&p->body, r, n, result_column(r, "system_accuracy_gap_simultaneous_hi"));
		put(&p->body, ")</span>");
	}
	put_words(&p->body, ". An interval that holds 0 says that chance alone may make it. Of all rows it is ");
	put_estimate(&p->body, r, n, "system_accuracy");
	put(&p->body, ".</p>\n");
	put_slices(&p->body, p->source, r, slice, n, by);
	free(slice);
	return ST_OK;
}

int slices_write(struct page *p, struct err *e)
{
	struct page_figure figure = {.kind = "forest",
		.title = source_says(
			p->source, "Accuracy of the system by group", "Mean quality of the system by group")};
	struct names by = {0};
	struct step s = {0};
	struct result r = {0};
	int st = run_score(p, p->source, &s, &r, SOURCE_GROUP, e);

	if (!st)
		st = source_groups(p->source, &by, e);
	if (!st && r.rows > 1)
		st = put_groups(p, &r, &by, e);
	figure.group = &by;
	if (!st && r.rows > 1)
		st = page_figure(p, &s, &figure, e);
	names_free(&by);
	result_free(&r);
	step_free(&s);
	return st;
}

int skills_write(struct page *p, struct err *e)
{
	const struct page_figure figure = {.kind = "skills", .title = "Accuracy of each agent, alone, by class"};
	struct step s = {0}; /* the same figure; it is drawn here */
	int st;

	put_words(&p->body,
		"<p>Where an agent's shade is full the other ones need not be asked; a class that is faint in every row is hard for "
		"all.</p>\n");
	st = page_figure(p, NULL, &figure, e);
	if (!st)
		st = step_program(&s, "l2d-plot", e);
	if (!st)
		st = step_word(&s, "skills", e);
	if (!st)
		st = source_words(p->source, &s, SOURCE_UNTHREADED, e);
	put(&p->done, "<pre><code>");
	step_put(&s, &p->done);
	put(&p->done, "</code></pre>\n");
	step_free(&s);
	return st;
}
