/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_apply.h"

#include "apply/chain_classifier.h"
#include "calibrate/calibration_file.h"
#include "math/vec.h"
#include "summary/groups.h"

struct calibration_apply {
	const struct calibration_model *m;
	struct table *t;
	struct groups groups; /* those of the model, from 1 on */
	bool estimates;       /* the targets are agents' estimates of quality */
	size_t model;         /* the target `model` of probabilities, or NAMES_NONE */
	struct chain_classifier given;
	size_t *prob;               /* [classes] p_* computed */
	size_t conf_model;          /* computed, or NAMES_NONE */
	size_t *conf_in, *conf_out; /* [targets] conf_*, or est_* where the maps are of those */
	double *in, *work, *p;      /* [classes], at least 2 */
};

static int load(void *model, const struct modelfile *m, struct err *e)
{
	return calibration_model_read(model, m, e);
}

static void free_model(void *model)
{
	calibration_model_free(model);
}

static int allocate(struct calibration_apply *k, struct arena *a, struct err *e)
{
	size_t nc = k->m->classes.n > 2 ? k->m->classes.n : 2, nt = k->m->target.n;

	k->prob = arena_alloc(a, nc, sizeof *k->prob);
	k->conf_in = arena_alloc(a, nt, sizeof *k->conf_in);
	k->conf_out = arena_alloc(a, nt, sizeof *k->conf_out);
	k->in = arena_alloc(a, nc, sizeof *k->in);
	k->work = arena_alloc(a, nc, sizeof *k->work);
	k->p = arena_alloc(a, nc, sizeof *k->p);
	return arena_status(a, e);
}

static int bind_model(struct calibration_apply *k, struct chain *c, struct err *e)
{
	const struct name *model = &k->m->target.name[k->model];
	size_t old = NAMES_NONE;
	int st = chain_classifier(c, &k->m->classes, false, &k->given, e);

	k->conf_model = NAMES_NONE;
	if (!st)
		st = chain_input(c, ROLE_CONF, model, false, &old, e);
	for (size_t i = 0; !st && i < k->m->classes.n; i++)
		st = chain_output(c, ROLE_PROB, &k->m->classes.name[i], &k->prob[i], e);
	if (!st && old != NAMES_NONE)
		st = chain_output(c, ROLE_CONF, model, &k->conf_model, e);
	return st;
}

static int bind(void *state, const void *model, struct chain *c, struct err *e)
{
	struct calibration_apply *k = state;
	enum role role;
	int st;

	k->m = model;
	k->t = c->t;
	k->estimates = k->m->map[0].opt.estimates;
	role = k->estimates ? ROLE_ESTIMATE : ROLE_CONF;
	k->model = k->estimates ? NAMES_NONE : names_find(&k->m->target, "model", 5);
	st = allocate(k, &c->arena, e);
	if (!st)
		st = groups_bind_names(&k->groups, &k->m->by, &k->m->group, c->t, e);
	if (!st && k->model != NAMES_NONE)
		st = bind_model(k, c, e);
	for (size_t i = 0; !st && i < k->m->target.n; i++) {
		if (i == k->model)
			continue;
		st = chain_input(c, role, &k->m->target.name[i], true, &k->conf_in[i], e);
		if (!st)
			st = chain_output(c, role, &k->m->target.name[i], &k->conf_out[i], e);
	}
	return st;
}

static int row_model(struct calibration_apply *k, const struct calibration *map, struct chain_value *v, struct err *e)
{
	bool logits = k->given.logits;
	int st = logits ? chain_logits(&k->given, v, k->in, e) : chain_probs(&k->given, v, k->in, e);

	if (st)
		return st;
	calibration_apply(&map[k->model], k->in, logits, k->work, k->p);
	for (size_t i = 0; i < k->m->classes.n; i++)
		v[k->prob[i]].x = k->p[i];
	if (k->conf_model != NAMES_NONE)
		v[k->conf_model].x = k->p[vec_argmax(k->p, k->m->classes.n)];
	return ST_OK;
}

/* The maps of the row's group, or those of all rows. */
static int find_maps(struct calibration_apply *k, const struct calibration **map, struct err *e)
{
	size_t group = NAMES_NONE;
	int st = k->m->by.n ? groups_next(&k->groups, k->t, e) : ST_OK;

	if (!st && k->m->by.n)
		group = groups_find(&k->groups);
	*map = k->m->map + (group == NAMES_NONE ? 0 : group * k->m->target.n);
	return st;
}

static int row(void *state, struct chain_value *v, struct err *e)
{
	struct calibration_apply *k = state;
	const struct calibration *map;
	int st = find_maps(k, &map, e);

	if (!st && k->model != NAMES_NONE)
		st = row_model(k, map, v, e);
	for (size_t i = 0; !st && i < k->m->target.n; i++) {
		if (i == k->model)
			continue;
		k->in[k->estimates ? 0 : 1] = v[k->conf_in[i]].x;
		if (!k->estimates)
			k->in[0] = 1 - k->in[1];
		calibration_apply(&map[i], k->in, false, k->work, k->p);
		v[k->conf_out[i]].x = k->p[k->estimates ? 0 : 1];
	}
	return st;
}

static void unbind(void *state)
{
	groups_free(&((struct calibration_apply *)state)->groups);
}

const struct chain_kind apply_calibration = {
	.name = "calibration",
	.finite = true,
	.model_size = sizeof(struct calibration_model),
	.state_size = sizeof(struct calibration_apply),
	.load = load,
	.free = free_model,
	.bind = bind,
	.row = row,
	.unbind = unbind,
};
