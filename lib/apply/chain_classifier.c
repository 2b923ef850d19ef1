/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "apply/chain_classifier.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "math/vec.h"
#include "real/real.h"

/* How late a column came up: 0 it is absent, 1 in the input, 2 + the place of the model that computes it. */
static int rank_column(const struct chain *c, enum role role, const struct name *member, size_t *rank, struct err *e)
{
	struct buf name = {0};
	size_t slot, column;
	int st = roles_column(&c->t->roles, role, member, &c->t->header, &name, e);

	if (!st)
		st = buf_add_char(&name, '\0', e);
	if (!st)
		st = roles_find(&c->t->roles, role, member, &c->t->header, &column, e);
	if (!st) {
		slot = chain_find_slot(c, name.p);
		*rank = slot != NAMES_NONE && c->slot[slot].column == NAMES_NONE ? 2 + c->slot[slot].model
										 : column != NAMES_NONE;
	}
	buf_free(&name);
	return st;
}

/* The least rank of the classes' columns. */
static int rank_family(const struct chain *c, enum role role, const struct names *classes, size_t *rank, struct err *e)
{
	int st = ST_OK;

	*rank = SIZE_MAX;
	for (size_t k = 0; !st && k < classes->n; k++) {
		size_t one;

		st = rank_column(c, role, &classes->name[k], &one, e);
		if (!st && one < *rank)
			*rank = one;
	}
	return st;
}

/* prob=COLUMN: two classes, 0 and 1, of which the column is 1's. */
static int find_binary(
	struct chain *c, const char *column, const struct names *classes, struct chain_classifier *k, struct err *e)
{
	k->binary = true;
	k->one = names_find(classes, "1", 1);
	if (classes->n != 2 || k->one == NAMES_NONE || names_find(classes, "0", 1) == NAMES_NONE)
		return err_set(e, ST_DATA,
			"column '%.200s' is the probability of class 1, but the classes of %.200s are "
			"not 0 and 1",
			column, c->models->v[c->binding].file);
	return chain_slot_of(
		c, column, names_find(&c->t->header, column, strlen(column)), ROLE_PROB, true, &k->slot[k->one], e);
}

int chain_classifier(
	struct chain *c, const struct names *classes, bool logits, struct chain_classifier *k, struct err *e)
{
	const char *one = roles_one(&c->t->roles, ROLE_PROB);
	size_t z = 0, p = 0;
	int st = rank_family(c, ROLE_LOGIT, classes, &z, e);

	*k = (struct chain_classifier){.n = classes->n, .t = c->t};
	if (!st)
		st = rank_family(c, ROLE_PROB, classes, &p, e);
	k->slot = arena_alloc(&c->arena, classes->n, sizeof *k->slot);
	if (st || (st = arena_status(&c->arena, e)))
		return st;
	if (!z && !p && one)
		return find_binary(c, one, classes, k, e);
	k->logits = z && (z > p || (z == p && logits));
	k->input = !k->logits && p == 1;
	for (size_t i = 0; !st && i < classes->n; i++)
		st = chain_input(c, k->logits ? ROLE_LOGIT : ROLE_PROB, &classes->name[i], true, &k->slot[i], e);
	return st;
}

int chain_probs(const struct chain_classifier *k, const struct chain_value *v, double *p, struct err *e)
{
	double sum = 0;

	for (size_t i = 0; i < k->n; i++) {
		double one = v[k->slot[k->binary ? k->one : i]].x;

		p[i] = k->binary && i != k->one ? 1 - one : one;
		sum += p[i];
	}
	if (k->logits)
		vec_softmax(p, k->n, p);
	else if (k->input && !(fabs(sum - 1) <= 1e-3))
		return err_at(e, ST_DATA, table_file(k->t), k->t->row.line, 1,
			"the row's probabilities sum to %.6g, not to 1", sum);
	return ST_OK;
}

int chain_logits(const struct chain_classifier *k, const struct chain_value *v, double *z, struct err *e)
{
	int st = ST_OK;

	if (k->logits) {
		for (size_t i = 0; i < k->n; i++)
			z[i] = v[k->slot[i]].x;
		return ST_OK;
	}
	st = chain_probs(k, v, z, e);
	for (size_t i = 0; i < k->n; i++)
		z[i] = real_log(z[i]);
	return st;
}
