/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-calibrate: fits calibration maps for class probabilities and for experts' confidences.
 * Reads y, p_* (or z_*); e_*, conf_* for experts; w if there; writes a model file, applied by l2d-apply.
 * Memory: O(rows x classes), and O(rows) for every expert.  Not mergeable.
 */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "calibrate/calibration_file.h"
#include "calibrate/calibration_rows.h"
#include "summary/groups.h"
#include "table/table_run.h"

enum target { MODEL, EXPERTS, ALL };

static struct {
	struct table_options table;
	bool renormalize;
	int target;
	const char *group, *jobs;
	struct calibration_options fit;
} set = {.fit = {.bins = 15, .lambda = 1e-3, .mu = 1e-3}};

static const struct opt options[] = {
	{0, "target", OPT_CHOICE, &set.target, "model|experts|all", "what to calibrate: p_*, conf_*, or both", "model"},
	{0, "method", OPT_CHOICE, &set.fit.method, NULL, "the map", "temperature", .choice = calibration_method_name},
	{0, "smooth", OPT_FLAG, &set.fit.smooth, NULL, "platt: smoothed targets", NULL},
	{0, "on", OPT_CHOICE, &set.fit.on, CALIBRATION_ON, "platt: the score that is mapped", "logit"},
	{0, "interpolate", OPT_CHOICE, &set.fit.between, CALIBRATION_BETWEEN, "isotonic: between the knots", "linear"},
	{'b', "bins", OPT_COUNT, &set.fit.bins, "N", "histogram: number of bins", "15", "[1, 10^5]"},
	{0, "binning", OPT_CHOICE, &set.fit.binning, "width|mass", "histogram: bins of equal width or mass", "width"},
	{0, "side", OPT_CHOICE, &set.fit.side, CALIBRATION_SIDE, "histogram: the side on which bins are closed",
		"right"},
	{0, "lambda", OPT_NUMBER, &set.fit.lambda, "L", "dirichlet: penalty of off-diagonal weights", "0.001",
		"[0, inf)"},
	{0, "mu", OPT_NUMBER, &set.fit.mu, "M", "dirichlet: penalty of intercepts", "0.001", "[0, inf)"},
	GROUP_OPTION(set.group),
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.renormalize),
	{0},
};

static const struct opt_rule rules[] = {
	{"smooth on interpolate bins binning side lambda mu", OPT_NEEDS, "method", calibration_method_takes},
	{"renormalize", OPT_NEEDS, "target=model|all"},
	{"other-answers", OPT_NEEDS, "target=experts|all"},
	{0},
};

static const struct program program = {
	.name = "l2d-calibrate",
	.operands = "[FILE]...",
	.purpose = "Fit calibration maps for class probabilities and for experts' confidences.",
	.reads = "y; p_* (or z_*); experts: e_*, conf_*; if there: w",
	.writes = "a model file for l2d-apply",
	.opts = options,
	.rules = rules,
};

/* The columns of --group. */
static struct names by;

struct state {
	struct cases c;
	struct groups groups;
	struct pile *rows; /* [1 + nexpert] the model's, then the experts' */
	struct calibration_model out;
};

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;
	unsigned model = set.target != EXPERTS ? CASES_PROB : 0;
	unsigned experts = set.target != MODEL ? CASES_ANSWER | CASES_CONF : 0;
	int st = cases_init(
		&s->c, t, CASES_LABEL | model | experts, CASES_WEIGHT | (model ? CASES_LOGIT : 0), set.renormalize, e);

	(void)computed;
	if (st)
		return st;
	s->rows = mem_alloc(s->c.agent.n, sizeof *s->rows, e);
	if (!s->rows)
		return ST_SYSTEM;
	for (size_t a = 0; !st && a < s->c.agent.n; a++)
		st = calibration_rows_init(&s->rows[a], a ? 2 : s->c.classes.n, by.n, e);
	if (!st)
		st = groups_bind_names(&s->groups, &by, &(struct names){0}, t, e);
	for (size_t j = 0; !st && experts && j < s->c.nexpert; j++)
		if (s->c.conf_column[1 + j] != NAMES_NONE && s->c.answer_column[j] == NAMES_NONE)
			return err_at(e, ST_DATA, table_file(t), 1, 1,
				"column 'conf_%.200s', but no answers of that expert", s->c.agent.name[1 + j].s);
	return st;
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	size_t group;
	int st = cases_next(&s->c, e);

	(void)x;
	if (!st)
		st = groups_row(&s->groups, s->c.t, s->c.weight > 0, &group, e);
	if (!st && set.target != EXPERTS)
		st = calibration_rows_add_model(&s->rows[0], &s->c, group, e);
	for (size_t j = 0; !st && set.target != MODEL && j < s->c.nexpert; j++)
		st = calibration_rows_add_expert(&s->rows[1 + j], &s->c, j, group, e);
	return st;
}

