/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/reliability.h"

#include <string.h>

bool reliability_applies(const struct source *s)
{
	return s->label && !s->graded && (s->prob || (s->expert && s->conf));
}

/* One figure: the estimand's members are its lines, or with `group` the groups. */
static int draw(struct page *p, const char *estimand, unsigned told, const char *title, struct err *e)
{
	struct step s = {0};
	struct names by = {0};
	size_t place;
	int st = step_program(&s, "l2d-ece", e);

	if (!st)
		st = step_word(&s, "--reliability", e);
	if (!st)
		st = step_option(&s, "--estimand", estimand, e);
	if (!st)
		st = step_number(&s, "--bins", (double)p->opt->bins, e);
	if (!st)
		st = source_words(p->source, &s, SOURCE_INTERVAL | told, e);
	if (!st)
		st = page_run(p, &s, e);
	if (!st && told & SOURCE_GROUP)
		st = source_groups(p->source, &by, e);
	if (!st && strcmp(estimand, "top"))
		st = names_add(&by, "name", strlen("name"), &place, e);
	if (!st)
		st = page_figure(p, &s, &(struct page_figure){"reliability", title, &by}, e);
	names_free(&by);
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
	put(&p->body, "</div>\n");
	return st;
}
