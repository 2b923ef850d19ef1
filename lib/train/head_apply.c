/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/head_apply.h"

#include "apply/chain_classifier.h"
#include "math/vec.h"
#include "train/head_file.h"

struct head_apply {
	const struct head *p;
	struct loss_link k;
	struct chain_classifier given; /* a frozen classifier */
	bool probs, confs;             /* computes p_* and the model's conf_*, the experts' conf_* */
	size_t *feature;               /* [features] slots */
	size_t *logit;                 /* [classes + experts]; NAMES_NONE: given */
	size_t *prob;                  /* [classes] */
	size_t *conf;                  /* [1 + experts]; est_* where outcomes have a scale */
	double *x, *z, *pv, *cv;       /* the row: features, logits, p, conf */
	double *scratch;               /* of head_logits */
};

static int load(void *model, const struct modelfile *m, struct err *e)
{
	return head_read(model, m, e);
}

static void free_model(void *model)
{
	head_free(model);
}

static int allocate(struct head_apply *k, struct arena *a, struct err *e)
{
	size_t nc = k->p->classes.n, ne = k->p->experts.n, nf = k->p->features.n;

	k->feature = arena_alloc(a, nf, sizeof *k->feature);
	k->logit = arena_alloc(a, nc + ne, sizeof *k->logit);
	k->prob = arena_alloc(a, nc, sizeof *k->prob);
	k->conf = arena_alloc(a, 1 + ne, sizeof *k->conf);
	k->x = arena_alloc(a, nf, sizeof *k->x);
	k->z = arena_alloc(a, nc + ne, sizeof *k->z);
	k->pv = arena_alloc(a, nc, sizeof *k->pv);
	k->cv = arena_alloc(a, 1 + ne, sizeof *k->cv);
	k->scratch = arena_alloc(a, head_scratch(k->p), sizeof *k->scratch);
	return arena_status(a, e);
}

/* A loss may have a link that this training of it has not: then p_* and conf_* are refused, not guessed. */
static int bind_link(struct head_apply *k, const struct chain *c, struct err *e)
{
	const struct loss *l = k->p->loss;
	bool asked = c->emit & (CHAIN_PROBS | CHAIN_CONFIDENCES);
	struct err unasked;
	int st = loss_link_init(&k->k, l, &k->p->setup, k->p->cost, asked ? e : &unasked);

	if (st && asked)
		chain_blame(c, e);
	k->probs = l->flags & LOSS_P && !st && k->p->classes.n;
	k->confs = l->flags & LOSS_CONF && !st;
	return asked ? st : ST_OK;
}

static int bind_logits(struct head_apply *k, struct chain *c, struct err *e)
{
	size_t nc = k->p->classes.n;
	bool frozen = k->p->loss->flags & LOSS_FROZEN && nc;
	int st = frozen ? chain_classifier(c, &k->p->classes, true, &k->given, e) : ST_OK;

	for (size_t i = 0; !st && i < nc + k->p->experts.n; i++) {
		k->logit[i] = NAMES_NONE;
		if (i >= nc)
			st = chain_output(c, ROLE_DEFER, &k->p->experts.name[i - nc], &k->logit[i], e);
		else if (!frozen)
			st = chain_output(c, ROLE_LOGIT, &k->p->classes.name[i], &k->logit[i], e);
	}
	return st;
}

static int bind(void *state, const void *model, struct chain *c, struct err *e)
{
	struct head_apply *k = state;
	enum role conf;
	int st;

	k->p = model;
	conf = quality_scale_is_none(&k->p->scale) ? ROLE_CONF : ROLE_ESTIMATE;
	st = allocate(k, &c->arena, e);
	if (!st)
		st = bind_link(k, c, e);
	for (size_t i = 0; !st && i < k->p->features.n; i++)
		st = chain_input(c, ROLE_FEATURE, &k->p->features.name[i], true, &k->feature[i], e);
	if (!st)
		st = bind_logits(k, c, e);
	for (size_t i = 0; !st && k->probs && i < k->p->classes.n; i++)
		st = chain_output(c, ROLE_PROB, &k->p->classes.name[i], &k->prob[i], e);
	if (!st && k->probs)
		st = chain_output(c, conf, &chain_model_name, &k->conf[0], e);
	for (size_t i = 0; !st && k->confs && i < k->p->experts.n; i++)
		st = chain_output(c, conf, &k->p->experts.name[i], &k->conf[1 + i], e);
	return st;
}

/* What a frozen classifier's rejector tells is r, against 0. */
static double told(const struct head_apply *k, size_t i)
{
	size_t nc = k->p->classes.n;

	if (k->p->loss->flags & LOSS_FREE && !k->p->setup.free)
		return k->z[i] - k->z[vec_argmax(k->z, nc)];
	return k->z[i];
}

static int row(void *state, struct chain_value *v, struct err *e)
{
	struct head_apply *k = state;
	size_t nc = k->p->classes.n, ne = k->p->experts.n;
	int st = k->given.slot ? chain_logits(&k->given, v, k->z, e) : ST_OK;

	if (st)
		return st;
	for (size_t i = 0; i < k->p->features.n; i++)
		k->x[i] = v[k->feature[i]].x;
	head_logits(k->p, k->x, k->scratch, k->z);
	for (size_t i = 0; i < nc + ne; i++)
		if (k->logit[i] != NAMES_NONE)
			v[k->logit[i]].x = told(k, i);
	if (k->probs || k->confs)
		loss_link_row(&k->k, k->z, k->pv, k->cv);
	for (size_t i = 0; k->probs && i < nc; i++)
		v[k->prob[i]].x = k->pv[i];
	for (size_t a = k->probs ? 0 : 1; a <= (k->confs ? ne : 0); a++)
		v[k->conf[a]].x = quality_scale_undo(&k->p->scale, k->cv[a]);
	return ST_OK;
}

const struct chain_kind apply_head = {
	.name = "head",
	.finite = true,
	.model_size = sizeof(struct head),
	.state_size = sizeof(struct head_apply),
	.load = load,
	.free = free_model,
	.bind = bind,
	.row = row,
};
