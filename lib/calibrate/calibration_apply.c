/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_apply.h"

#include <stdlib.h>

#include "base/buf.h"
#include "calibrate/calibration_file.h"
#include "math/vec.h"

struct link {
	struct calibration_model m;
	size_t model; /* the target `model`, or NAMES_NONE */
	struct chain_classifier given;
	size_t *prob;               /* [classes] p_* computed */
	size_t conf_model;          /* computed, or NAMES_NONE */
	size_t *conf_in, *conf_out; /* [targets] */
	double *in, *work, *p;      /* [classes], at least 2 */
};

static void link_free(void *state)
{
	struct link *k = state;

	if (!k)
		return;
	calibration_model_free(&k->m);
	chain_classifier_free(&k->given);
	free(k->prob);
	free(k->conf_in);
	free(k->conf_out);
	free(k->in);
	free(k->work);
	free(k->p);
	free(k);
}

static int link_allocate(struct link *k, struct err *e)
{
	size_t nc = k->m.classes.n > 2 ? k->m.classes.n : 2, nt = k->m.target.n;

	k->prob = mem_alloc(nc, sizeof *k->prob, e);
	k->conf_in = mem_alloc(nt, sizeof *k->conf_in, e);
	k->conf_out = mem_alloc(nt, sizeof *k->conf_out, e);
	k->in = mem_alloc(nc, sizeof *k->in, e);
	k->work = mem_alloc(nc, sizeof *k->work, e);
	k->p = mem_alloc(nc, sizeof *k->p, e);
	return k->prob && k->conf_in && k->conf_out && k->in && k->work && k->p ? ST_OK : ST_SYSTEM;
}

static int link_load(void **state, const struct modelfile *m, struct err *e)
{
	struct link *k = *state = mem_alloc(1, sizeof *k, e);
	int st;

	if (!k)
		return ST_SYSTEM;
	st = calibration_model_read(&k->m, m, e);
	if (!st)
		st = link_allocate(k, e);
	if (!st)
		k->model = names_find(&k->m.target, "model", 5);
	return st;
}

static int bind_model(struct link *k, struct chain *c, struct err *e)
{
	const struct name *model = &k->m.target.name[k->model];
	size_t old = NAMES_NONE;
	int st = chain_classifier(c, &k->m.classes, false, &k->given, e);

	k->conf_model = NAMES_NONE;
	if (!st)
		st = chain_input(c, ROLE_CONF, model, false, &old, e);
	for (size_t i = 0; !st && i < k->m.classes.n; i++)
		st = chain_output(c, ROLE_PROB, &k->m.classes.name[i], &k->prob[i], e);
	if (!st && old != NAMES_NONE)
		st = chain_output(c, ROLE_CONF, model, &k->conf_model, e);
	return st;
}

static int link_bind(void *state, struct chain *c, struct err *e)
{
	struct link *k = state;
	int st = k->model == NAMES_NONE ? ST_OK : bind_model(k, c, e);

	for (size_t i = 0; !st && i < k->m.target.n; i++) {
		if (i == k->model)
			continue;
		st = chain_input(c, ROLE_CONF, &k->m.target.name[i], true, &k->conf_in[i], e);
		if (!st)
			st = chain_output(c, ROLE_CONF, &k->m.target.name[i], &k->conf_out[i], e);
	}
	return st;
}

static int row_model(struct link *k, struct chain_value *v, struct err *e)
{
	bool logits = k->given.logits;
	int st = logits ? chain_logits(&k->given, v, k->in, e) : chain_probs(&k->given, v, k->in, e);

	if (st)
		return st;
	calibration_apply(&k->m.map[k->model], k->in, logits, k->work, k->p);
	for (size_t i = 0; i < k->m.classes.n; i++)
		v[k->prob[i]].x = k->p[i];
	if (k->conf_model != NAMES_NONE)
		v[k->conf_model].x = k->p[vec_argmax(k->p, k->m.classes.n)];
	return ST_OK;
}

static int link_row(void *state, struct chain_value *v, struct err *e)
{
	struct link *k = state;
	int st = k->model == NAMES_NONE ? ST_OK : row_model(k, v, e);

	for (size_t i = 0; !st && i < k->m.target.n; i++) {
		if (i == k->model)
			continue;
		k->in[1] = v[k->conf_in[i]].x;
		k->in[0] = 1 - k->in[1];
		calibration_apply(&k->m.map[i], k->in, false, k->work, k->p);
		v[k->conf_out[i]].x = k->p[1];
	}
	return st;
}

const struct chain_kind apply_calibration = {
	.name = "calibration",
	.finite = true,
	.load = link_load,
	.bind = link_bind,
	.row = link_row,
	.free = link_free,
};
