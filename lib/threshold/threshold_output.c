/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/threshold_output.h"

int threshold_output_name(enum rule rule, struct names *computed, struct err *e)
{
	static const char *const name[] = {"score", "agent", "answer", NULL};

	return names_add_words(computed, name + (rule == RULE_SCORE), e);
}

static int write_row(const struct threshold_input *t, const struct threshold_choice *c, size_t agent, size_t answer,
	const struct csv_row *row, struct extend *x, struct err *e)
{
	cases_count_unanswered(&t->c, agent, answer);
	if (t->score_column == NAMES_NONE)
		extend_number(x, c->score);
	extend_name(x, &t->c.agent.name[agent]);
	extend_name(x, answer == NAMES_NONE ? NULL : cases_class_name(&t->c, answer));
	return extend_kept_row(x, row, e);
}

int threshold_output_row(struct threshold *p, const struct threshold_input *t, const struct rule_row *r,
	struct threshold_choice c, struct extend *x, struct err *e)
{
	size_t agent;
	int st = threshold_settle(p, r, &c, &agent, e);

	return st ? st : write_row(t, &c, agent, cases_answer(&t->c, agent), &t->c.t->row, x, e);
}

int threshold_output_rows(struct threshold *p, const struct threshold_input *t, struct threshold_rows *rows,
	struct extend *x, struct err *e)
{
	struct threshold_rows_row r;
	size_t agent;
	int st = ST_OK;

	for (size_t i = 0; !st && i < rows->keep.n; i++) {
		st = threshold_rows_get(rows, i, p, &r, e);
		if (!st)
			st = threshold_settle(p, &r.rule, &r.choice, &agent, e);
		if (!st)
			st = write_row(t, &r.choice, agent, agent ? r.answer[agent - 1] : r.model, &r.row, x, e);
	}
	return st;
}
