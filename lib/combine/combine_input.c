/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/combine_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cases/cases_read.h"
#include "math/vec.h"
#include "table/classes.h"

static int bind_cases(struct combine_input *in, struct table *t, struct err *e)
{
	const struct combine_input_options *o = &in->o;
	unsigned need = 0, want = CASES_ANSWER | CASES_CONF;
	size_t one = NAMES_NONE;
	int st = table_single(t, ROLE_AGENT, false, &one, e);

	if (!o->m && !o->silent && one == NAMES_NONE && names_find(&t->header, "agent_1", 7) == NAMES_NONE)
		need |= CASES_ANSWER;
	if (!o->weighted)
		want &= ~(unsigned)CASES_CONF;
	if (o->label)
		need |= CASES_LABEL, want |= CASES_WEIGHT;
	if (o->m && o->m->model)
		need |= CASES_PROB;
	else if (!o->m)
		want |= CASES_PROB;
	if (o->weighted)
		need |= CASES_PROB;
	return st ? st : cases_init(&in->c, t, need, want, o->renormalize, e);
}

static int bind_decision(struct combine_input *in, struct err *e)
{
	int st = readings_init(&in->r, &in->c, e);

	in->agent_column = in->answer_column = NAMES_NONE;
	if (!st && !in->r.most)
		st = table_single(in->c.t, ROLE_AGENT, false, &in->agent_column, e);
	return st || in->agent_column == NAMES_NONE ? st
						    : table_single(in->c.t, ROLE_ANSWER, true, &in->answer_column, e);
}

static int allocate(struct combine_input *in, struct err *e)
{
	size_t n = in->c.agent.n, k = in->o.m ? in->o.m->classes.n : 0, experts = in->o.m ? in->o.m->experts.n : 0;

	in->place = mem_alloc(n, sizeof *in->place, e);
	in->agent = mem_alloc(n, sizeof *in->agent, e);
	in->answer = mem_alloc(n, sizeof *in->answer, e);
	in->conf = mem_alloc(n, sizeof *in->conf, e);
	in->said = mem_alloc(experts, sizeof *in->said, e);
	in->p = mem_alloc(k, sizeof *in->p, e);
	return in->place && in->agent && in->answer && in->conf && in->said && in->p ? ST_OK : ST_SYSTEM;
}

/* Whether what a column holds can be used; ST_DATA says that the expert, or the class, is none of the model's. */
static int stranger(const struct combine_input *in, const char *noun, const struct name *name, struct err *e)
{
	char shown[ERR_EXCERPT];

	return err_at(e, ST_DATA, table_file(in->c.t), 1, 1, "the model knows no %s '%s'", noun,
		err_excerpt(shown, name->s, name->n));
}

static int bind_experts(struct combine_input *in, struct err *e)
{
	const struct combiner *m = in->o.m;

	for (size_t a = 0; a < in->c.agent.n; a++) {
		const struct name *name = &in->c.agent.name[a];

		in->place[a] = a ? names_find(&m->experts, name->s, name->n) : NAMES_NONE;
		if (a && in->place[a] == NAMES_NONE && in->c.answer_column[a - 1] != NAMES_NONE)
			return stranger(in, "expert", name, e);
	}
	return ST_OK;
}

static int bind_classes(struct combine_input *in, struct err *e)
{
	const struct combiner *m = in->o.m;

	in->class_of = mem_alloc(m->classes.n, sizeof *in->class_of, e);
	if (!in->class_of)
		return ST_SYSTEM;
	for (size_t c = 0; c < m->classes.n; c++) {
		const struct name *name = &m->classes.name[c];

		in->class_of[c] = names_find(&in->c.classes, name->s, name->n);
		if (in->class_of[c] == NAMES_NONE)
			return table_no_member(in->c.t, ROLE_PROB, name, e);
	}
	for (size_t c = 0; c < in->c.classes.n; c++)
		if (names_find(&m->classes, in->c.classes.name[c].s, in->c.classes.name[c].n) == NAMES_NONE)
			return stranger(in, "class", &in->c.classes.name[c], e);
	return ST_OK;
}

/* A weighted vote needs a confidence of everybody who may vote. */
static int check_confidences(const struct combine_input *in, struct err *e)
{
	const struct cases *c = &in->c;

	for (size_t j = 0; j < c->nexpert; j++)
		if (c->answer_column[j] != NAMES_NONE && c->conf_column[1 + j] == NAMES_NONE)
			return table_no_member(c->t, ROLE_CONF, &c->agent.name[1 + j], e);
	return ST_OK;
}

static int bind(struct combine_input *in, struct table *t, struct err *e)
{
	int st = bind_cases(in, t, e);

	if (!st)
		st = bind_decision(in, e);
	if (!st)
		st = allocate(in, e);
	if (!st && in->o.weighted)
		st = check_confidences(in, e);
	if (!st && in->o.m)
		st = bind_experts(in, e);
	if (!st && in->o.m)
		st = groups_bind_names(&in->groups, &in->o.m->by, &in->o.m->group, t, e);
	return !st && in->o.m && in->o.m->model ? bind_classes(in, e) : st;
}

