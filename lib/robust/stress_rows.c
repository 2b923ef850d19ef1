/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/stress_rows.h"

#include <math.h>

#include "base/buf.h"

struct rows {
	const struct stress_rows_options *opt;
	struct table *t;
	struct stress_input in;
	struct arena arena;
	double *attacked, *z; /* a row's */
};

static int name_radius(const struct goal *g, const char *bound, struct names *computed, struct err *e)
{
	struct buf name = {0};
	size_t index;
	int st = buf_add_string(&name, "radius_", e);

	if (!st)
		st = buf_add_string(&name, g->text, e);
	if (!st)
		st = buf_add_string(&name, bound, e);
	if (!st)
		st = names_add(computed, name.p, name.n, &index, e);
	buf_free(&name);
	return st;
}

static int name_radii(const struct rows *s, struct names *computed, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->opt->input.goals.n; i++) {
		st = name_radius(&s->in.goal[i], s->opt->input.model->affine ? "" : "_lo", computed, e);
		if (!st && !s->opt->input.model->affine)
			st = name_radius(&s->in.goal[i], "_hi", computed, e);
	}
	return st;
}

static int name_features(const struct rows *s, struct names *computed, struct err *e)
{
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->opt->input.model->nfeature; i++) {
		const struct name *column = &s->t->header.name[s->in.feature[i]];

		if (stress_input_touches(&s->in, i))
			st = names_add(computed, column->s, column->n, &index, e);
	}
	return st;
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct rows *s = state;
	int st = stress_input_open(&s->in, t, &s->opt->input, e);

	s->t = t;
	s->attacked = arena_alloc(&s->arena, s->opt->input.model->nfeature, sizeof *s->attacked);
	s->z = arena_alloc(&s->arena, s->opt->input.model->nlogit, sizeof *s->z);
	if (!st)
		st = arena_status(&s->arena, e);
	if (st)
		return st;
	return s->opt->attacked ? name_features(s, computed, e) : name_radii(s, computed, e);
}

static void write_attacked(struct rows *s, struct extend *x)
{
	struct stress_input *in = &s->in;
	double r = stress_radius(&in->stress, in->goal, &in->row, in->x).hi;
	bool moves = r <= s->opt->radius && stress_attack(&in->stress, in->goal, &in->row, in->x, s->attacked, s->z);

	for (size_t i = 0; i < s->opt->input.model->nfeature; i++)
		if (stress_input_touches(in, i))
			extend_number(x, moves ? s->attacked[i] : in->x[i]);
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct rows *s = state;
	int st = stress_input_next(&s->in, e);

	if (st)
		return st;
	extend_row(x, &s->in.c.t->row);
	if (s->opt->attacked)
		write_attacked(s, x);
	for (size_t i = 0; !s->opt->attacked && i < s->opt->input.goals.n; i++) {
		struct stress_radius r = stress_radius(&s->in.stress, &s->in.goal[i], &s->in.row, s->in.x);

		if (!s->opt->input.model->affine)
			extend_number(x, r.lo);
		extend_number(x, isfinite(r.hi) ? r.hi : NAN);
	}
	return extend_end(x, e);
}

static void free_state(void *state)
{
	struct rows *s = state;

	stress_input_free(&s->in);
	arena_free(&s->arena);
}

int stress_rows_run(const struct stress_rows_options *o, const struct table_run *run, struct err *e)
{
	const struct rows fresh = {.opt = o};
	const struct table_task task = {
		.start = start, .row = row, .free = free_state, .fresh = &fresh, .size = sizeof fresh};

	return table_run(&task, run, e);
}
