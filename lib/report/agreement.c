/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/agreement.h"

#include <stdlib.h>
#include <unistd.h>

#include "cases/cases.h"

/* More classes make a table that nobody reads. */
enum { CLASSES_MOST = 12 };

enum { BOTH, MODEL_ONLY, EXPERT_ONLY, NEITHER, OUTCOMES };

struct agreement {
	struct cases c;
	size_t (*right)[OUTCOMES]; /* [nexpert] rows by who is right */
	size_t *said; /* [nexpert][classes][classes] rows by the model's answer and the expert's; NULL: too many */
};

bool agreement_applies(const struct source *s)
{
	return s->label && s->prob && s->expert && !s->graded;
}

static void take(struct agreement *a)
{
	size_t classes = a->c.classes.n, model = cases_answer(&a->c, 0);

	if (!(a->c.weight > 0) || model == NAMES_NONE)
		return;
	for (size_t j = 0; j < a->c.nexpert; j++) {
		size_t expert = cases_answer(&a->c, 1 + j);
		bool right = model == a->c.label, too = expert == a->c.label;

		if (expert == NAMES_NONE)
			continue;
		a->right[j][right ? too ? BOTH : MODEL_ONLY : too ? EXPERT_ONLY : NEITHER]++;
		if (a->said && expert < classes)
			a->said[(j * classes + model) * classes + expert]++;
	}
}

static int read_rows(struct agreement *a, struct table *t, bool renormalize, struct err *e)
{
	int st = cases_init(&a->c, t, CASES_LABEL | CASES_PROB | CASES_ANSWER, CASES_WEIGHT, renormalize, e);
	size_t classes = a->c.classes.n;

	if (st)
		return st;
	a->right = mem_alloc(a->c.nexpert, sizeof *a->right, e);
	if (a->right && classes <= CLASSES_MOST)
		a->said = mem_alloc(a->c.nexpert * classes * classes, sizeof *a->said, e);
	if (!a->right || (classes <= CLASSES_MOST && !a->said))
		return ST_SYSTEM;
	while (!st || st == ST_SKIP)
		if (!(st = cases_next(&a->c, e)))
			take(a);
	return st == ST_END ? ST_OK : st;
}

static void put_right(struct text *t, const struct agreement *a)
{
	put_words(t,
		"<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">expert</th><th scope=\"col\">both are right</th>"
		"<th scope=\"col\">only the model</th><th scope=\"col\">only the expert</th><th scope=\"col\">neither</th></tr></thead>\n<tbody>\n");
	for (size_t j = 0; j < a->c.nexpert; j++) {
		put(t, "<tr><th scope=\"row\">");
		put_markup_name(t, &a->c.agent.name[1 + j]);
		put(t, "</th>");
		for (size_t k = 0; k < OUTCOMES; k++)
			put(t, "<td>%zu</td>", a->right[j][k]);
		put(t, "</tr>\n");
	}
	put(t, "</tbody></table></div>\n");
}

/* What the expert says, a column each, where the model says what stands in front. */
static void put_said(struct text *t, const struct agreement *a, size_t j)
{
	size_t classes = a->c.classes.n;

	put(t, "<div class=\"wide counts\"><table>\n<caption>Rows by what the model says, columns by what ");
	put_markup_name(t, &a->c.agent.name[1 + j]);
	put(t, " says</caption>\n<thead><tr><th scope=\"col\">class</th>");
	for (size_t k = 0; k < classes; k++) {
		put(t, "<th scope=\"col\">");
		put_markup_name(t, &a->c.classes.name[k]);
		put(t, "</th>");
	}
	put(t, "</tr></thead>\n<tbody>\n");
	for (size_t m = 0; m < classes; m++) {
		put(t, "<tr><th scope=\"row\">");
		put_markup_name(t, &a->c.classes.name[m]);
		put(t, "</th>");
		for (size_t k = 0; k < classes; k++)
			put(t, "<td>%zu</td>", a->said[(j * classes + m) * classes + k]);
		put(t, "</tr>\n");
	}
	put(t, "</tbody></table></div>\n");
}

int agreement_write(struct page *p, struct err *e)
{
	const struct source *s = p->source;
	struct agreement a = {0};
	struct table t;
	int st;

	if (s->begin >= 0)
		lseek(STDIN_FILENO, s->begin, SEEK_SET);
	if ((st = table_open(&t, &s->opt->table, &s->operands.cases, e)))
		return st;
	st = read_rows(&a, &t, s->opt->renormalize, e);
	if (!st) {
		put_words(&p->body,
			"<p>Rows, counted where both answer, whoever decides. Deferring can win the third column and lose the "
			"second.</p>\n");
		put_right(&p->body, &a);
	}
	for (size_t j = 0; !st && a.said && j < a.c.nexpert; j++)
		put_said(&p->body, &a, j);
	cases_free(&a.c);
	table_close(&t);
	free(a.right);
	free(a.said);
	return st ? st : p->body.st;
}
