/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/reliability.h"

#include <string.h>

#include "report/result.h"

bool reliability_applies(const struct source *s)
{
	return s->label && !s->graded && (s->prob || (s->expert && s->conf));
}

/* Runs l2d-ece for the table of bins. */
static int run_bins(struct page *p, struct step *s, const char *estimand, unsigned told, struct err *e)
{
	int st = step_program(s, "l2d-ece", e);

	if (!st)
		st = step_word(s, "--reliability", e);
	if (!st)
		st = step_option(s, "--estimand", estimand, e);
	if (!st)
		st = step_number(s, "--bins", (double)p->opt->bins, e);
	if (!st)
		st = source_words(p->source, s, SOURCE_INTERVAL | told, e);
	return st ? st : page_run(p, s, e);
}

/* One figure: the groups are its lines, or the members of the estimand. */
static int draw(struct page *p, const char *estimand, unsigned told, const char *title, struct err *e)
{
	struct step s = {0};
	struct names by = {0};
	size_t place;
	int st = run_bins(p, &s, estimand, told, e);

	if (!st && told & SOURCE_GROUP)
		st = source_groups(p->source, &by, e);
	if (!st && strcmp(estimand, "top"))
		st = names_add(&by, "name", strlen("name"), &place, e);
	if (!st)
		st = page_figure(p, &s,
			&(struct page_figure){.kind = "reliability",
				.title = title,
				.group = &by,
				.without_all = told & SOURCE_GROUP},
			e);
	names_free(&by);
	step_free(&s);
	return st;
}

/* The figure of one expert, whose lines are groups. */
static int draw_expert(
	struct page *p, const struct step *s, const struct names *by, const struct name *expert, struct err *e)
{
	struct buf title = {0};
	struct text t = {.out = &title, .e = e};
	int st;

	put(&t, "Reliability of the confidences of ");
	put_markup_name(&t, expert);
	put(&t, ", by group");
	st = t.st ? t.st : buf_add_char(&title, 0, e);
	if (!st)
		st = page_figure(p, s,
			&(struct page_figure){.kind = "reliability",
				.title = title.p,
				.group = by,
				.without_all = true,
				.only_column = "name",
				.only = *expert},
			e);
	p->title = NULL;
	buf_free(&title);
	return st;
}

static int draw_experts_by_group(struct page *p, struct err *e)
{
	struct step s = {0};
	struct result r = {0};
	struct names by = {0}, expert = {0};
	size_t place;
	int st = run_bins(p, &s, "expert", SOURCE_GROUP, e);

	if (!st)
		st = source_groups(p->source, &by, e);
	if (!st)
		st = result_read(&r, s.out, "l2d-ece", e);
	for (size_t i = 0; !st && i < r.rows; i++) {
		struct name cell = result_cell(&r, i, result_column(&r, "name"));

		st = names_add(&expert, cell.s, cell.n, &place, e);
	}
	for (size_t j = 0; !st && j < expert.n; j++)
		st = draw_expert(p, &s, &by, &expert.name[j], e);
	names_free(&expert);
	names_free(&by);
	result_free(&r);
	step_free(&s);
	return st;
}

int reliability_write(struct page *p, struct err *e)
{
	const struct source *s = p->source;
	bool experts = s->expert && s->conf;
	int st = ST_OK;

	put(&p->body,
		"<p>Where a line follows the diagonal, a confidence of 0.8 is right eight times of ten. "
		"Bars are the Wilson interval of a bin, ribbons that of the bootstrap; ");
	put(&p->body,
		"below, how many cases each bin holds. Pale points stand for fewer than ten cases.</p>\n<div class=\"figures\">\n");
	if (s->prob)
		st = draw(p, "top", 0, "Reliability of the model", e);
	if (!st && experts)
		st = draw(p, "expert", 0, "Reliability of the experts' confidences", e);
	if (!st && s->prob && s->opt->group)
		st = draw(p, "top", SOURCE_GROUP, "Reliability of the model, by group", e);
	if (!st && experts && s->opt->group)
		st = draw_experts_by_group(p, e);
	put(&p->body, "</div>\n");
	return st;
}
