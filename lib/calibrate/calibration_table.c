/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_table.h"

#include <stdlib.h>

#include "base/buf.h"
#include "calibrate/calibration_file.h"
#include "calibrate/calibration_order.h"
#include "calibrate/calibration_rows.h"
#include "cases/cases_join.h"
#include "cases/cases_bind.h"
#include "parallel/peers.h"

struct state {
	struct calibration_sample in;
	struct calibration_model out;
};

/* By the columns. */
static bool is_target(const struct calibration_sample *s, size_t agent)
{
	enum calibration_target of = s->set->target;

	if (of == CALIBRATE_ESTIMATES)
		return s->c.estimate_column[agent] != NAMES_NONE;
	return agent ? of != CALIBRATE_MODEL && s->c.conf_column[agent] != NAMES_NONE : of != CALIBRATE_EXPERTS;
}

/* What the targets are fitted to. */
static int bind(struct calibration_sample *s, struct table *t, struct err *e)
{
	enum calibration_target of = s->set->target;
	unsigned need = CASES_LABEL, want = CASES_WEIGHT;
	bool graded = false;
	int st = of == CALIBRATE_EXPERTS || of == CALIBRATE_ALL ? cases_find_graded(t, &graded, e) : ST_OK;

	if (of == CALIBRATE_ESTIMATES)
		need = CASES_ESTIMATE | CASES_QUALITY;
	else if (of != CALIBRATE_EXPERTS)
		need |= CASES_PROB | CASES_TRUTH, want |= CASES_LOGIT;
	if (of == CALIBRATE_EXPERTS || of == CALIBRATE_ALL) {
		need |= CASES_CONF | (graded ? 0 : CASES_ANSWER);
		want |= CASES_ANSWER | CASES_QUALITY | CASES_BINARY;
	}
	return st ? st : cases_init(&s->c, t, need, want, s->set->renormalize, e);
}

/* A target of which no outcome is known. */
static int check_outcomes(const struct calibration_sample *s, struct err *e)
{
	const struct cases *c = &s->c;
	bool estimates = s->set->target == CALIBRATE_ESTIMATES;
	char shown[ERR_EXCERPT];

	for (size_t a = estimates ? 0 : 1; a < c->agent.n; a++) {
		size_t column = estimates ? c->estimate_column[a] : c->conf_column[a];

		if (is_target(s, a) && (c->graded ? c->quality_column[a] : c->answer_column[a - 1]) == NAMES_NONE)
			return err_at(e, ST_DATA, table_file(c->t), 1, 1, "column '%s', but no %s of that %s",
				err_excerpt(shown, c->t->header.name[column].s, c->t->header.name[column].n),
				c->graded ? "qualities" : "answers", estimates ? "agent" : "expert");
	}
	return ST_OK;
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct calibration_sample *s = &((struct state *)state)->in;
	bool estimates = s->set->target == CALIBRATE_ESTIMATES;
	int st = bind(s, t, e);

	(void)computed;
	if (st)
		return st;
	s->rows = mem_alloc(s->c.agent.n, sizeof *s->rows, e);
	s->target = mem_alloc(s->c.agent.n, sizeof *s->target, e);
	s->all = mem_alloc(s->c.agent.n, sizeof *s->all, e);
	if (!s->rows || !s->target || !s->all)
		return ST_SYSTEM;
	for (size_t a = 0; !st && a < s->c.agent.n; a++) {
		s->target[a] = is_target(s, a);
		st = calibration_rows_init(&s->rows[a], a || estimates ? 2 : s->c.classes.n, s->set->by->n, e);
	}
	if (!st)
		st = groups_bind_names(&s->groups, s->set->by, &(struct names){0}, t, e);
	return st ? st : check_outcomes(s, e);
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct calibration_sample *s = &((struct state *)state)->in;
	size_t group;
	int st = cases_next(&s->c, e);

	(void)x;
	if (!st)
		st = groups_row(&s->groups, s->c.t, s->c.weight > 0, &group, e);
	for (size_t a = 0; !st && a < s->c.agent.n; a++)
		if (!s->target[a])
			continue;
		else if (s->set->target == CALIBRATE_ESTIMATES)
			st = calibration_rows_add_estimate(&s->rows[a], &s->c, a, group, e);
		else if (a)
			st = calibration_rows_add_expert(&s->rows[a], &s->c, a - 1, group, e);
		else
			st = calibration_rows_add_model(&s->rows[a], &s->c, group, e);
	return st;
}

static struct pile *piles(void *state, size_t *n)
{
	struct calibration_sample *s = &((struct state *)state)->in;

	*n = s->c.agent.n;
	return s->rows;
}

/* Labels are of fixed classes, or rights and wrongs: they need no other numbers, neither of threads nor of processes. */
static int merge(void *state, void *other, struct err *e)
{
	return cases_merge(&((struct state *)state)->in.c, &((struct state *)other)->in.c, e);
}

static int gather(void *state, struct err *e)
{
	struct calibration_sample *s = &((struct state *)state)->in;
	size_t *to = NULL, before;
	int st = cases_gather(&s->c, &to, e);

	for (size_t a = 0; !st && a < s->c.agent.n; a++)
		st = calibration_count(&s->rows[a], &s->all[a], &before, e);
	free(to);
	return st;
}

/* Maps of all classes at once are fitted by all processes, each to rows of its own, of which it is given as many as others. */
static bool part(void *state, size_t agent, size_t peer, size_t *from, size_t *to)
{
	const struct calibration_sample *s = &((struct state *)state)->in;

	peers_part(s->all[agent], peer, from, to);
	return calibration_method((size_t)s->set->fit->method)->fit_all;
}

