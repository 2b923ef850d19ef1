/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cases/cases.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "cases/cases_bind.h"
#include "cases/cases_read.h"
#include "math/vec.h"
#include "real/real.h"

static int allocate_row(struct cases *c, struct err *e)
{
	c->p = mem_alloc(c->classes.n, sizeof *c->p, e);
	c->z = mem_alloc(c->logit.n, sizeof *c->z, e);
	c->answer = mem_alloc(c->nexpert, sizeof *c->answer, e);
	c->conf = mem_alloc(c->agent.n, sizeof *c->conf, e);
	c->cost = mem_alloc(c->agent.n, sizeof *c->cost, e);
	c->defer = mem_alloc(c->agent.n, sizeof *c->defer, e);
	c->available = mem_alloc(c->agent.n, sizeof *c->available, e);
	c->quality = mem_alloc(c->agent.n, sizeof *c->quality, e);
	c->estimate = mem_alloc(c->agent.n, sizeof *c->estimate, e);
	if (!(c->p && c->z && c->answer && c->conf && c->cost && c->defer && c->available && c->quality && c->estimate))
		return ST_SYSTEM;
	for (size_t i = 0; i < c->agent.n; i++) { /* it stays so where no column of an agent is asked for */
		c->available[i] = true;
		c->conf[i] = c->defer[i] = c->quality[i] = c->estimate[i] = NAN;
	}
	return ST_OK;
}

int cases_init(struct cases *c, struct table *t, unsigned need, unsigned want, bool renormalize, struct err *e)
{
	int st;

	*c = (struct cases){.t = t, .asked = need | want, .renormalize = renormalize, .weight = 1, .label = NAMES_NONE};
	st = cases_bind(c, need, want, e);
	if (!st)
		st = allocate_row(c, e);
	if (st)
		cases_free(c);
	return st;
}

void cases_free(struct cases *c)
{
	names_free(&c->classes);
	names_free(&c->other);
	class_uses_free(&c->uses);
	names_free(&c->agent);
	family_free(&c->prob);
	family_free(&c->logit);
	free(c->logit_class);
	free(c->answer_column);
	free(c->conf_column);
	free(c->cost_column);
	free(c->defer_column);
	free(c->avail_column);
	free(c->quality_column);
	free(c->estimate_column);
	free(c->p);
	free(c->z);
	free(c->answer);
	free(c->conf);
	free(c->cost);
	free(c->defer);
	free(c->available);
	free(c->unmix);
	free(c->quality);
	free(c->estimate);
	*c = (struct cases){0};
}

const struct name *cases_class_name(const struct cases *c, size_t class)
{
	return class < c->classes.n ? &c->classes.name[class] : &c->other.name[class - c->classes.n];
}

int cases_next(struct cases *c, struct err *e)
{
	int st;

	do
		st = table_next(c->t, e);
	while (!st && (st = cases_read(c, e)) == ST_SKIP);
	return st;
}

void cases_logits(const struct cases *c, double *z)
{
	for (size_t k = 0; k < c->classes.n; k++)
		if (c->logit_class)
			z[c->logit_class[k]] = c->z[k];
		else
			z[k] = real_log(c->p[k]);
}

int cases_check_answered(const struct cases *c, const bool *answered, struct err *e)
{
	char shown[ERR_EXCERPT];

	for (size_t j = 0; j < c->nexpert; j++)
		if (!answered[j])
			return err_at(e, ST_DATA, table_file(c->t), 1, 1,
				"expert '%s' has no answer in any row of a weight above 0: nothing can be learned of it",
				err_excerpt(shown, c->agent.name[1 + j].s, c->agent.name[1 + j].n));
	return ST_OK;
}

size_t cases_answer(const struct cases *c, size_t a)
{
	if (a)
		return c->answer[a - 1];
	return c->prob.n ? vec_argmax(c->p, c->classes.n) : NAMES_NONE;
}

double cases_right(const struct cases *c, size_t class)
{
	if (class == NAMES_NONE || c->label == NAMES_NONE)
		return NAN;
	if (!c->unmix)
		return class == c->label;
	return class < c->classes.n ? c->unmix[c->label * c->classes.n + class] : 0;
}

double cases_best(const struct cases *c)
{
	double best = NAN;

	/* each class that is among the answers, once */
	for (size_t a = 0; a < c->agent.n; a++) {
		size_t class = cases_answer(c, a), before = 0;

		while (before < a && cases_answer(c, before) != class)
			before++;
		if (class != NAMES_NONE && before == a)
			best = (isnan(best) ? 0 : best) + cases_right(c, class);
	}
	return best;
}

double cases_outcome(const struct cases *c, size_t a)
{
	return c->graded ? c->quality[a] : cases_right(c, cases_answer(c, a));
}

size_t cases_cost_column(const struct cases *c, size_t j)
{
	return c->cost_column[c->cost_column[1 + j] == NAMES_NONE ? 0 : 1 + j];
}

int cases_some_available(const struct cases *c, struct err *e)
{
	for (size_t a = 0; a < c->agent.n; a++)
		if (c->available[a])
			return ST_OK;
	return err_at(e, ST_NUMERIC, table_file(c->t), c->t->row.line, 1, "no agent may be asked on this row");
}

bool cases_unanswered(const struct cases *c, size_t a, size_t answer)
{
	return a && c->answer_column[a - 1] != NAMES_NONE && answer == NAMES_NONE;
}

int cases_check(const struct cases *c, struct err *e)
{
	if (c->t->opt->other_answers == OTHER_ANSWERS_WRONG)
		return ST_OK;
	return class_uses_check(&c->uses, &c->classes, c->t, e);
}
