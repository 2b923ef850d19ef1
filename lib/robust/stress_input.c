/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/stress_input.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "number/num_parse.h"
#include "table/role_text.h"

static bool asks(const struct stress_input *s, enum goal_kind kind)
{
	for (size_t i = 0; i < s->opt->goals.n; i++)
		if (s->goal[i].kind == kind)
			return true;
	return false;
}

static int parse_goals(struct stress_input *s, struct err *e)
{
	const struct stress_model *m = s->opt->model;
	int st = names_add_list(&s->agents, &(struct name){(char[]){"model"}, 5}, 1, e);

	if (!st)
		st = names_add_list(&s->agents, m->head.experts.name, m->head.experts.n, e);
	s->goal = arena_alloc(&s->arena, s->opt->goals.n, sizeof *s->goal);
	if (!st)
		st = arena_status(&s->arena, e);
	for (size_t i = 0; !st && i < s->opt->goals.n; i++) {
		st = goal_parse(s->opt->goals.v[i], &s->agents, &s->goal[i], e);
		if (!st && s->goal[i].kind != GOAL_ANSWER && !m->routes)
			st = err_set(e, ST_USAGE,
				"--goal: a model of loss %s has no logits that say who answers: only answer will do",
				m->head.loss->name);
	}
	return st;
}

static int bind_cases(struct stress_input *s, struct table *t, struct err *e)
{
	bool error = asks(s, GOAL_ERROR) || s->opt->outcomes, cost = asks(s, GOAL_COST) || s->opt->outcomes;
	const struct stress_model *m = s->opt->model;
	unsigned need = (error ? CASES_LABEL : 0) | (m->given ? CASES_PROB : 0);
	unsigned want = CASES_WEIGHT | CASES_AVAILABLE | (m->given ? CASES_LOGIT : 0) | (cost ? CASES_COST : 0);
	int st;

	if (error && m->routes)
		need |= CASES_ANSWER;
	st = cases_init(&s->c, t, need, want | CASES_ANSWER, false, e);
	if (!st && s->c.open) {
		s->c.open = false;
		st = names_add_list(&s->c.classes, m->head.classes.name, m->head.classes.n, e);
	}
	for (size_t a = 0; !st && a < s->agents.n; a++)
		s->agent[a] = names_find(&s->c.agent, s->agents.name[a].s, s->agents.name[a].n);
	return st;
}

/* Features that --features matches. */
static int bind_touched(struct stress_input *s, const struct table *t, bool *may, struct err *e)
{
	const struct names *features = &s->opt->model->head.features;
	struct roles roles = {0};
	struct buf text = {0};
	size_t n = 0;
	int st = buf_add_string(&text, "feature=", e);

	if (!st)
		st = buf_add_string(&text, s->opt->features, e);
	if (!st)
		st = buf_add_char(&text, '\0', e);
	if (!st)
		st = roles_bind(&roles, text.p, ROLE_OPTION, e);
	for (size_t i = 0; !st && i < features->n; i++) {
		may[i] = roles_has(&roles, ROLE_FEATURE, &t->header.name[s->feature[i]]);
		n += may[i];
	}
	if (!st && !n)
		st = err_set(e, ST_DATA, "--features: no feature of the model has a column '%.200s'", s->opt->features);
	roles_free(&roles);
	buf_free(&text);
	return st;
}

/* "LO:HI" of which one may be empty. */
static int parse_limits(const char *text, double *lo, double *hi, struct err *e)
{
	const char *colon = strchr(text, ':');
	bool good = colon && text[1]; /* not ":" */

	*lo = -INFINITY;
	*hi = INFINITY;
	if (good && colon > text)
		good = !num_parse(text, (size_t)(colon - text), lo);
	if (good && colon[1])
		good = !num_parse(colon + 1, strlen(colon + 1), hi);
	return good && *lo <= *hi ? ST_OK
				  : err_set(e, ST_USAGE, "--box: '%.200s' is not LO:HI with LO at most HI", text);
}

static int bind_box(struct stress_input *s, const struct table *t, double *lo, double *hi, struct err *e)
{
	size_t n = s->opt->model->nfeature;
	int st = ST_OK;

	for (size_t k = 0; !st && k < s->opt->box.n; k++) {
		const char *text = s->opt->box.v[k], *value;
		double from, to;
		size_t length, found = 0;
		bool named = opt_split(text, &length, &value);

		st = parse_limits(named ? value : text, &from, &to, e);
		for (size_t i = 0; !st && i < n; i++) {
			const struct name *column = &t->header.name[s->feature[i]];

			if (named && (column->n != length || memcmp(column->s, text, length)))
				continue;
			lo[i] = from;
			hi[i] = to;
			found++;
		}
		if (!st && !found)
			st = err_set(e, ST_DATA, "--box: '%.200s' names no column of a feature of the model", text);
	}
	return st;
}

