/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "csv/line.h"

/* x as the nearest decimal of 15 digits, which has more than enough room in a double. */
static double decimal(double x)
{
	char s[NUM_LENGTH];

	num_parse(s, num_print(s, x, 15), &x);
	return x;
}

/* The three numbers of the grid. */
static bool parse_grid(const char *grid, double part[3])
{
	for (int i = 0; i < 3; i++) {
		size_t n = strcspn(grid, ":");

		if (num_parse(grid, n, &part[i]) || (i < 2) != (grid[n] == ':'))
			return false;
		grid += n + 1;
	}
	return part[2] > 0 && part[1] >= part[0];
}

int sweep_init(struct sweep *s, const char *grid, struct err *e)
{
	double part[3], steps;
	int st = ST_OK;

	*s = (struct sweep){0};
	if (!parse_grid(grid, part))
		return err_set(e, ST_USAGE, "--sweep: not LO:HI:STEP with LO <= HI and STEP > 0: '%.200s'", grid);
	/* HI is reached when rounding leaves it a millionth of a step away */
	steps = floor((part[1] - part[0]) / part[2] + 1e-6);
	if (steps > 1e6)
		return err_set(e, ST_USAGE, "--sweep: more than a million costs: '%.200s'", grid);
	s->n = (size_t)steps + 1;
	s->cost = mem_alloc(s->n, sizeof *s->cost, e);
	s->score = mem_alloc(s->n, sizeof *s->score, e);
	if (!s->cost || !s->score)
		return ST_SYSTEM;
	for (size_t i = 0; !st && i < s->n; i++) {
		s->cost[i] = decimal(part[0] + (double)i * part[2]);
		st = score_reserve(&s->score[i], 2, e);
	}
	return st;
}

void sweep_free(struct sweep *s)
{
	for (size_t i = 0; s->score && i < s->n; i++)
		score_free(&s->score[i]);
	free(s->score);
	free(s->cost);
	*s = (struct sweep){0};
}

void sweep_add(struct sweep *s, struct threshold *p, const struct threshold_input *t)
{
	const struct cases *c = &t->c;
	double before = p->cost;

	for (size_t i = 0; i < s->n; i++) {
		struct rule_row row;
		struct threshold_choice choice;
		enum score_answer alone[2] = {score_answer(cases_answer(c, 0), c->label)};
		size_t agent;

		p->cost = s->cost[i];
		threshold_row(p, &t->row, c->available, &row);
		choice = threshold_choose(p, &row);
		agent = threshold_agent(p, &choice) > 0;
		alone[1] = choice.expert == NAMES_NONE ? SCORE_NONE : score_answer(c->answer[choice.expert], c->label);
		score_add(&s->score[i],
			&(struct score_row){.weight = c->weight,
				.agent = &agent,
				.n = 1,
				.system = alone[agent],
				.alone = alone,
				.cost = agent ? row.cost[1 + choice.expert] : row.cost[0]});
	}
	p->cost = before;
}

enum { COLUMNS = 8 };

static void columns(const struct sweep *s, size_t i, struct column c[COLUMNS])
{
	const struct score *x = &s->score[i];
	const struct column all[COLUMNS] = {
		{"c0", .value = s->cost[i]},
		{"n", COLUMN_COUNT, .count = x->n},
		{"fraction_deferred", .value = score_share(x, 1)},
		{"n_unscored", COLUMN_COUNT, .count = x->n_unscored},
		{"system_accuracy", .value = score_rate(&x->system)},
		{"model_accuracy", .value = score_rate(&x->model)},
		{"expert_accuracy", .value = score_rate(&x->experts)},
		{"cost", .value = score_cost(x)},
	};

	memcpy(c, all, sizeof all);
}

int sweep_report(const struct sweep *s, const struct report_options *o, int fd, struct err *e)
{
	struct column c[COLUMNS];
	struct report r;
	int st;

	columns(s, 0, c); /* there is one cost at least */
	st = report_open_columns(&r, o, c, COLUMNS, fd, e);
	if (st)
		return st;
	for (size_t i = 0; !st && i < s->n; i++) {
		columns(s, i, c);
		st = report_columns(&r, c, COLUMNS, e);
	}
	return report_close(&r, st, e);
}
