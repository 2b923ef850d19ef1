/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/link_apply.h"

#include "train/loss.h"

struct link_model {
	const struct loss *loss;
	double cost;
};

struct link_apply {
	struct names classes, experts;
	struct loss_link k;
	size_t *logit; /* [classes + experts] slots, as the next two */
	size_t *prob;  /* [classes] */
	size_t *conf;  /* [1 + experts] */
	double *z, *p, *c, *cost;
};

static void free_model(void *model)
{
	(void)model; /* nothing is in it */
}

/* The members of z_* and defer_* are the classes and the experts. */
static int find_names(struct link_apply *k, const struct link_model *m, const struct chain *c, struct err *e)
{
	struct family logit = {0}, defer = {0};
	int st = table_need(c->t, ROLE_LOGIT, &logit, e);

	if (!st && m->loss->flags & LOSS_EXPERTS)
		st = table_need(c->t, ROLE_DEFER, &defer, e);
	if (!st && logit.n < 2)
		st = err_at(e, ST_DATA, table_file(c->t), 1, 1, "fewer than two classes among the logits");
	if (!st)
		st = names_add_list(&k->classes, logit.member.name, logit.n, e);
	if (!st)
		st = names_add_list(&k->experts, defer.member.name, defer.n, e);
	family_free(&logit);
	family_free(&defer);
	return st;
}

static int allocate(struct link_apply *k, double cost, struct arena *a, struct err *e)
{
	size_t nc = k->classes.n, ne = k->experts.n;
	int st;

	k->logit = arena_alloc(a, nc + ne, sizeof *k->logit);
	k->prob = arena_alloc(a, nc, sizeof *k->prob);
	k->conf = arena_alloc(a, 1 + ne, sizeof *k->conf);
	k->z = arena_alloc(a, nc + ne, sizeof *k->z);
	k->p = arena_alloc(a, nc, sizeof *k->p);
	k->c = arena_alloc(a, 1 + ne, sizeof *k->c);
	k->cost = arena_alloc(a, ne, sizeof *k->cost);
	st = arena_status(a, e);
	for (size_t j = 0; !st && j < ne; j++)
		k->cost[j] = cost;
	return st;
}

static int bind(void *state, const void *model, struct chain *c, struct err *e)
{
	struct link_apply *k = state;
	const struct link_model *m = model;
	int st = find_names(k, m, c, e);
	size_t nc = k->classes.n, ne = k->experts.n;

	if (!st)
		st = allocate(k, m->cost, &c->arena, e);
	if (!st)
		st = loss_link_init(
			&k->k, m->loss, &(struct loss_setup){.nclass = nc, .nexpert = ne, .alpha = 1}, k->cost, e);
	for (size_t i = 0; !st && i < nc; i++)
		st = chain_input(c, ROLE_LOGIT, &k->classes.name[i], true, &k->logit[i], e);
	for (size_t j = 0; !st && j < ne; j++)
		st = chain_input(c, ROLE_DEFER, &k->experts.name[j], true, &k->logit[nc + j], e);
	for (size_t i = 0; !st && i < nc; i++)
		st = chain_output(c, ROLE_PROB, &k->classes.name[i], &k->prob[i], e);
	if (!st)
		st = chain_output(c, ROLE_CONF, &chain_model_name, &k->conf[0], e);
	for (size_t j = 0; !st && j < ne; j++)
		st = chain_output(c, ROLE_CONF, &k->experts.name[j], &k->conf[1 + j], e);
	return st;
}

static int row(void *state, struct chain_value *v, struct err *e)
{
	struct link_apply *k = state;
	size_t nc = k->classes.n, ne = k->experts.n;

	(void)e;
	for (size_t i = 0; i < nc + ne; i++)
		k->z[i] = v[k->logit[i]].x;
	loss_link_row(&k->k, k->z, k->p, k->c);
	for (size_t i = 0; i < nc; i++)
		v[k->prob[i]].x = k->p[i];
	for (size_t j = 0; j <= ne; j++)
		v[k->conf[j]].x = k->c[j];
	return ST_OK;
}

static void unbind(void *state)
{
	struct link_apply *k = state;

	names_free(&k->classes);
	names_free(&k->experts);
}

static const struct chain_kind apply_link = {
	.name = "link",
	.finite = true,
	.model_size = sizeof(struct link_model),
	.state_size = sizeof(struct link_apply),
	.free = free_model,
	.bind = bind,
	.row = row,
	.unbind = unbind,
};

int link_apply_add(struct chain_models *m, const char *loss, double cost, struct err *e)
{
	void *model;
	int st = chain_add(m, "--link", &apply_link, &model, e);

	if (!st)
		*(struct link_model *)model = (struct link_model){loss_find(loss), cost};
	return st;
}
