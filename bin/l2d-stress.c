/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-stress: how small a change of a row's features makes a system do something else.
 * Reads x_*, and as goals ask y, e_*, cost_*, avail_*, and a model file; writes the table with radius_*, or with the features attacked.
 * Memory: O(columns) and the model.  Rows are independent.
 */
#include <math.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "csv/report.h"
#include "robust/stress_input.h"
#include "table/table_run.h"

static struct {
	struct table_options table;
	struct stress_input_options input;
	const char *model, *classifier, *jobs;
	int norm, units, emit;
	double radius, threshold;
	size_t digits;
} set = {.radius = NAN, .input = {.most = 10, .starts = 3, .seed = 1}};

static const struct opt options[] = {
	{0, "model", OPT_STRING, &set.model, "FILE", "the model file, of kind head", NULL},
	{0, "classifier", OPT_STRING, &set.classifier, "FILE",
		"of a rejector: the frozen classifier's model file, whose features move too", "the table's z_* or p_*"},
	{0, "goal", OPT_LIST, &set.input.goals, "GOAL", "answer, route, route:NAME, keep, error or cost (repeatable)",
		"route; without experts answer"},
	{0, "norm", OPT_CHOICE, &set.norm, "inf|2|1", "of a change of the features", "inf", .choice = norm_name},
	{0, "units", OPT_CHOICE, &set.units, "sd|raw",
		"in which features change: the standard deviations in the model file, or the table's own", "sd"},
	{0, "features", OPT_STRING, &set.input.features, "LIST", "columns that may be touched: 'x_a*,!x_b'", "all"},
	{0, "box", OPT_LIST, &set.input.box, "[COLUMN=]LO:HI",
		"limits of features, in the table's units; either may be left out (repeatable)", "none"},
	{0, "threshold", OPT_NUMBER, &set.threshold, "T", "defer when an expert's logit is above the model's by more",
		"0", "(-inf, inf)"},
	{0, "emit", OPT_CHOICE, &set.emit, "radii|attacked", "add radii, or change the features", "radii"},
	{0, "radius", OPT_NUMBER, &set.radius, "R", "the largest change of --emit attacked", NULL, "[0, 10^100]"},
	{0, "most", OPT_NUMBER, &set.input.most, "R",
		"models that are not linear: the largest change that is looked at", "10", "(0, 10^100]"},
	{0, "starts", OPT_COUNT, &set.input.starts, "N", "models that are not linear: starts of an attack", "3",
		"[1, 10^6]"},
	{'s', "seed", OPT_COUNT, &set.input.seed, "S", "of the starts but the first", "1", "any"},
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	KEEP_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	AVAILABLE_OPTION(set.table),
	DIGITS_OPTION(set.digits),
	{0},
};

static const struct opt_rule rules[] = {
	{"radius", OPT_NEEDS, "emit=attacked"},
	{0},
};

static const struct program program = {
	.name = "l2d-stress",
	.operands = "[FILE]...",
	.purpose = "How small a change of the features makes a system do something else.",
	.reads =
		"x_*; with the goal error: y, e_*; with cost: cost_*; if there: avail_*; of a rejector without --classifier: z_* or p_*",
	.writes = "the table with radius_GOAL; --emit attacked: with the features changed",
	.opts = options,
	.rules = rules,
};

static struct stress_model model;

struct state {
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

static int name_radii(const struct state *s, struct names *computed, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < set.input.goals.n; i++) {
		st = name_radius(&s->in.goal[i], model.affine ? "" : "_lo", computed, e);
		if (!st && !model.affine)
			st = name_radius(&s->in.goal[i], "_hi", computed, e);
	}
	return st;
}

static int name_features(const struct state *s, struct names *computed, struct err *e)
{
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < model.nfeature; i++) {
		const struct name *column = &s->t->header.name[s->in.feature[i]];

		if (stress_input_touches(&s->in, i))
			st = names_add(computed, column->s, column->n, &index, e);
	}
	return st;
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;
	int st = stress_input_open(&s->in, t, &set.input, e);

	s->t = t;
	s->attacked = arena_alloc(&s->arena, model.nfeature, sizeof *s->attacked);
	s->z = arena_alloc(&s->arena, model.nlogit, sizeof *s->z);
	if (!st)
		st = arena_status(&s->arena, e);
	if (st)
		return st;
	return set.emit ? name_features(s, computed, e) : name_radii(s, computed, e);
}

static void write_attacked(struct state *s, struct extend *x)
{
	struct stress_input *in = &s->in;
	double r = stress_radius(&in->stress, in->goal, &in->row, in->x).hi;
	bool moves =
		r > 0 && r <= set.radius && stress_attack(&in->stress, in->goal, &in->row, in->x, s->attacked, s->z);

	for (size_t i = 0; i < model.nfeature; i++)
		if (stress_input_touches(in, i))
			extend_number(x, moves ? s->attacked[i] : in->x[i]);
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	int st = stress_input_next(&s->in, e);

	if (st)
		return st;
	if (set.emit)
		write_attacked(s, x);
	for (size_t i = 0; !set.emit && i < set.input.goals.n; i++) {
		struct stress_radius r = stress_radius(&s->in.stress, &s->in.goal[i], &s->in.row, s->in.x);

		if (!model.affine)
			extend_number(x, r.lo);
		extend_number(x, isfinite(r.hi) ? r.hi : NAN);
	}
	return extend_row(x, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	stress_input_free(&s->in);
	arena_free(&s->arena);
}

static int check(struct err *e)
{
	if (!set.model)
		return err_set(e, ST_USAGE, "no model: --model FILE");
	if (set.emit && isnan(set.radius))
		return err_set(e, ST_USAGE, "--emit attacked needs --radius R");
	if (set.emit && set.input.goals.n > 1)
		return err_set(e, ST_USAGE, "--emit attacked has one goal");
	return ST_OK;
}

static int run(const struct strings *files, struct err *e)
{
	static const struct table_task task = {
		.start = start, .row = row, .free = free_state, .size = sizeof(struct state)};
	int st = check(e);

	if (!st)
		st = stress_model_read(&model, set.model, set.classifier, set.threshold, e);
	if (!st && model.affine
		&& (opt_given(&program, "most") || opt_given(&program, "starts") || opt_given(&program, "seed")))
		st = err_set(e, ST_USAGE, "--most, --starts, --seed: the model is linear, its radii are exact");
	if (!st && !set.input.goals.n)
		st = strings_add(&set.input.goals, model.routes ? "route" : "answer", e);
	set.input.model = &model;
	set.input.norm = (enum norm)set.norm;
	set.input.raw = set.units;
	if (!st)
		st = table_run(&task, &(struct table_run){&set.table, files, program.name, set.digits, set.jobs}, e);
	stress_model_free(&model);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
