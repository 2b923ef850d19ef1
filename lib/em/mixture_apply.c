/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/mixture_apply.h"

#include "em/mixture_file.h"
#include "math/vec.h"

struct mixture_apply {
	const struct mixture_model *m;
	struct feature_map map; /* the model's, with scratch of this chain's own: threads share the model */
	struct chain_decision decision;
	size_t *feature;            /* [features] slots, as below */
	size_t *gate, *prob, *conf; /* [1 + experts], [classes], [1 + experts] */
	size_t score;
	double *x, *mapped, *scratch; /* the row: features, mapped */
	double *q, *p, *c;            /* gate, probabilities, confidences */
};

static int load(void *model, const struct modelfile *f, struct err *e)
{
	return mixture_model_read(model, f, e);
}

static void free_model(void *model)
{
	mixture_model_free(model);
}

static int allocate(struct mixture_apply *k, struct arena *a, struct err *e)
{
	size_t nc = k->m->classes.n, na = 1 + k->m->experts.n, nf = k->m->features.n;

	k->feature = arena_alloc(a, nf, sizeof *k->feature);
	k->gate = arena_alloc(a, na, sizeof *k->gate);
	k->prob = arena_alloc(a, nc, sizeof *k->prob);
	k->conf = arena_alloc(a, na, sizeof *k->conf);
	k->map = k->m->map;
	k->map.z = arena_alloc(a, nf, sizeof *k->map.z);
	k->x = arena_alloc(a, nf, sizeof *k->x);
	k->mapped = arena_alloc(a, k->m->map.nout, sizeof *k->mapped);
	k->scratch = arena_alloc(a, mixture_scratch(&k->m->m), sizeof *k->scratch);
	k->q = arena_alloc(a, na, sizeof *k->q);
	k->p = arena_alloc(a, nc, sizeof *k->p);
	k->c = arena_alloc(a, na, sizeof *k->c);
	return arena_status(a, e);
}

/* Announces one column for the model and for every expert. */
static int agent_outputs(const struct mixture_apply *k, struct chain *c, enum role role, size_t *slot, struct err *e)
{
	int st = chain_output(c, role, &chain_model_name, &slot[0], e);

	for (size_t j = 0; !st && j < k->m->experts.n; j++)
		st = chain_output(c, role, &k->m->experts.name[j], &slot[1 + j], e);
	return st;
}

static int bind(void *state, const void *model, struct chain *c, struct err *e)
{
	struct mixture_apply *k = state;
	int st;

	k->m = model;
	st = allocate(k, &c->arena, e);
	for (size_t i = 0; !st && i < k->m->features.n; i++)
		st = chain_input(c, ROLE_FEATURE, &k->m->features.name[i], true, &k->feature[i], e);
	if (!st)
		st = agent_outputs(k, c, ROLE_GATE, k->gate, e);
	for (size_t i = 0; !st && i < k->m->classes.n; i++)
		st = chain_output(c, ROLE_PROB, &k->m->classes.name[i], &k->prob[i], e);
	if (!st)
		st = agent_outputs(k, c, ROLE_CONF, k->conf, e);
	if (!st)
		st = chain_output(c, ROLE_SCORE, NULL, &k->score, e);
	return st ? st : chain_decision(c, &k->m->classes, &k->m->experts, &k->decision, e);
}

static int row(void *state, struct chain_value *v, struct err *e)
{
	struct mixture_apply *k = state;
	size_t nc = k->m->classes.n, na = 1 + k->m->experts.n;

	(void)e;
	for (size_t i = 0; i < k->m->features.n; i++)
		k->x[i] = v[k->feature[i]].x;
	feature_map_row(&k->map, k->x, k->mapped);
	v[k->score].x = mixture_predict(&k->m->m, k->mapped, k->scratch, k->q, k->p, k->c);
	for (size_t i = 0; i < nc; i++)
		v[k->prob[i]].x = k->p[i];
	for (size_t a = 0; a < na; a++) {
		v[k->gate[a]].x = k->q[a];
		v[k->conf[a]].x = k->c[a];
	}
	chain_decide(&k->decision, v, vec_argmax(k->q, na), k->p);
	return ST_OK;
}

const struct chain_kind apply_mixture = {
	.name = "mixture",
	.finite = true,
	.model_size = sizeof(struct mixture_model),
	.state_size = sizeof(struct mixture_apply),
	.load = load,
	.free = free_model,
	.bind = bind,
	.row = row,
};
