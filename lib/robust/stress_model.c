/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/stress_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "train/head_file.h"

static int read_head(struct head *p, const char *path, struct err *e)
{
	struct modelfile m;
	const char *kind;
	int st = modelfile_read(&m, path, e);

	if (st)
		return st;
	st = modelfile_get_string(&m, "kind", &kind, e);
	if (!st && strcmp(kind, "head"))
		st = modelfile_bad(&m, "kind", NULL, NULL, "not a head, as l2d-train writes one", e);
	if (!st)
		st = head_read(p, &m, e);
	if (!st)
		st = modelfile_check_used(&m, e);
	modelfile_free(&m);
	return st;
}

static bool same(const struct names *a, const struct names *b)
{
	for (size_t i = 0; i < a->n && a->n == b->n; i++)
		if (names_find(b, a->name[i].s, a->name[i].n) != i)
			return false;
	return a->n == b->n;
}

static int read_classifier(struct stress_model *m, const char *path, struct err *e)
{
	const struct head *c = &m->classifier;
	int st = read_head(&m->classifier, path, e);

	if (!st && !(m->head.loss->flags & LOSS_FROZEN))
		st = err_set(e, ST_USAGE, "--classifier: the model has a classifier of its own");
	if (!st && c->experts.n)
		st = err_set(e, ST_DATA, "%.400s: not a classifier alone, of loss ce", path);
	if (!st && (!same(&c->classes, &m->head.classes) || !same(&c->features, &m->head.features)))
		st = err_set(e, ST_DATA, "%.400s: its classes and features are not those of the model, in their order",
			path);
	return st;
}

static bool is_one_of(const char *name, const char *const *list)
{
	while (*list && strcmp(*list, name))
		list++;
	return *list;
}

static void set_rule(struct stress_model *m, double threshold)
{
	static const char *const alone[] = {"twostage", "triage", "mixexp", NULL},
				 *const none[] = {"confidence", "sova", NULL};
	const struct head *p = &m->head;

	m->routes = p->experts.n && !is_one_of(p->loss->name, none);
	m->system = (struct goal_system){.nclass = p->classes.n,
		.nexpert = m->routes ? p->experts.n : 0,
		.threshold = threshold,
		.alone = is_one_of(p->loss->name, alone) || (p->loss->flags & LOSS_FREE && p->setup.free)};
	m->nlogit = p->classes.n + p->experts.n;
	m->nfeature = p->features.n;
}

static int set_slopes(struct stress_model *m, struct err *e)
{
	m->affine = head_is_affine(&m->head) && (!m->classifier.nparts || head_is_affine(&m->classifier));
	if (!m->affine)
		return ST_OK;
	m->w = mem_alloc(m->nlogit, m->nfeature * sizeof *m->w, e);
	if (!m->w)
		return ST_SYSTEM;
	head_affine(&m->classifier, m->w);
	head_affine(&m->head, m->w);
	return ST_OK;
}

int stress_model_read(struct stress_model *m, const char *head, const char *classifier, double threshold, struct err *e)
{
	int st;

	*m = (struct stress_model){0};
	st = read_head(&m->head, head, e);
	if (!st && classifier)
		st = read_classifier(m, classifier, e);
	if (st)
		return st;
	m->given = m->head.loss->flags & LOSS_FROZEN && !classifier;
	set_rule(m, threshold);
	return set_slopes(m, e);
}

void stress_model_free(struct stress_model *m)
{
	head_free(&m->head);
	head_free(&m->classifier);
	free(m->w);
	*m = (struct stress_model){0};
}

size_t stress_model_scratch(const struct stress_model *m)
{
	size_t a = head_scratch(&m->head), b = head_scratch(&m->classifier);

	return a > b ? a : b;
}

void stress_model_logits(const struct stress_model *m, const double *x, double *scratch, double *z)
{
	if (m->classifier.nparts)
		head_logits(&m->classifier, x, scratch, z);
	head_logits(&m->head, x, scratch, z);
}

void stress_model_gradient(const struct stress_model *m, const double *x, const double *g, double *scratch, double *gx)
{
	if (m->classifier.nparts)
		head_gradient(&m->classifier, x, g, scratch, gx);
	head_gradient(&m->head, x, g, scratch, gx);
}