static int bind_features(struct stress_input *s, const struct table *t, struct err *e)
{
	const struct names *features = &s->opt->model->head.features;
	size_t n = features->n;
	bool *may = arena_alloc(&s->arena, n, sizeof *may);
	double *lo = arena_alloc(&s->arena, n, sizeof *lo), *hi = arena_alloc(&s->arena, n, sizeof *hi);
	int st = arena_status(&s->arena, e);

	for (size_t i = 0; !st && i < n; i++) {
		st = roles_find(&t->roles, ROLE_FEATURE, &features->name[i], &t->header, &s->feature[i], e);
		if (!st && s->feature[i] == NAMES_NONE)
			st = table_no_member(t, ROLE_FEATURE, &features->name[i], e);
		if (!st) {
			may[i] = true;
			lo[i] = -INFINITY;
			hi[i] = INFINITY;
		}
	}
	if (!st && s->opt->features)
		st = bind_touched(s, t, may, e);
	if (!st)
		st = bind_box(s, t, lo, hi, e);
	s->limits = (struct stress_options){
		s->opt->norm, s->opt->raw, may, lo, hi, s->opt->most, s->opt->starts, s->opt->seed};
	return st;
}

static int allocate(struct stress_input *s, struct err *e)
{
	const struct stress_model *m = s->opt->model;
	size_t agents = 1 + m->head.experts.n;

	s->feature = arena_alloc(&s->arena, m->nfeature, sizeof *s->feature);
	s->agent = arena_alloc_none(&s->arena, agents);
	s->x = arena_alloc(&s->arena, m->nfeature, sizeof *s->x);
	s->available = arena_alloc(&s->arena, agents, sizeof *s->available);
	s->cost = arena_alloc(&s->arena, agents, sizeof *s->cost);
	s->wrong = arena_alloc(&s->arena, m->nlogit, sizeof *s->wrong);
	s->z = arena_alloc(&s->arena, m->nlogit, sizeof *s->z);
	s->row = (struct goal_row){s->z, s->available, s->wrong, s->cost};
	return arena_status(&s->arena, e);
}

int stress_input_open(struct stress_input *s, struct table *t, const struct stress_input_options *opt, struct err *e)
{
	int st;

	s->opt = opt;
	st = parse_goals(s, e);
	if (st || !t)
		return st;
	st = allocate(s, e);
	if (!st)
		st = bind_cases(s, t, e);
	if (!st)
		st = bind_features(s, t, e);
	return st ? st : stress_init(&s->stress, opt->model, &s->limits, &s->arena, e);
}

void stress_input_free(struct stress_input *s)
{
	cases_free(&s->c);
	names_free(&s->agents);
	arena_free(&s->arena);
}

/* The class logits of a frozen classifier, class by class as the model file names them. */
static int read_given(struct stress_input *s, struct err *e)
{
	const struct names *classes = &s->opt->model->head.classes;
	double *z = s->stress.z; /* scratch of as many classes at least, which is checked */

	if (s->c.classes.n != classes->n)
		return err_at(e, ST_DATA, table_file(s->c.t), 1, 1, "the table's classes are not those of the model");
	cases_logits(&s->c, z);
	for (size_t k = 0; k < classes->n; k++) {
		size_t at = names_find(&s->c.classes, classes->name[k].s, classes->name[k].n);

		if (at == NAMES_NONE)
			return err_at(e, ST_DATA, table_file(s->c.t), 1, 1,
				"the table has no logit or probability of class '%.200s' of the model",
				classes->name[k].s);
		s->z[k] = z[at];
	}
	return ST_OK;
}

double stress_input_right(const struct stress_input *s, size_t outcome)
{
	const struct stress_model *m = s->opt->model;
	size_t a = goal_agent(&m->system, outcome), agent = s->agent[a];

	if (s->c.label_column == NAMES_NONE || s->c.label == NAMES_NONE)
		return NAN;
	if (!a) {
		const struct name *y = cases_class_name(&s->c, s->c.label);

		return names_find(&m->head.classes, y->s, y->n) == outcome;
	}
	if (agent == NAMES_NONE || s->c.answer[agent - 1] == NAMES_NONE)
		return NAN;
	return s->c.answer[agent - 1] == s->c.label;
}

static int set_agents(struct stress_input *s, struct err *e)
{
	const struct stress_model *m = s->opt->model;
	bool any = false;

	for (size_t a = 0; a < s->agents.n; a++) {
		s->available[a] = s->agent[a] == NAMES_NONE || s->c.available[s->agent[a]];
		s->cost[a] = s->agent[a] == NAMES_NONE ? 0 : s->c.cost[s->agent[a]];
		any |= s->available[a];
	}
	for (size_t o = 0; o < m->nlogit; o++)
		s->wrong[o] = stress_input_right(s, o) == 0;
	return any
		? ST_OK
		: err_at(e, ST_NUMERIC, table_file(s->c.t), s->c.t->row.line, 1, "no agent may be asked on this row");
}

static int read_features(struct stress_input *s, struct err *e)
{
	return table_needed_numbers(s->c.t, s->feature, s->opt->model->nfeature, s->x, e);
}

/* Features or a model of any size may have no finite logits. */
static int check_logits(const struct stress_input *s, struct err *e)
{
	for (size_t i = 0; i < s->opt->model->nlogit; i++)
		if (isnan(s->z[i]) || (isinf(s->z[i]) && !s->opt->model->given))
			return err_at(e, ST_DATA, table_file(s->c.t), s->c.t->row.line, 1,
				"the model computes no finite logits");
	return ST_OK;
}

int stress_input_next(struct stress_input *s, struct err *e)
{
	int st = cases_next(&s->c, e);

	if (!st)
		st = read_features(s, e);
	if (!st && s->opt->model->given)
		st = read_given(s, e);
	if (st)
		return st;
	stress_model_logits(s->opt->model, s->x, s->stress.scratch, s->z);
	st = check_logits(s, e);
	return st ? st : set_agents(s, e);
}
