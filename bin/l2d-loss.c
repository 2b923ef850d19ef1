/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-loss: the surrogate loss of every row, and its gradient.
 * Reads z_* (or p_*), y; but for ce: defer_*, e_* (or quality_*); if there: cost_*.  Writes the table with loss, grad_*.
 * Memory: O(columns).  Rows are independent.
 */
#include <math.h>

#include "base/arena.h"
#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "math/vec.h"
#include "cases/cases.h"
#include "table/table_run.h"
#include "csv/report.h"
#include "train/loss_options.h"
#include "training/train_columns.h"

static struct {
	struct table_options table;
	struct loss_options loss;
	bool gradient, renormalize;
	size_t digits;
	const char *jobs;
} set = {.loss = LOSS_OPTIONS_DEFAULT};

static const struct opt options[] = {
	LOSS_OPTIONS(set.loss),
	{0, "gradient", OPT_FLAG, &set.gradient, NULL, "add the gradient by every logit", NULL},
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	KEEP_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.renormalize),
	DIGITS_OPTION(set.digits),
	{0},
};

static const struct opt_rule rules[] = {
	LOSS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-loss",
	.operands = "[FILE]...",
	.purpose = "Add the surrogate loss of every row, and its gradient by the logits.",
	.reads = "z_* (or p_*), y; but for ce: defer_*, e_*, or quality_* (or loss_*); if there: cost_*",
	.writes = "the table with loss; --gradient: grad_ and the name of each logit",
	.opts = options,
	.rules = rules,
};

struct state {
	struct table *t;
	struct cases c;
	const struct loss *loss;
	struct loss_setup setup;
	struct arena arena; /* of the arrays that follow */
	size_t *defer;      /* [experts] columns */
	double *z, *g;      /* [classes + experts] */
	double *c0;         /* [experts] */
	int32_t *e;         /* [experts] */
	bool graded;        /* outcomes are; on this scale */
	struct quality_scale scale;
};

/* "grad_" and the name of the logit's column. */
static int add_output(
	const struct state *s, enum role role, const struct name *member, struct names *out, struct err *e)
{
	struct buf name = {0};
	size_t index;
	int st = buf_add_string(&name, "grad_", e);

	if (!st)
		st = roles_column(&s->t->roles, role, member, &s->t->header, &name, e);
	if (!st)
		st = names_add(out, name.p, name.n, &index, e);
	buf_free(&name);
	return st;
}

static int name_output(const struct state *s, struct names *out, struct err *e)
{
	size_t index;
	int st = names_add(out, "loss", 4, &index, e);

	for (size_t k = 0; !st && set.gradient && k < s->setup.nclass; k++)
		st = add_output(s, ROLE_LOGIT, &s->c.classes.name[k], out, e);
	for (size_t j = 0; !st && set.gradient && j < s->setup.nexpert; j++)
		st = add_output(s, ROLE_DEFER, &s->c.agent.name[1 + j], out, e);
	return st;
}

static int bind_defer(struct state *s, struct err *e)
{
	int st = ST_OK;

	for (size_t j = 0; !st && j < s->setup.nexpert; j++) {
		const struct name *expert = &s->c.agent.name[1 + j];

		st = roles_find(&s->t->roles, ROLE_DEFER, expert, &s->t->header, &s->defer[j], e);
		if (!st && s->defer[j] == NAMES_NONE)
			st = table_no_member(s->t, ROLE_DEFER, expert, e);
	}
	return st;
}

