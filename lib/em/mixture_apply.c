/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/mixture_apply.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "em/mixture_file.h"
#include "math/vec.h"

static char model_text[] = "model";
static const struct name model_name = {model_text, 5};

struct link {
	struct mixture_model m;
	size_t *feature;            /* [features] slots, as below */
	size_t *said;               /* [experts] their answers; NAMES_NONE: no such column */
	size_t *gate, *prob, *conf; /* [1 + experts], [classes], [1 + experts] */
	size_t score, agent, answer;
	double *x, *mapped, *scratch; /* the row: features, mapped */
	double *q, *p, *c;            /* gate, probabilities, confidences */
};

static void link_free(void *state)
{
	struct link *k = state;

	if (!k)
		return;
	mixture_model_free(&k->m);
	free(k->feature);
	free(k->said);
	free(k->gate);
	free(k->prob);
	free(k->conf);
	free(k->x);
	free(k->mapped);
	free(k->scratch);
	free(k->q);
	free(k->p);
	free(k->c);
	free(k);
}

static int link_load(void **state, const struct modelfile *f, struct err *e)
{
	struct link *k = mem_alloc(1, sizeof *k, e);
	size_t nc, na;
	int st;

	if (!(*state = k))
		return ST_SYSTEM;
	st = mixture_model_read(&k->m, f, e);
	if (st)
		return st;
	nc = k->m.classes.n, na = 1 + k->m.experts.n;
	k->feature = mem_alloc(k->m.features.n, sizeof *k->feature, e);
	k->said = mem_alloc(na, sizeof *k->said, e);
	k->gate = mem_alloc(na, sizeof *k->gate, e);
	k->prob = mem_alloc(nc, sizeof *k->prob, e);
	k->conf = mem_alloc(na, sizeof *k->conf, e);
	k->x = mem_alloc(k->m.features.n, sizeof *k->x, e);
	k->mapped = mem_alloc(k->m.map.nout, sizeof *k->mapped, e);
	k->scratch = mem_alloc(mixture_scratch(&k->m.m), sizeof *k->scratch, e);
	k->q = mem_alloc(na, sizeof *k->q, e);
	k->p = mem_alloc(nc, sizeof *k->p, e);
	k->c = mem_alloc(na, sizeof *k->c, e);
	return k->feature && k->said && k->gate && k->prob && k->conf && k->x && k->mapped && k->scratch && k->q && k->p
			&& k->c
		? ST_OK
		: ST_SYSTEM;
}

/* Announces one column for the model and for every expert. */
static int agent_outputs(const struct link *k, struct chain *c, enum role role, size_t *slot, struct err *e)
{
	int st = chain_output(c, role, &model_name, &slot[0], e);

	for (size_t j = 0; !st && j < k->m.experts.n; j++)
		st = chain_output(c, role, &k->m.experts.name[j], &slot[1 + j], e);
	return st;
}

static int link_bind(void *state, struct chain *c, struct err *e)
{
	struct link *k = state;
	int st = ST_OK;

	for (size_t i = 0; !st && i < k->m.features.n; i++)
		st = chain_input(c, ROLE_FEATURE, &k->m.features.name[i], true, &k->feature[i], e);
	for (size_t j = 0; !st && j < k->m.experts.n; j++)
		st = chain_input(c, ROLE_EXPERT, &k->m.experts.name[j], false, &k->said[j], e);
	if (!st)
		st = agent_outputs(k, c, ROLE_GATE, k->gate, e);
	for (size_t i = 0; !st && i < k->m.classes.n; i++)
		st = chain_output(c, ROLE_PROB, &k->m.classes.name[i], &k->prob[i], e);
	if (!st)
		st = agent_outputs(k, c, ROLE_CONF, k->conf, e);
	if (!st)
		st = chain_output(c, ROLE_SCORE, NULL, &k->score, e);
	if (!st)
		st = chain_output(c, ROLE_AGENT, NULL, &k->agent, e);
	return st ? st : chain_output(c, ROLE_ANSWER, NULL, &k->answer, e);
}

static void set_text(struct chain_value *v, const struct name *name)
{
	v->s = name->s;
	v->n = name->n;
}

static int link_row(void *state, struct chain_value *v, struct err *e)
{
	struct link *k = state;
	size_t agent, nc = k->m.classes.n, na = 1 + k->m.experts.n;

	(void)e;
	for (size_t i = 0; i < k->m.features.n; i++)
		k->x[i] = v[k->feature[i]].x;
	feature_map_row(&k->m.map, k->x, k->mapped);
	v[k->score].x = mixture_predict(&k->m.m, k->mapped, k->scratch, k->q, k->p, k->c);
	for (size_t i = 0; i < nc; i++)
		v[k->prob[i]].x = k->p[i];
	for (size_t a = 0; a < na; a++) {
		v[k->gate[a]].x = k->q[a];
		v[k->conf[a]].x = k->c[a];
	}
	agent = vec_argmax(k->q, na);
	set_text(&v[k->agent], agent ? &k->m.experts.name[agent - 1] : &model_name);
	if (!agent)
		set_text(&v[k->answer], &k->m.classes.name[vec_argmax(k->p, nc)]);
	else if (k->said[agent - 1] == NAMES_NONE)
		v[k->answer].n = 0;
	else
		v[k->answer] = v[k->said[agent - 1]];
	return ST_OK;
}

const struct chain_kind apply_mixture = {
	.name = "mixture",
	.finite = true,
	.load = link_load,
	.bind = link_bind,
	.row = link_row,
	.free = link_free,
};
