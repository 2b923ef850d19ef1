/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "apply/chain_models.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void chain_models_free(struct chain_models *m)
{
	for (size_t i = 0; i < m->n; i++) {
		m->v[i].kind->free(m->v[i].model);
		free(m->v[i].model);
	}
	free(m->v);
	*m = (struct chain_models){0};
}

static const struct chain_kind *find_kind(const struct chain_kind *const *kinds, const char *name)
{
	while (*kinds && strcmp((*kinds)->name, name))
		kinds++;
	return *kinds;
}

int chain_add(struct chain_models *all, const char *file, const struct chain_kind *kind, void **model, struct err *e)
{
	int st = array_reserve(&all->v, &all->cap, all->n + 1, sizeof *all->v, e);

	if (st)
		return st;
	*model = mem_alloc(1, kind->model_size, e);
	if (!*model)
		return ST_SYSTEM;
	all->v[all->n++] = (struct chain_model){kind, file, *model};
	return ST_OK;
}

static int load(struct chain_models *all, const char *file, const struct modelfile *m,
	const struct chain_kind *const *kinds, struct err *e)
{
	const struct chain_kind *kind;
	const char *name;
	void *model;
	int st = modelfile_get_string(m, "kind", &name, e);

	if (st)
		return st;
	kind = find_kind(kinds, name);
	if (!kind)
		return modelfile_bad(m, "kind", NULL, NULL, "not a kind that can be applied", e);
	st = chain_add(all, file, kind, &model, e);
	if (!st)
		st = kind->load(model, m, e);
	return st ? st : modelfile_check_used(m, e);
}

int chain_load(struct chain_models *all, const char *file, const struct chain_kind *const *kinds, struct err *e)
{
	struct modelfile m;
	int st = modelfile_read(&m, file, e);

	if (st)
		return st;
	st = load(all, file, &m, kinds, e);
	modelfile_free(&m);
	return st;
}

bool chain_ordered(const struct chain_models *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].kind->ordered && m->v[i].kind->ordered(m->v[i].model))
			return true;
	return false;
}
