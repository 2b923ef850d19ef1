/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/threshold_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void threshold_rows_free(struct threshold_rows *s)
{
	keep_free(&s->keep);
	free(s->choice);
	free(s->model);
	free(s->answer);
	free(s->group);
	free(s->explored);
	free(s->conf);
	free(s->cost);
	*s = (struct threshold_rows){0};
}

static int add_agents(
	struct threshold_rows *s, size_t i, const struct threshold *p, const struct rule_row *r, struct err *e)
{
	size_t n = 1 + r->nexpert;
	int st = array_reserve(&s->conf, &s->cap[3], (i + 1) * n, sizeof *s->conf, e);

	if (!st)
		st = array_reserve(&s->cost, &s->cap[4], (i + 1) * n, sizeof *s->cost, e);
	if (st)
		return st;
	memcpy(s->conf + i * n, r->conf, n * sizeof *s->conf);
	memcpy(s->cost + i * n, r->cost, n * sizeof *s->cost);
	s->conf[i * n] = rule_model_conf(p->rule, r);
	return ST_OK;
}

int threshold_rows_add(struct threshold_rows *s, const struct csv_row *row, const struct threshold *p,
	const struct rule_row *r, const struct threshold_choice *c, size_t model, const size_t *answer, size_t group,
	const struct explored *explored, struct err *e)
{
	size_t i = s->keep.n;
	int st = keep_add(&s->keep, row, e);

	if (!st)
		st = array_reserve(&s->choice, &s->cap[0], i + 1, sizeof *s->choice, e);
	if (!st)
		st = array_reserve(&s->model, &s->cap[1], i + 1, sizeof *s->model, e);
	if (!st)
		st = array_reserve(&s->group, &s->cap[5], i + 1, sizeof *s->group, e);
	if (!st)
		st = array_reserve(&s->answer, &s->cap[2], (i + 1) * r->nexpert, sizeof *s->answer, e);
	if (!st)
		st = array_reserve(&s->explored, &s->cap[6], i + 1, sizeof *s->explored, e);
	if (st)
		return st;
	s->choice[i] = *c;
	s->explored[i] = *explored;
	s->model[i] = model;
	s->group[i] = group;
	memcpy(s->answer + i * r->nexpert, answer, r->nexpert * sizeof *answer);
	return s->priced ? add_agents(s, i, p, r, e) : ST_OK;
}

int threshold_rows_get(
	struct threshold_rows *s, size_t i, const struct threshold *p, struct threshold_rows_row *out, struct err *e)
{
	size_t n = p->experts.n;
	int st = keep_row(&s->keep, i, &out->row, e);

	if (st)
		return st;
	out->choice = s->choice[i];
	out->model = s->model[i];
	out->group = s->group[i];
	out->explored = s->explored[i];
	out->answer = s->answer + i * n;
	out->rule = (struct rule_row){
		.nexpert = n, .alone = out->choice.expert == NAMES_NONE, .deferred = out->choice.deferred};
	if (s->priced) {
		out->rule.conf = s->conf + i * (1 + n);
		out->rule.cost = s->cost + i * (1 + n);
	}
	return ST_OK;
}

void threshold_rows_choose(const struct threshold_rows *s, struct threshold *p, struct threshold_rows_row *out)
{
	if (!s->priced)
		return;
	p->rule = RULE_CONFIDENCE;
	threshold_choose(p, &out->rule, &out->choice);
}
