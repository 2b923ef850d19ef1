/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/readings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cases/cases_read.h"
#include "math/vec.h"
#include "real/real.h"

size_t readings_numbered(const struct table *t, const char *name, size_t k)
{
	char s[40];

	snprintf(s, sizeof s, "%s_%zu", name, k);
	return names_find(&t->header, s, strlen(s));
}

static int refuse_both(const struct cases *c, struct err *e)
{
	size_t agent;
	int st = table_single(c->t, ROLE_AGENT, false, &agent, e);

	if (st || agent == NAMES_NONE)
		return st;
	return err_at(e, ST_DATA, table_file(c->t), 1, 1,
		"the columns 'agent_1' and '%.200s': which of them decides? --columns agent= unbinds the latter",
		c->t->header.name[agent].s);
}

int readings_init(struct readings *r, const struct cases *c, struct err *e)
{
	size_t n = 0;
	int st;

	*r = (struct readings){0};
	while (readings_numbered(c->t, "agent", n + 1) != NAMES_NONE)
		n++;
	if (!n)
		return ST_OK;
	r->agent_column = mem_alloc(n, sizeof *r->agent_column, e);
	r->answer_column = mem_alloc(n, sizeof *r->answer_column, e);
	r->agent = mem_alloc(n, sizeof *r->agent, e);
	r->answer = mem_alloc(n, sizeof *r->answer, e);
	r->conf = mem_alloc(n, sizeof *r->conf, e);
	if (!r->agent_column || !r->answer_column || !r->agent || !r->answer || !r->conf)
		return ST_SYSTEM;
	r->most = n;
	st = refuse_both(c, e);
	for (size_t k = 0; !st && k < n; k++) {
		r->agent_column[k] = readings_numbered(c->t, "agent", k + 1);
		r->answer_column[k] = readings_numbered(c->t, "answer", k + 1);
		if (r->answer_column[k] == NAMES_NONE)
			st = err_at(e, ST_DATA, table_file(c->t), 1, 1,
				"column 'agent_%zu', but no column 'answer_%zu'", k + 1, k + 1);
	}
	return st;
}

void readings_free(struct readings *r)
{
	free(r->agent_column);
	free(r->answer_column);
	free(r->agent);
	free(r->answer);
	free(r->conf);
	*r = (struct readings){0};
}

static int read_reader(struct readings *r, struct cases *c, size_t k, struct err *e)
{
	size_t agent;
	int st = cases_agent(c, r->agent_column[k], &agent, e);

	if (st || agent == NAMES_NONE)
		return st;
	for (size_t i = 0; i < r->n; i++)
		if (r->agent[i] == agent)
			return table_bad_cell(c->t, r->agent_column[k], "a reader who stands twice in the row", e);
	r->agent[r->n] = agent;
	r->conf[r->n] = agent || c->conf_column[0] != NAMES_NONE || !c->prob.n ? c->conf[agent]
									       : c->p[vec_argmax(c->p, c->classes.n)];
	return cases_class(c, r->answer_column[k], &r->answer[r->n++], e);
}

int readings_next(struct readings *r, struct cases *c, struct err *e)
{
	int st = ST_OK;

	r->n = 0;
	for (size_t k = 0; !st && k < r->most; k++)
		st = read_reader(r, c, k, e);
	return !st && r->most && !r->n ? table_cell_missing(c->t, r->agent_column[0], e) : st;
}

static double vote(double conf, bool equal)
{
	double p = fmin(fmax(conf, READINGS_FLOOR), 1 - READINGS_FLOOR);

	return equal ? 1 : real_log(p) - real_log1p(-p);
}

size_t readings_combine(const size_t *answer, const double *conf, size_t n)
{
	size_t best = NAMES_NONE;
	double most = -INFINITY;
	bool equal = false;

	for (size_t i = 0; i < n; i++)
		equal |= answer[i] != NAMES_NONE && isnan(conf[i]);
	for (size_t i = 0; i < n; i++) {
		double votes = 0;

		if (answer[i] == NAMES_NONE)
			continue;
		for (size_t k = 0; k < n; k++)
			if (answer[k] == answer[i])
				votes += vote(conf[k], equal);
		if (votes > most) {
			most = votes;
			best = answer[i];
		}
	}
	return best;
}

double readings_outcome(const struct readings *r, const struct cases *c, size_t combination)
{
	if (c->graded && r->n == 1)
		return c->quality[r->agent[0]];
	if (combination == NAMES_NONE)
		return NAN;
	if (!c->graded)
		return cases_right(c, combination);
	for (size_t i = 0; i < r->n; i++)
		if (r->answer[i] == combination)
			return c->quality[r->agent[i]];
	return NAN;
}

bool readings_model_alone(const struct readings *r)
{
	return r->n == 1 && r->agent[0] == 0;
}