static struct pile *piles(void *state, size_t *n)
{
	struct state *s = state;

	*n = s->c.agent.n;
	return s->rows;
}

/* Labels are of fixed classes, or rights and wrongs: they need no other numbers. */
static int merge(void *state, void *other, struct err *e)
{
	return cases_merge(&((struct state *)state)->c, &((struct state *)other)->c, e);
}

/* The map of a target to the rows. */
static int fit(struct state *s, struct pile *rows, const struct name *target, struct calibration *map, struct err *e)
{
	bool model = target == &s->c.agent.name[0];
	struct calibration_data d =
		calibration_rows_data(rows, model && s->c.from_logits, model ? &s->c.classes : NULL);
	int st = calibration_fit(map, &set.fit, &d, e);
	struct err inner = *e;
	char shown[ERR_EXCERPT];

	if (!st || model)
		return st;
	return err_set(e, st, "expert '%s': %.700s", err_excerpt(shown, target->s, target->n), inner.text);
}

/* The target's maps: of all rows, and of every group; where that has no rows the same. */
static int fit_target(struct state *s, size_t agent, size_t place, const size_t *order, struct err *e)
{
	const struct name *target = &s->c.agent.name[agent];
	size_t n = s->groups.name.n;
	struct pile *part = mem_alloc(n, sizeof *part, e);
	struct calibration *map = &s->out.map[place];
	int st = !part ? ST_SYSTEM : by.n ? calibration_rows_split(&s->rows[agent], part, n, e) : ST_OK;

	if (!st)
		st = fit(s, &s->rows[agent], target, map, e);
	for (size_t i = 0; !st && i + 1 < n; i++) {
		struct calibration *own = map + (1 + i) * s->out.target.n;
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

static bool is_target(const struct state *s, size_t agent)
{
	return agent ? set.target != MODEL && s->c.conf_column[agent] != NAMES_NONE : set.target != EXPERTS;
}

/* The names of targets, classes and groups, and room for all maps. */
static int start_model(struct state *s, const size_t *order, struct err *e)
{
	struct calibration_model *m = &s->out;
	int st = names_add_list(&m->by, by.name, by.n, e);

	for (size_t a = 0; !st && a < s->c.agent.n; a++)
		if (is_target(s, a))
			st = names_add_list(&m->target, &s->c.agent.name[a], 1, e);
	if (!st && is_target(s, 0))
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

static int finish(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	size_t place = 0, *order = mem_alloc(s->groups.name.n, sizeof *order, e);
	int st = order ? cases_check(&s->c, e) : ST_SYSTEM;

	(void)x;
	if (!st)
		st = groups_order(&s->groups, order, e);
	if (!st)
		st = start_model(s, order, e);
	for (size_t a = 0; !st && a < s->c.agent.n; a++)
		if (is_target(s, a))
			st = fit_target(s, a, place++, order, e);
	free(order);
	return st ? st : calibration_model_write(&s->out, STDOUT_FILENO, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	for (size_t a = 0; s->rows && a < s->c.agent.n; a++)
		pile_free(&s->rows[a]);
	free(s->rows);
	calibration_model_free(&s->out);
	groups_free(&s->groups);
	cases_free(&s->c);
}

static int run(const struct strings *files, struct err *e)
{
	struct table_task task = {start, row, finish, free_state, .piles = piles, .merge = merge,
		.size = sizeof(struct state), .silent = true};
	int st = groups_columns(&by, set.group, e);

	task.ordered = by.n; /* groups are numbered as they turn up */
	if (!st)
		st = table_run(&task, &(struct table_run){&set.table, files, program.name, 0, set.jobs}, e);
	names_free(&by);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