static int allocate(struct state *s, struct err *e)
{
	size_t nc = s->setup.nclass = s->c.classes.n, ne = s->setup.nexpert = s->c.nexpert;

	s->defer = arena_alloc(&s->arena, ne, sizeof *s->defer);
	s->z = arena_alloc(&s->arena, nc + ne, sizeof *s->z);
	s->g = arena_alloc(&s->arena, nc + ne, sizeof *s->g);
	s->c0 = arena_alloc(&s->arena, ne, sizeof *s->c0);
	s->e = arena_alloc(&s->arena, ne, sizeof *s->e);
	return arena_status(&s->arena, e);
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;
	const struct loss *l = s->loss = &loss_table[set.loss.kind];
	unsigned experts = l->flags & LOSS_EXPERTS ? CASES_ANSWER : 0, need = CASES_LABEL | CASES_PROB | experts;
	unsigned want = CASES_LOGIT | (l->flags & LOSS_COST && !set.loss.costs.n ? CASES_COST | CASES_UNPRICED : 0);
	int st = loss_check_costs((size_t)set.loss.kind, t, e);

	s->t = t;
	if (!st)
		st = loss_find_graded((size_t)set.loss.kind, &set.loss, t, &s->graded, &s->scale, e);
	if (s->graded) { /* a label is needed where a classifier is trained */
		need = CASES_PROB | CASES_QUALITY | (l->flags & LOSS_FROZEN ? 0 : CASES_LABEL | CASES_TRUTH);
		want |= CASES_ANSWER | (set.loss.cmax ? CASES_BINARY : 0);
	}
	if (!st)
		st = cases_init(&s->c, t, need, want, set.renormalize, e);
	if (!st && s->graded && l->flags & LOSS_FROZEN && s->c.quality_column[0] == NAMES_NONE)
		st = table_no_member(t, s->c.losses ? ROLE_LOSS : ROLE_QUALITY, &s->c.agent.name[0], e);
	s->setup = loss_options_setup(&set.loss);
	if (!st)
		st = allocate(s, e);
	if (!st)
		st = train_costs(&set.loss.costs, &s->c.agent, s->c0, e);
	quality_scale_costs(&s->scale, s->c0, st ? 0 : s->setup.nexpert);
	if (!st)
		st = bind_defer(s, e);
	return st ? st : name_output(s, computed, e);
}

static int read_row(struct state *s, struct err *e)
{
	struct cases *c = &s->c;
	size_t nc = s->setup.nclass;
	int st = ST_OK;

	cases_logits(c, s->z);
	if (s->graded && s->loss->flags & LOSS_FROZEN && isnan(c->quality[0]))
		return table_cell_missing(s->t, c->quality_column[0], e);
	if (s->graded)
		st = quality_scale_check(&s->scale, c, s->loss->flags & LOSS_FROZEN, e);
	quality_scale_apply(&s->scale, c->quality, s->graded ? 1 + c->nexpert : 0);
	for (size_t j = 0; !st && j < s->setup.nexpert; j++) {
		s->e[j] = loss_answer(c->answer[j], c->classes.n);
		if (!set.loss.costs.n)
			s->c0[j] = (c->cost[1 + j] - c->cost[0]) / (s->scale.hi - s->scale.lo);
		if (s->c0[j] < 0)
			return table_bad_cell(s->t, cases_cost_column(c, j), "a cost below the model's own", e);
		st = table_number(s->t, s->defer[j], &s->z[nc + j], e);
		if (!st && isnan(s->z[nc + j]))
			st = table_bad_cell(s->t, s->defer[j], "missing", e);
	}
	return st;
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	size_t nc = s->setup.nclass;
	struct loss_case c = {.e = s->e, .c0 = s->c0};
	double least = 0, value;
	bool finite = true;
	int st = cases_next(&s->c, e);

	if (!st)
		st = read_row(s, e);
	if (st)
		return st;
	c.y = s->c.label;
	c.worth = s->graded ? s->c.quality : NULL;
	if (s->loss->flags & LOSS_STAGED) {
		size_t best = loss_right_expert(&s->setup, &c, &least);

		c.who = vec_logsumexp(s->z, nc) - s->z[c.y] > least ? best : 0;
	}
	value = loss_row(s->loss, &s->setup, &c, s->z, s->g);
	for (size_t i = 0; set.gradient && i < nc + s->setup.nexpert; i++)
		finite = finite && isfinite(s->g[i]);
	if (!finite || !isfinite(value))
		return err_at(e, ST_DATA, table_file(s->t), s->t->row.line, 1,
			"the loss is infinite: a probability of 0, or a logit too large, has a weight");
	extend_row(x, &s->t->row);
	extend_number(x, value);
	for (size_t i = 0; set.gradient && i < nc + s->setup.nexpert; i++)
		extend_number(x, s->g[i]);
	return extend_end(x, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	cases_free(&s->c);
	arena_free(&s->arena);
}

static int run(const struct strings *files, struct err *e)
{
	static const struct table_task task = {
		.start = start, .row = row, .free = free_state, .size = sizeof(struct state)};

	return table_run(&task, &(struct table_run){&set.table, files, program.name, set.digits, set.jobs}, e);
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
