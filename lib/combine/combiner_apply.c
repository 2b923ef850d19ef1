/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/combiner_apply.h"

#include "apply/chain_classifier.h"
#include "combine/combiner.h"
#include "combine/combiner_file.h"
#include "math/vec.h"
#include "summary/groups.h"
#include "table/classes.h"

struct combiner_apply {
	const struct combiner *m;
	struct table *t;
	struct groups groups; /* those of the model, from 1 on */
	struct chain_classifier given;
	size_t *expert; /* [experts] slots of e_*, NAMES_NONE without */
	size_t *column; /* [experts] of the input, for messages; NAMES_NONE */
	size_t *prob;   /* [classes] slots of p_* */
	size_t answer;
	size_t *said; /* [experts] the row's */
	double *p;    /* [classes] */
};

static int load(void *model, const struct modelfile *f, struct err *e)
{
	return combiner_read(model, f, e);
}

static void free_model(void *model)
{
	combiner_free(model);
}

/* An answer that the model cannot read, or a decision whose readers it would not know, is not passed over. */
static int check_table(const struct combiner *m, const struct chain *c, struct err *e)
{
	struct family f = {0};
	char shown[ERR_EXCERPT];
	size_t agent;
	int st = table_single(c->t, ROLE_AGENT, false, &agent, e);

	if (!st && agent == NAMES_NONE)
		agent = names_find(&c->t->header, "agent_1", 7);
	if (!st && agent != NAMES_NONE)
		st = err_at(e, ST_DATA, table_file(c->t), 1, 1,
			"column '%s' says who was asked: l2d-combine --model reads decisions",
			err_excerpt(shown, c->t->header.name[agent].s, c->t->header.name[agent].n));
	if (!st)
		st = table_family(c->t, ROLE_EXPERT, &f, e);
	for (size_t j = 0; !st && j < f.n; j++)
		if (names_find(&m->experts, f.member.name[j].s, f.member.name[j].n) == NAMES_NONE)
			st = err_at(e, ST_DATA, table_file(c->t), 1, 1, "the model knows no expert '%s'",
				err_excerpt(shown, f.member.name[j].s, f.member.name[j].n));
	family_free(&f);
	return st;
}

static int bind(void *state, const void *model, struct chain *c, struct err *e)
{
	struct combiner_apply *k = state;
	const struct combiner *m = model;
	int st = check_table(m, c, e);

	k->m = m;
	k->t = c->t;
	k->expert = arena_alloc_none(&c->arena, m->experts.n);
	k->column = arena_alloc_none(&c->arena, m->experts.n);
	k->prob = arena_alloc(&c->arena, m->classes.n, sizeof *k->prob);
	k->said = arena_alloc(&c->arena, m->experts.n, sizeof *k->said);
	k->p = arena_alloc(&c->arena, m->classes.n, sizeof *k->p);
	if (!st)
		st = arena_status(&c->arena, e);
	if (!st)
		st = groups_bind_names(&k->groups, &m->by, &m->group, c->t, e);
	if (!st && m->model)
		st = chain_classifier(c, &m->classes, false, &k->given, e);
	for (size_t j = 0; !st && j < m->experts.n; j++) {
		st = chain_input(c, ROLE_EXPERT, &m->experts.name[j], false, &k->expert[j], e);
		if (!st && k->expert[j] != NAMES_NONE)
			k->column[j] = c->slot[k->expert[j]].column;
	}
	for (size_t i = 0; !st && i < m->classes.n; i++)
		st = chain_output(c, ROLE_PROB, &m->classes.name[i], &k->prob[i], e);
	return st ? st : chain_output(c, ROLE_ANSWER, NULL, &k->answer, e);
}

static int read_answers(struct combiner_apply *k, const struct chain_value *v, struct err *e)
{
	char what[CLASSES_WORDS];

	for (size_t j = 0; j < k->m->experts.n; j++) {
		const struct chain_value *x = k->expert[j] == NAMES_NONE ? NULL : &v[k->expert[j]];

		k->said[j] = NAMES_NONE;
		if (!x || !x->n)
			continue;
		k->said[j] = names_find(&k->m->classes, x->s, x->n);
		if (k->said[j] == NAMES_NONE)
			return table_bad_cell(k->t, k->column[j],
				classes_words(what, "class of the model", &k->m->classes, x->s, x->n), e);
	}
	return ST_OK;
}

static int row(void *state, struct chain_value *v, struct err *e)
{
	struct combiner_apply *k = state;
	const struct name *answer;
	int st = k->m->model ? chain_probs(&k->given, v, k->p, e) : ST_OK;

	if (!st)
		st = read_answers(k, v, e);
	if (!st && k->m->by.n)
		st = groups_next(&k->groups, k->t, e);
	if (st)
		return st;
	combiner_posterior(combiner_of(k->m, k->m->by.n ? groups_find(&k->groups) : 0), k->p, k->said, k->p);
	for (size_t i = 0; i < k->m->classes.n; i++)
		v[k->prob[i]].x = k->p[i];
	answer = &k->m->classes.name[vec_argmax(k->p, k->m->classes.n)];
	v[k->answer].s = answer->s;
	v[k->answer].n = answer->n;
	return ST_OK;
}

static void unbind(void *state)
{
	groups_free(&((struct combiner_apply *)state)->groups);
}

const struct chain_kind apply_combiner = {
	.name = "combiner",
	.finite = true,
	.model_size = sizeof(struct combiner),
	.state_size = sizeof(struct combiner_apply),
	.load = load,
	.free = free_model,
	.bind = bind,
	.row = row,
	.unbind = unbind,
};
