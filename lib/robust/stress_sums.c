/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/stress_sums.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hash.h"
#include "csv/line.h"
#include "math/tally.h"

enum { KEPT, SCORED, RIGHT, REACHED, CERTIFIED, TALLIES };

static const char *const tally_name[TALLIES] = {"kept", "scored", "right", "reached", "certified"};

struct level {
	struct tally tally[TALLIES];
	struct sum cost;
};

struct sums {
	size_t n, levels, agents;
	struct tally weight;
	struct level *level; /* [levels] */
	struct tally *share; /* [levels x agents] */
};

struct rows {
	struct stress_input in;
	const struct stress_sums_options *opt;
	double *attacked, *z;
};

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	struct rows *s = reader;
	int st;

	s->opt = with;
	st = stress_input_open(&s->in, t, &s->opt->input, e);
	s->attacked = arena_alloc(&s->in.arena, s->opt->input.model->nfeature, sizeof *s->attacked);
	s->z = arena_alloc(&s->in.arena, s->opt->input.model->nlogit, sizeof *s->z);
	return st ? st : arena_status(&s->in.arena, e);
}

static int next_row(void *reader, struct err *e)
{
	return stress_input_next(&((struct rows *)reader)->in, e);
}

static struct cases *cases(void *reader)
{
	return &((struct rows *)reader)->in.c;
}

static void close_rows(void *reader)
{
	stress_input_free(&((struct rows *)reader)->in);
}

static int begin(void *a, const void *reader, struct err *e)
{
	const struct rows *s = reader;
	struct sums *x = a;

	x->levels = s->opt->n;
	x->agents = s->in.agents.n;
	x->level = mem_alloc(x->levels, sizeof *x->level, e);
	x->share = mem_alloc(x->levels, x->agents * sizeof *x->share, e);
	return x->level && x->share ? ST_OK : ST_SYSTEM;
}

static void free_sums(void *a)
{
	struct sums *x = a;

	free(x->level);
	free(x->share);
}

static void add_outcome(struct sums *x, const struct rows *s, size_t k, size_t outcome, double weight)
{
	struct level *l = &x->level[k];
	size_t agent = goal_agent(&s->opt->input.model->system, outcome);
	double right = stress_input_right(&s->in, outcome);

	tally_add(&x->share[k * x->agents + agent], weight);
	if (!agent)
		tally_add(&l->tally[KEPT], weight);
	if (!isnan(right))
		tally_add(&l->tally[SCORED], weight);
	if (right == 1)
		tally_add(&l->tally[RIGHT], weight);
	sum_add_product(&l->cost, weight, s->in.cost[agent]);
}

static int add(void *a, void *reader, struct err *e)
{
	struct rows *s = reader;
	struct sums *x = a;
	struct stress_input *in = &s->in;
	const struct goal_system *system = &s->opt->input.model->system;
	size_t clean = goal_outcome(system, &in->row), then = clean;
	struct stress_radius r = stress_radius(&in->stress, in->goal, &in->row, in->x);
	struct goal_row attacked = in->row;
	bool now = goal_reached(in->goal, system, &in->row, clean, clean);

	(void)e;
	if (r.hi <= s->opt->radius[x->levels - 1]
		&& stress_attack(&in->stress, in->goal, &in->row, in->x, s->attacked, s->z)) {
		attacked.z = s->z;
		then = goal_outcome(system, &attacked);
	}
	x->n++;
	tally_add(&x->weight, in->c.weight);
	for (size_t k = 0; k < x->levels; k++) {
		/* A tie is at 0, and needs a change all the same. */
		bool reached = r.hi <= s->opt->radius[k] && (now || s->opt->radius[k] > 0);

		add_outcome(x, s, k, reached ? then : clean, in->c.weight);
		if (reached)
			tally_add(&x->level[k].tally[REACHED], in->c.weight);
		else if (r.lo >= s->opt->radius[k])
			tally_add(&x->level[k].tally[CERTIFIED], in->c.weight);
	}
	return ST_OK;
}

static int merge(void *a, void *reader, const void *other, const void *other_reader, struct err *e)
{
	const struct sums *y = other;
	struct sums *x = a;

	(void)reader;
	(void)other_reader; /* the agents are those of one model file */
	(void)e;
	x->n += y->n;
	tally_merge(&x->weight, &y->weight);
	for (size_t k = 0; k < x->levels; k++) {
		for (int i = 0; i < TALLIES; i++)
			tally_merge(&x->level[k].tally[i], &y->level[k].tally[i]);
		sum_merge(&x->level[k].cost, &y->level[k].cost);
	}
	for (size_t i = 0; i < x->levels * x->agents; i++)
		tally_merge(&x->share[i], &y->share[i]);
	return ST_OK;
}

static int write_state(const void *a, const void *reader, struct state_out *o, struct err *e)
{
	static char empty[] = "";
	const struct name none = {empty, 0};
	const struct rows *s = reader;
	const struct sums *x = a;
	int st = state_write_count(o, "rows", 0, x->n, e);

	if (!st)
		st = state_write_tally(o, "weight", 0, &x->weight, e);
	for (size_t k = 0; !st && k < x->levels; k++) {
		state_out_member(o, &none);
		for (int i = 0; !st && i < TALLIES; i++)
			st = state_write_tally(o, tally_name[i], (double)k, &x->level[k].tally[i], e);
		if (!st)
			st = state_write_sum(o, "cost", (double)k, &x->level[k].cost, e);
		for (size_t agent = 0; !st && agent < x->agents; agent++) {
			state_out_member(o, &s->in.agents.name[agent]);
			st = state_write_tally(o, "share", (double)k, &x->share[k * x->agents + agent], e);
		}
	}
	return st;
}

