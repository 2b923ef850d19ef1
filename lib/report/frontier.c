/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/frontier.h"

bool frontier_applies(const struct source *s)
{
	return s->expert && s->conf_of_all && !s->readers && (s->label || s->graded);
}

int frontier_draw(struct page *p, struct err *e)
{
	const struct page_figure figure = {.kind = "frontier",
		.title = "Accuracy against cost: routing by confidence, each agent alone, mixing them, the oracle",
		.follow = "cost system_accuracy"};
	struct step s = {0};
	int st = step_program(&s, "l2d-route", e);

	if (!st)
		st = step_word(&s, "--frontier", e);
	if (!st)
		st = step_word(&s, "--paid-reads", e);
	if (!st)
		st = source_words(p->source, &s, 0, e);
	if (!st)
		st = page_run(p, &s, e);
	if (!st)
		st = page_figure(p, &s, &figure, e);
	step_free(&s);
	return st;
}
