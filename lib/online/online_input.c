/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/online_input.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "decide/known.h"

enum {
	WANTED = CASES_PROB | CASES_LABEL | CASES_UNLABELLED | CASES_ANSWER | CASES_CONF | CASES_COST | CASES_AVAILABLE
		| CASES_WEIGHT | CASES_QUALITY | CASES_ESTIMATE
};

static bool any(const size_t *column, size_t n)
{
	bool some = false;

	for (size_t a = 0; a < n; a++)
		some |= column[a] != NAMES_NONE;
	return some;
}

static int bind(struct online_input *in, struct table *t, bool need_id, bool renormalize, struct err *e)
{
	int st = cases_init(&in->c, t, 0, WANTED, renormalize, e);

	if (!st)
		st = table_family(t, ROLE_FEATURE, &in->feature, e);
	if (!st)
		st = table_single(t, ROLE_ID, need_id, &in->id_column, e);
	if (!st)
		st = arrival_open(&in->arrival, t, e);
	if (st)
		return st;
	if (!in->c.nexpert)
		return table_absent(t, (const enum role[]){ROLE_EXPERT, ROLE_CONF, ROLE_ESTIMATE}, 3, e);
	in->confs = any(in->c.conf_column, in->c.agent.n) || any(in->c.estimate_column, in->c.agent.n);
	in->priced = any(in->c.cost_column, in->c.agent.n);
	return known_check_experts(&in->c, false, NULL, e);
}

int online_input_init(struct online_input *in, struct table *t, bool need_id, bool renormalize, struct err *e)
{
	int st = bind(in, t, need_id, renormalize, e);
	size_t n = in->c.agent.n;

	if (st)
		return st;
	in->phi = mem_alloc(1 + in->feature.n, sizeof *in->phi, e);
	in->conf = mem_alloc(n, sizeof *in->conf, e);
	in->available = mem_alloc(n, sizeof *in->available, e);
	in->reward = mem_alloc(n, sizeof *in->reward, e);
	if (!in->phi || !in->conf || !in->available || !in->reward)
		return ST_SYSTEM;
	in->row = (struct policy_row){in->phi, in->conf, in->c.cost, in->available};
	return ST_OK;
}

void online_input_free(struct online_input *in)
{
	cases_free(&in->c);
	family_free(&in->feature);
	free(in->phi);
	free(in->conf);
	free(in->available);
	free(in->reward);
	*in = (struct online_input){0};
}

static int check_weight(struct online_input *in, struct err *e)
{
	const struct cases *c = &in->c;

	if (in->weight == 0)
		in->weight = c->weight;
	return c->weight == in->weight || !(c->weight > 0)
		? ST_OK
		: table_bad_cell(c->t, c->weight_column, "another weight than that of the rows before", e);
}

/* Sums of squares of larger ones would overflow. */
static const double MOST = 1e100;

static int check_size(const struct table *t, size_t column, double x, struct err *e)
{
	return fabs(x) > MOST ? table_bad_cell(t, column, "beyond 1e100", e) : ST_OK;
}

/* Of a policy with exponential weights. */
static int check_bounds(const struct online_input *in, size_t a, struct err *e)
{
	const struct cases *c = &in->c;

	if (!(c->cost[a] >= 0 && c->cost[a] <= in->dearest))
		return table_bad_cell(c->t, c->cost_column[a],
			"this policy takes costs from 0 to HI - LO of --scale, or 1, under a budget to --dearest", e);
	if (c->graded && (c->quality[a] < in->lo || c->quality[a] > in->hi))
		return table_bad_cell(
			c->t, c->quality_column[a], "this policy takes qualities in LO:HI of --scale, or [0, 1]", e);
	return ST_OK;
}

static int read_agent(struct online_input *in, size_t a, struct err *e)
{
	const struct cases *c = &in->c;
	bool estimated = c->estimate_column[a] != NAMES_NONE;
	int st = ST_OK;

	in->available[a] = c->available[a] && (a || c->prob.n || estimated || c->quality_column[a] != NAMES_NONE);
	in->conf[a] = estimated ? c->estimate[a] : c->conf[a];
	in->reward[a] = c->weight > 0 ? cases_outcome(c, a) : NAN;
	if (estimated)
		st = check_size(c->t, c->estimate_column[a], in->conf[a], e);
	if (!st && c->graded)
		st = check_size(c->t, c->quality_column[a], c->quality[a], e);
	return st || !in->bounded ? st : check_bounds(in, a, e);
}

static int read_feature(struct online_input *in, size_t i, struct err *e)
{
	double *x = &in->phi[1 + i];
	int st = table_needed_number(in->c.t, in->feature.column[i], x, e);

	return st ? st : check_size(in->c.t, in->feature.column[i], *x, e);
}

int online_input_next(struct online_input *in, struct err *e)
{
	bool some = false;
	int st = cases_next(&in->c, e);

	if (!st)
		st = check_weight(in, e);
	if (!st)
		st = arrival_next(&in->arrival, in->c.t, e);
	in->phi[0] = 1;
	for (size_t i = 0; !st && i < in->feature.n; i++)
		st = read_feature(in, i, e);
	for (size_t a = 0; !st && a < in->c.agent.n; a++) {
		st = read_agent(in, a, e);
		some |= in->available[a];
	}
	if (st || some)
		return st;
	return err_at(e, ST_NUMERIC, table_file(in->c.t), in->c.t->row.line, 1, "no agent may be asked on this row");
}

double online_input_random(const struct online_input *in, size_t seed, uint64_t row)
{
	const struct csv_field *id = in->id_column == NAMES_NONE ? NULL : &in->c.t->row.f[in->id_column];

	return hash_unit(id ? hash_bytes(id->p, id->n, seed) : hash_bytes(&row, sizeof row, seed));
}