static bool read_level(struct sums *x, const struct rows *s, struct state_item *i)
{
	size_t k = state_index(i, x->levels), agent;

	if (k == x->levels)
		return false;
	for (int j = 0; j < TALLIES; j++)
		if (state_is(i, tally_name[j])) {
			state_add_amount(i, &x->level[k].tally[j].rest);
			return true;
		}
	if (state_is(i, "cost")) {
		state_add_sum(i, &x->level[k].cost);
		return true;
	}
	agent = names_find(&s->in.agents, i->member, i->member_length);
	if (!state_is(i, "share") || agent == NAMES_NONE)
		return false;
	state_add_amount(i, &x->share[k * x->agents + agent].rest);
	return true;
}

static int read_state(void *a, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	struct sums *x = a;

	(void)e;
	*taken = true;
	if (state_is(i, "rows"))
		state_add_count(i, &x->n);
	else if (state_is(i, "weight"))
		state_add_amount(i, &x->weight.rest);
	else
		*taken = read_level(x, reader, i);
	return ST_OK;
}

static bool is_at_most(const struct tally *a, const struct tally *b)
{
	struct sum x = tally_sum(a), y = tally_sum(b);

	return sum_compare(&x, &y) <= 0;
}

static int check_state(const void *a, const void *reader, struct err *e)
{
	const struct sums *x = a;
	bool sound = true;

	(void)reader;
	for (size_t k = 0; k < x->levels; k++) {
		for (int i = 0; i < TALLIES; i++)
			sound &= is_at_most(&x->level[k].tally[i], &x->weight);
		sound &= is_at_most(&x->level[k].tally[RIGHT], &x->level[k].tally[SCORED]);
	}
	for (size_t i = 0; i < x->levels * x->agents; i++)
		sound &= is_at_most(&x->share[i], &x->weight);
	return sound ? ST_OK : err_set(e, ST_DATA, "the states' sums contradict each other");
}

static void columns(const struct sums *x, const struct rows *s, size_t k, struct line *l)
{
	const struct level *v = &x->level[k];
	struct sum weight = tally_sum(&x->weight);

	line_add(l, "radius", NULL, 0, s->opt->radius[k]);
	line_add_count(l, "n", x->n);
	line_add(l, "system_accuracy", NULL, 0, tally_ratio(&v->tally[RIGHT], &v->tally[SCORED]));
	line_add(l, "coverage", NULL, 0, tally_ratio(&v->tally[KEPT], &x->weight));
	line_add(l, "cost", NULL, 0, sum_ratio(&v->cost, &weight));
	line_add(l, "reached", NULL, 0, tally_ratio(&v->tally[REACHED], &x->weight));
	line_add(l, "certified", NULL, 0, tally_ratio(&v->tally[CERTIFIED], &x->weight));
	for (size_t agent = 0; agent < x->agents; agent++)
		line_add(l, "share", s->in.agents.name[agent].s, s->in.agents.name[agent].n,
			tally_ratio(&x->share[k * x->agents + agent], &x->weight));
}

static int head(struct report *r, const struct report_options *opt, void *a, const void *reader, struct err *e)
{
	struct line l = {0};
	int st;

	columns(a, reader, 0, &l);
	st = report_open_line(r, opt, &l, STDOUT_FILENO, e);
	line_free(&l);
	return st;
}

static int report(struct report *r, void *a, const void *reader, struct err *e)
{
	const struct sums *x = a;
	int st = ST_OK;

	for (size_t k = 0; !st && k < x->levels; k++) {
		struct line l = {0};

		columns(x, reader, k, &l);
		st = report_line(r, &l, e);
		line_free(&l);
	}
	return st;
}

const struct summary_kind stress_summary = {sizeof(struct rows), open_rows, next_row, cases, close_rows,
	sizeof(struct sums), begin, add, merge, free_sums, write_state, read_state, check_state, head, report};

static uint64_t hash_head(const struct head *p, uint64_t h)
{
	for (size_t i = 0; i < p->nparts; i++)
		h = hash_bytes(p->part[i].theta, p->part[i].network.nparam * sizeof *p->part[i].theta, h);
	for (size_t i = 0; i < p->features.n; i++)
		h = hash_bytes(p->features.name[i].s, p->features.name[i].n, h);
	h = hash_bytes(p->map.mean, p->map.nin * sizeof *p->map.mean, h);
	return hash_bytes(p->map.scale, p->map.nin * sizeof *p->map.scale, h);
}

int stress_sums_sign(struct buf *signature, const struct stress_sums_options *o, double threshold, struct err *e)
{
	const struct stress_input_options *in = &o->input;
	uint64_t model = hash_head(&in->model->head, hash_head(&in->model->classifier, 1));
	char text[32];
	int st = state_sign(signature, "model", (snprintf(text, sizeof text, "%016" PRIx64, model), text), e);

	if (!st)
		st = state_sign(signature, "goal", in->goals.v[0], e);
	if (!st)
		st = state_sign(signature, "norm", norm_name(in->norm), e);
	if (!st)
		st = state_sign(signature, "units", in->raw ? "raw" : NULL, e);
	if (!st)
		st = state_sign(signature, "features", in->features, e);
	for (size_t i = 0; !st && i < in->box.n; i++)
		st = state_sign(signature, "box", in->box.v[i], e);
	if (!st)
		st = state_sign_number(signature, "threshold", threshold, e);
	for (size_t k = 0; !st && k < o->n; k++)
		st = state_sign_number(signature, "radius", o->radius[k], e);
	if (!st && !in->model->affine)
		st = state_sign_number(signature, "most", in->most, e);
	if (!st && !in->model->affine)
		st = state_sign_number(signature, "starts", (double)in->starts, e);
	return st || in->model->affine ? st : state_sign_number(signature, "seed", (double)in->seed, e);
}
