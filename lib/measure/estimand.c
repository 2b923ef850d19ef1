/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/estimand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "table/classes.h"

const char *estimand_name(enum estimand_kind kind)
{
	static const char *const name[] = {"top", "class", "binary", "expert", "top-class", "vector", "pair"};

	return name[kind];
}

void estimand_free(struct estimand *s)
{
	names_free(&s->member);
	free(s->expert);
	cases_free(&s->c);
}

static int member(struct estimand *s, const char *name, size_t n, struct err *e)
{
	size_t index;

	return names_add(&s->member, name, n, &index, e);
}

/* The classes in the order of their names, which is the same for every table. */
static int start_vector(struct estimand *s, struct err *e)
{
	const struct names *classes = &s->c.classes;
	int st = ST_OK;

	s->expert = mem_alloc(classes->n, sizeof *s->expert, e);
	if (!s->expert)
		return ST_SYSTEM;
	for (size_t k = 0; k < classes->n; k++) {
		size_t at = k;

		for (; at && names_order(&classes->name[s->expert[at - 1]], &classes->name[k]) > 0; at--)
			s->expert[at] = s->expert[at - 1];
		s->expert[at] = k;
	}
	for (size_t k = 0; !st && k < classes->n; k++)
		st = member(s, classes->name[s->expert[k]].s, classes->name[s->expert[k]].n, e);
	return st;
}

static int start_classes(struct estimand *s, struct table *t, const struct estimand_names *names, struct err *e)
{
	const struct names *classes = &s->c.classes;
	int st = cases_init(&s->c, t, CASES_LABEL | CASES_PROB, CASES_WEIGHT, names->renormalize, e);

	if (!st)
		st = label_noise_bind(names->noise, &s->c, e);
	if (!st && s->kind == ESTIMAND_TOP)
		return member(s, "", 0, e);
	if (!st && s->kind == ESTIMAND_BINARY)
		st = classes_positive(classes, names->positive, table_file(t), &s->positive, e);
	if (!st && s->kind == ESTIMAND_BINARY)
		return member(s, classes->name[s->positive].s, classes->name[s->positive].n, e);
	if (!st && s->kind == ESTIMAND_VECTOR)
		return start_vector(s, e);
	for (size_t k = 0; !st && k < classes->n; k++)
		st = member(s, classes->name[k].s, classes->name[k].n, e);
	return st;
}

static int start_experts(struct estimand *s, struct table *t, const struct label_noise *noise, struct err *e)
{
	struct cases *c = &s->c;
	unsigned classes = label_noise_any(noise) ? CASES_PROB : 0;
	int st = cases_init(c, t, CASES_LABEL | CASES_ANSWER | CASES_CONF, CASES_WEIGHT | classes, false, e);

	if (!st)
		st = label_noise_bind(noise, c, e);
	if (st)
		return st;
	s->expert = mem_alloc(c->nexpert, sizeof *s->expert, e);
	if (!s->expert)
		return ST_SYSTEM;
	for (size_t j = 0; !st && j < c->nexpert; j++)
		if (c->answer_column[j] != NAMES_NONE && c->conf_column[1 + j] != NAMES_NONE) {
			s->expert[s->member.n] = j;
			st = member(s, c->agent.name[1 + j].s, c->agent.name[1 + j].n, e);
		}
	return st || s->member.n
		? st
		: err_at(e, ST_DATA, table_file(t), 1, 1, "no expert has both an answer and a confidence column");
}

static int start_pair(struct estimand *s, struct table *t, const char *conf, const char *event, struct err *e)
{
	int st = cases_init(&s->c, t, 0, CASES_WEIGHT, false, e);

	if (!st)
		st = table_column(t, conf, &s->conf_column, e);
	if (!st)
		st = table_column(t, event, &s->event_column, e);
	return st ? st : member(s, conf, strlen(conf), e);
}

static int bind(struct estimand *s, struct table *t, const struct estimand_names *names, struct err *e)
{
	switch (s->kind) {
	case ESTIMAND_EXPERT:
		return start_experts(s, t, names->noise, e);
	case ESTIMAND_PAIR:
		return start_pair(s, t, names->conf, names->event, e);
	default:
		return start_classes(s, t, names, e);
	}
}

int estimand_open(struct estimand *s, struct table *t, const struct estimand_names *names, struct err *e)
{
	int st = bind(s, t, names, e);

	return st ? st : row_keys_open(&s->keys, t, names->interval, true, names->partial, e);
}

static int read_pair(struct estimand *s, struct err *e)
{
	struct table *t = s->c.t;
	double event;
	int st = table_needed_number(t, s->conf_column, &s->conf, e);

	if (!st)
		st = table_needed_number(t, s->event_column, &event, e);
	if (!st)
		st = table_probability(t, s->conf_column, &s->conf, e);
	if (!st && event != 0 && event != 1)
		st = table_bad_cell(t, s->event_column, "neither 0 nor 1", e);
	if (!st)
		s->event = event == 1;
	return st;
}

int estimand_next(struct estimand *s, struct err *e)
{
	int st = cases_next(&s->c, e);

	if (!st && s->kind == ESTIMAND_PAIR)
		st = read_pair(s, e);
	return st || !(s->c.weight > 0) ? st : row_keys_next(&s->keys, e);
}
