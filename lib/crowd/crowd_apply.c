/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_apply.h"

#include "apply/chain_classifier.h"
#include "crowd/crowd_file.h"
#include "math/vec.h"
#include "table/classes.h"

static const struct names nobody; /* consensus is the one agent */

struct crowd_apply {
	const struct crowd_model *m;
	struct chain *chain;
	struct chain_classifier given;
	struct chain_decision decision;
	bool features, votes;   /* whether the table has them */
	size_t *feature, *vote; /* [features], [workers] slots; NAMES_NONE: no column */
	size_t *prob;           /* [classes] */
	size_t conf;
	struct vote *said; /* [workers] */
	double *q, *p, *prior, *x, *scratch;
};

static int load(void *model, const struct modelfile *f, struct err *e)
{
	return crowd_model_read(model, f, e);
}

static void free_model(void *model)
{
	crowd_model_free(model);
}

static int allocate(struct crowd_apply *k, struct arena *a, struct err *e)
{
	const struct crowd *c = &k->m->c;

	k->feature = arena_alloc_none(a, k->m->features.n);
	k->x = arena_alloc(a, k->m->features.n, sizeof *k->x);
	k->scratch = arena_alloc(a, crowd_head_scratch(&k->m->head), sizeof *k->scratch);
	k->vote = arena_alloc_none(a, c->nworker);
	k->prob = arena_alloc(a, c->nclass, sizeof *k->prob);
	k->said = arena_alloc(a, c->nworker, sizeof *k->said);
	k->q = arena_alloc(a, c->nnode * c->nclass, sizeof *k->q);
	k->p = arena_alloc(a, c->nclass, sizeof *k->p);
	k->prior = arena_alloc(a, c->nclass, sizeof *k->prior);
	return arena_status(a, e);
}

/* The columns of these members that are there. */
static int bind_members(
	struct chain *c, enum role role, const struct names *members, size_t *slot, bool *there, struct err *e)
{
	int st = ST_OK;

	for (size_t j = 0; !st && j < members->n; j++) {
		st = chain_input(c, role, &members->name[j], false, &slot[j], e);
		*there |= slot[j] != NAMES_NONE;
	}
	return st;
}

/* Votes, features or both; but not some of the features. */
static int bind_columns(struct crowd_apply *k, struct chain *c, struct err *e)
{
	const struct crowd_model *m = k->m;
	int st = bind_members(c, ROLE_EXPERT, &m->workers, k->vote, &k->votes, e);

	if (!st)
		st = bind_members(c, ROLE_FEATURE, &m->features, k->feature, &k->features, e);
	for (size_t i = 0; !st && k->features && i < m->features.n; i++)
		st = chain_input(c, ROLE_FEATURE, &m->features.name[i], true, &k->feature[i], e);
	if (st || k->votes || k->features)
		return st;
	return err_set(e, ST_DATA, "no column e_* for any of the model's workers%s",
		m->features.n ? ", and none of its features" : "");
}

static int bind(void *state, const void *model, struct chain *c, struct err *e)
{
	struct crowd_apply *k = state;
	int st;

	k->m = model;
	k->chain = c;
	st = allocate(k, &c->arena, e);
	if (!st)
		st = bind_columns(k, c, e);
	if (!st && k->m->c.prior == CROWD_COLUMNS)
		st = chain_classifier(c, &k->m->classes, false, &k->given, e);
	for (size_t i = 0; !st && i < k->m->classes.n; i++)
		st = chain_output(c, ROLE_PROB, &k->m->classes.name[i], &k->prob[i], e);
	if (!st)
		st = chain_output(c, ROLE_CONF, &chain_model_name, &k->conf, e);
	return st ? st : chain_decision(c, &k->m->classes, &nobody, &k->decision, e);
}

static int read_vote(struct crowd_apply *k, size_t worker, const struct chain_value *v, size_t *n, struct err *e)
{
	size_t label;
	char words[CLASSES_WORDS];

	if (!v->n)
		return ST_OK;
	label = names_find(&k->m->classes, v->s, v->n);
	if (label == NAMES_NONE)
		return table_bad_cell(k->chain->t, k->chain->slot[k->vote[worker]].column,
			classes_words(words, "class", &k->m->classes, v->s, v->n), e);
	k->said[(*n)++] = (struct vote){(uint32_t)worker, (uint32_t)label, 1};
	return ST_OK;
}

/* *prior: of the row's own, or NULL. */
static int read_prior(struct crowd_apply *k, const struct chain_value *v, const double **prior, struct err *e)
{
	bool given = k->m->c.prior == CROWD_COLUMNS;

	*prior = given || k->features ? k->prior : NULL;
	if (given)
		return chain_probs(&k->given, v, k->prior, e);
	if (!k->features)
		return ST_OK;
	for (size_t i = 0; i < k->m->features.n; i++)
		k->x[i] = v[k->feature[i]].x;
	crowd_head_prior(&k->m->head, k->x, k->scratch, k->prior);
	return ST_OK;
}

static int row(void *state, struct chain_value *v, struct err *e)
{
	struct crowd_apply *k = state;
	struct crowd_item item = {.vote = k->said, .w = 1};
	int st = read_prior(k, v, &item.prior, e);

	for (size_t j = 0; !st && j < k->m->workers.n; j++)
		if (k->vote[j] != NAMES_NONE)
			st = read_vote(k, j, &v[k->vote[j]], &item.n, e);
	if (st)
		return st;
	crowd_posterior(&k->m->c, &item, k->q, k->p);
	for (size_t i = 0; i < k->m->classes.n; i++)
		v[k->prob[i]].x = k->p[i];
	v[k->conf].x = k->p[vec_argmax(k->p, k->m->classes.n)];
	chain_decide(&k->decision, v, 0, k->p);
	return ST_OK;
}

const struct chain_kind apply_crowd = {
	.name = "crowd",
	.finite = true,
	.model_size = sizeof(struct crowd_model),
	.state_size = sizeof(struct crowd_apply),
	.load = load,
	.free = free_model,
	.bind = bind,
	.row = row,
};