int combine_input_init(struct combine_input *in, struct table *t, const struct combine_input_options *o, struct err *e)
{
	*in = (struct combine_input){.o = *o};
	return bind(in, t, e);
}

void combine_input_free(struct combine_input *in)
{
	cases_free(&in->c);
	groups_free(&in->groups);
	readings_free(&in->r);
	free(in->place);
	free(in->class_of);
	free(in->agent);
	free(in->answer);
	free(in->conf);
	free(in->said);
	free(in->p);
	*in = (struct combine_input){0};
}

/* The class as one of m's. */
static int model_class(const struct combine_input *in, size_t column, size_t class, size_t *own, struct err *e)
{
	const struct name *name = cases_class_name(&in->c, class);
	char what[CLASSES_WORDS];

	*own = names_find(&in->o.m->classes, name->s, name->n);
	return *own != NAMES_NONE
		? ST_OK
		: table_bad_cell(in->c.t, column,
			classes_words(what, "class of the model", &in->o.m->classes, name->s, name->n), e);
}

/* Agent a said the class in that column. */
static int add_voter(struct combine_input *in, size_t a, size_t class, size_t column, struct err *e)
{
	const struct cases *c = &in->c;
	size_t own = NAMES_NONE;
	int st = ST_OK;

	in->agent[in->n] = a;
	in->answer[in->n] = class;
	in->conf[in->n] =
		a || c->conf_column[0] != NAMES_NONE || !c->prob.n ? c->conf[a] : c->p[vec_argmax(c->p, c->classes.n)];
	if (in->o.weighted && class != NAMES_NONE && isnan(in->conf[in->n]))
		return table_no_member(c->t, ROLE_CONF, &c->agent.name[a], e);
	in->n++;
	if (!in->o.m || !a || class == NAMES_NONE)
		return ST_OK;
	if (in->place[a] == NAMES_NONE)
		return table_bad_cell(c->t, column, "an answer of an expert whom the model does not know", e);
	st = model_class(in, column, class, &own, e);
	in->said[in->place[a]] = own;
	return st;
}

static int add_decision(struct combine_input *in, struct err *e)
{
	size_t a, class;
	int st = cases_agent(&in->c, in->agent_column, &a, e);

	if (!st && a == NAMES_NONE)
		st = table_cell_missing(in->c.t, in->agent_column, e);
	if (!st)
		st = cases_class(&in->c, in->answer_column, &class, e);
	return st ? st : add_voter(in, a, class, in->answer_column, e);
}

static int add_readings(struct combine_input *in, struct err *e)
{
	struct readings *r = &in->r;
	int st = readings_next(r, &in->c, e);

	for (size_t k = 0; !st && k < r->n; k++)
		st = add_voter(in, r->agent[k], r->answer[k], r->answer_column[k], e);
	return st;
}

static int add_answers(struct combine_input *in, struct err *e)
{
	struct cases *c = &in->c;
	int st = c->prob.n ? add_voter(in, 0, cases_answer(c, 0), c->prob.column[0], e) : ST_OK;

	for (size_t j = 0; !st && j < c->nexpert; j++)
		if (c->answer_column[j] != NAMES_NONE && c->answer[j] != NAMES_NONE)
			st = add_voter(in, 1 + j, c->answer[j], c->answer_column[j], e);
	return st;
}

static int collect(struct combine_input *in, struct err *e)
{
	in->n = 0;
	for (size_t j = 0; in->o.m && j < in->o.m->experts.n; j++)
		in->said[j] = NAMES_NONE;
	for (size_t c = 0; in->class_of && c < in->o.m->classes.n; c++)
		in->p[c] = in->c.p[in->class_of[c]];
	if (in->r.most)
		return add_readings(in, e);
	return in->agent_column == NAMES_NONE ? add_answers(in, e) : add_decision(in, e);
}

/* The numbers of the row's group, or of all rows. */
static int find_own(struct combine_input *in, struct err *e)
{
	bool grouped = in->o.m && in->o.m->by.n;
	int st = grouped ? groups_next(&in->groups, in->c.t, e) : ST_OK;

	if (!st && in->o.m)
		in->own = combiner_of(in->o.m, grouped ? groups_find(&in->groups) : 0);
	return st;
}

int combine_input_next(struct combine_input *in, struct err *e)
{
	int st;

	do {
		st = cases_next(&in->c, e);
		if (!st)
			st = collect(in, e);
		if (!st)
			st = find_own(in, e);
	} while (st == ST_SKIP);
	return st;
}

int combine_name_column(
	const struct table *t, enum role role, const struct name *member, struct names *computed, struct err *e)
{
	struct buf name = {0};
	size_t index;
	int st = roles_column(&t->roles, role, member, &t->header, &name, e);

	if (!st)
		st = names_add(computed, name.p, name.n, &index, e);
	buf_free(&name);
	return st;
}