/* The rows in the order that the method wants, and those that are its process's among all. */
static int prepare(const struct calibration_options *o, struct pile *rows, size_t *all, size_t *before, struct err *e)
{
	const struct calibration_method *m = calibration_method((size_t)o->method);

	if (m->part)
		return calibration_order(rows, m->part, all, before, e);
	return m->fit_all ? calibration_count(rows, all, before, e) : ST_OK;
}

/* The map of a target to the rows. */
static int fit(const struct calibration_sample *s, struct pile *rows, const struct name *target,
	struct calibration *map, struct err *e)
{
	bool estimates = s->set->target == CALIBRATE_ESTIMATES;
	bool model = !estimates && target == &s->c.agent.name[0];
	struct calibration_options o = *s->set->fit;
	struct calibration_data d;
	struct err inner;
	char shown[ERR_EXCERPT];
	size_t all = 0, before = 0;
	int st = prepare(&o, rows, &all, &before, e);

	if (st)
		return st;
	d = calibration_rows_data(rows, model && s->c.from_logits, model ? &s->c.classes : NULL);
	o.estimates = estimates;
	d.jobs = s->set->jobs;
	d.all = all;
	d.before = before;
	st = calibration_fit(map, &o, &d, e);
	inner = *e;
	if (!st || model)
		return st;
	return err_set(e, st, "%s '%s': %.700s", estimates ? "agent" : "expert",
		err_excerpt(shown, target->s, target->n), inner.text);
}

/* The target's maps: of all rows, and of every group; where that has no rows the same. */
static int fit_target(struct state *state, size_t agent, size_t place, const size_t *order, struct err *e)
{
	const struct calibration_sample *s = &state->in;
	const struct name *target = &s->c.agent.name[agent];
	size_t n = s->groups.name.n;
	struct pile *part = mem_alloc(n, sizeof *part, e);
	struct calibration *map = &state->out.map[place];
	int st = !part ? ST_SYSTEM : s->set->by->n ? calibration_rows_split(&s->rows[agent], part, n, e) : ST_OK;

	if (!st)
		st = fit(s, &s->rows[agent], target, map, e);
	for (size_t i = 0; !st && i + 1 < n; i++) {
		struct calibration *own = map + (1 + i) * state->out.target.n;
		struct err inner = {0};

		st = part[order[i]].n ? fit(s, &part[order[i]], target, own, &inner)
				      : calibration_copy(own, map, &inner);
		if (st)
			groups_name_error(&s->groups.name.name[order[i]], st, &inner, e);
	}
	for (size_t g = 0; part && g < n; g++)
		pile_free(&part[g]);
	free(part);
	return st;
}

/* The names of targets, classes and groups, and room for all maps. */
static int start_model(struct state *state, const size_t *order, struct err *e)
{
	const struct calibration_sample *s = &state->in;
	struct calibration_model *m = &state->out;
	int st = names_add_list(&m->by, s->set->by->name, s->set->by->n, e);

	for (size_t a = 0; !st && a < s->c.agent.n; a++)
		if (s->target[a])
			st = names_add_list(&m->target, &s->c.agent.name[a], 1, e);
	if (!st && s->set->target != CALIBRATE_ESTIMATES && s->target[0])
		st = names_add_list(&m->classes, s->c.classes.name, s->c.classes.n, e);
	for (size_t i = 0; !st && i + 1 < s->groups.name.n; i++)
		st = names_add_list(&m->group, &s->groups.name.name[order[i]], 1, e);
	if (st)
		return st;
	m->map = mem_alloc((1 + m->group.n) * m->target.n, sizeof *m->map, e);
	if (!m->map)
		return ST_SYSTEM;
	m->fitted = (1 + m->group.n) * m->target.n; /* an empty one can be freed */
	return ST_OK;
}

/* The maps, or the state, of the sample. */
static int write_result(struct state *s, struct err *e)
{
	size_t place = 0, *order = mem_alloc(s->in.groups.name.n, sizeof *order, e);
	int st = order ? groups_order(&s->in.groups, order, e) : ST_SYSTEM;

	if (!st && s->in.set->partial)
		st = calibration_state_write(&s->in, order, e);
	else if (!st)
		st = start_model(s, order, e);
	for (size_t a = 0; !st && !s->in.set->partial && a < s->in.c.agent.n; a++)
		if (s->in.target[a])
			st = fit_target(s, a, place++, order, e);
	free(order);
	if (st || s->in.set->partial)
		return st;
	return peers_agree(peers_me() ? ST_OK : calibration_model_write(&s->out, s->in.set->fd, e), e);
}

static int finish(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	int st = s->in.set->partial ? ST_OK : cases_check(&s->in.c, e);

	(void)x;
	return st ? st : write_result(s, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	for (size_t a = 0; s->in.rows && a < s->in.c.agent.n; a++)
		pile_free(&s->in.rows[a]);
	free(s->in.rows);
	free(s->in.target);
	free(s->in.all);
	calibration_model_free(&s->out);
	groups_free(&s->in.groups);
	cases_free(&s->in.c);
}

int calibration_run(const struct calibration_setting *s, const struct table_run *run, struct err *e)
{
	struct state fresh = {.in.set = s};
	struct table_task task = {start, row, finish, free_state, .piles = piles, .merge = merge, .gather = gather,
		.part = part, .fresh = &fresh, .size = sizeof fresh, .silent = true};
	int st;

	task.ordered = s->by->n; /* groups are numbered as they turn up */
	if (!s->merge)
		return table_run(&task, run, e);
	st = calibration_state_read(&fresh.in, run->files, e);
	if (!st)
		st = write_result(&fresh, e);
	free_state(&fresh);
	return st;
}
