/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "csv/line.h"
#include "decide/paired.h"
#include "inference/interval_columns.h"
#include "inference/row_keys.h"
#include "measure/score.h"
#include "measure/score_draws.h"
#include "table/record.h"

/* The reader. */
struct rows {
	const struct sweep_costs *costs;
	struct names score; /* of the agents of a score, see TOGETHER */
	struct threshold_input in;
	struct threshold rule;
	const struct interval_options *interval;
	struct row_keys keys; /* of the current row */
};

enum { TOGETHER = 1 }; /* of the agents of a score: all experts as one, without a name; they themselves follow */

/* Of the agents, of whom the first is the model. */
static int name_scores(struct names *score, const struct names *agent, struct err *e)
{
	size_t index;
	int st = names_add(score, "model", 5, &index, e);

	if (!st)
		st = names_add(score, "", 0, &index, e);
	return st || agent->n < 2 ? st : names_add_list(score, agent->name + 1, agent->n - 1, e);
}

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	const struct sweep_options *o = with;
	struct rows *r = reader;
	int st = t ? threshold_input_open(&r->in, &r->rule, t, o->rule, CASES_LABEL | CASES_ANSWER, e) : ST_OK;

	r->costs = o->costs;
	r->interval = o->interval;
	if (!st)
		st = name_scores(&r->score, &r->in.c.agent, e);
	if (st || !t)
		return st;
	st = row_keys_open(&r->keys, t, o->interval, false, o->partial, e);
	return !st && r->in.readings.most ? record_check(t, RECORD_SEVERAL, e) : st;
}

static int next_row(void *reader, struct err *e)
{
	struct rows *r = reader;
	int st = threshold_input_next(&r->in, e);

	return !st && r->in.c.weight > 0 ? row_keys_next(&r->keys, e) : st;
}

static struct cases *cases(void *reader)
{
	return &((struct rows *)reader)->in.c;
}

static void close_rows(void *reader)
{
	struct rows *r = reader;

	names_free(&r->score);
	threshold_free(&r->rule);
	threshold_input_free(&r->in);
}

/* The accumulator. */
struct sweep {
	size_t n;       /* costs */
	size_t agents;  /* of a score: the model, all experts as one, then each expert, who is never chosen */
	size_t *barred; /* [agents] rows on which each may not be asked */
	size_t barred_cap;
	struct sweep_score {
		struct score rows;
		struct score_draws draws; /* with intervals */
		struct paired lost;       /* with each agent as the constant */
	} * score;                        /* [n] */
};

static int reserve_score(struct sweep_score *x, size_t agents, const struct interval_options *o, struct err *e)
{
	size_t draws = o->level > 0 ? o->draws : 0;
	int st = score_reserve(&x->rows, agents, e);

	return !st && draws ? score_draws_reserve(&x->draws, agents, draws, e) : st;
}

/* Room for the agents that the reader knows. */
static int reserve(struct sweep *s, const struct rows *r, struct err *e)
{
	int st = array_reserve(&s->barred, &s->barred_cap, r->score.n, sizeof *s->barred, e);

	for (; !st && s->agents < r->score.n; s->agents++)
		s->barred[s->agents] = 0;
	for (size_t i = 0; !st && i < s->n; i++)
		st = reserve_score(&s->score[i], s->agents, r->interval, e);
	return st;
}

static int begin(void *a, const void *reader, struct err *e)
{
	struct sweep *s = a;
	const struct rows *r = reader;

	s->score = mem_alloc(r->costs->n, sizeof *s->score, e);
	s->n = s->score ? r->costs->n : 0;
	return s->score ? reserve(s, r, e) : ST_SYSTEM;
}

static void free_sweep(void *a)
{
	struct sweep *s = a;

	for (size_t i = 0; s->score && i < s->n; i++) {
		score_free(&s->score[i].rows);
		score_draws_free(&s->score[i].draws);
		paired_free(&s->score[i].lost);
	}
	free(s->score);
	free(s->barred);
}

/* A row with outcomes that are unknown. */
static int add_lost(struct sweep_score *s, size_t agents, const struct score_row *row, uint64_t key, struct err *e)
{
	struct paired_row r = {NAN, row->weight, key};
	int st = ST_OK;

	for (size_t a = 0; a < agents; a++)
		r.best = fmax(r.best, row->alone[a]);
	if (isnan(r.best) || !(row->weight > 0))
		return ST_OK;
	for (size_t a = 0; !st && a < agents; a++) {
		if (a == TOGETHER || !paired_loses(row->system, row->alone[a])) /* the former is no constant */
			continue;
		st = paired_reserve(&s->lost, a, s->draws.draws, e);
		if (!st)
			paired_add(&s->lost, a, &r, row->system, row->alone[a], 1);
	}
	return st;
}

/* The current row at one cost.  alone: of the agents, that of all experts as one is set; whole: all who may be asked are known. */
static int add_at(struct sweep_score *s, struct rows *r, double *alone, bool whole, struct err *e)
{
	const struct threshold_input *t = &r->in;
	struct threshold *p = &r->rule;
	const struct cases *c = &t->c;
	struct rule_row row;
	struct threshold_choice choice;
	struct score_row scored = {.weight = c->weight, .n = 1, .alone = alone};
	size_t agent;

	threshold_row(p, &t->row, c->available, &row);
	threshold_choose(p, &row, &choice);
	agent = threshold_agent(p, &choice) > 0;
	alone[TOGETHER] = choice.expert == NAMES_NONE ? NAN : cases_outcome(c, 1 + choice.expert);
	scored.agent = &agent;
	scored.system = alone[agent];
	scored.cost = agent ? row.cost[1 + choice.expert] : row.cost[0];
	score_add(&s->rows, &scored);
	if (s->draws.draws)
		score_draws_add(&s->draws, &scored, r->keys.row);
	return whole && !isnan(scored.system) ? ST_OK : add_lost(s, r->score.n, &scored, r->keys.row, e);
}

static int add(void *a, void *reader, struct err *e)
{
	struct sweep *s = a;
	struct rows *r = reader;
	const struct cases *c = &r->in.c;
	double before = r->rule.cost, *alone = mem_alloc(s->agents, sizeof *alone, e);
	bool whole = true;
	int st = alone ? ST_OK : ST_SYSTEM;

	for (size_t j = 0; !st && j < c->agent.n; j++) {
		alone[j ? TOGETHER + j : 0] = c->available[j] ? cases_outcome(c, j) : NAN;
		s->barred[j ? TOGETHER + j : 0] += !c->available[j];
		whole = whole && !(c->available[j] && isnan(cases_outcome(c, j)));
	}
	for (size_t i = 0; !st && i < s->n; i++) {
		r->rule.cost = r->costs->cost[i];
		st = add_at(&s->score[i], r, alone, whole, e);
	}
	free(alone);
	r->rule.cost = before;
	return st;
}

static int merge(void *a, void *reader, const void *other, const void *other_reader, struct err *e)
{
	struct sweep *s = a;
	const struct sweep *o = other;

	int st = reserve(s, reader, e);

	(void)other_reader; /* the agents are those of the table, or of the states */
	if (st)
		return st;
	for (size_t j = 0; j < o->agents; j++)
		s->barred[j] += o->barred[j];
	for (size_t i = 0; !st && i < s->n; i++) {
		struct sweep_score *x = &s->score[i];

		score_merge(&x->rows, &o->score[i].rows);
		if (x->draws.draws)
			score_draws_merge(&x->draws, &o->score[i].draws);
		st = paired_merge(&x->lost, &o->score[i].lost, e);
	}
	return st;
}

static int write_state(const void *a, const void *reader, struct state_out *o, struct err *e)
{
	const struct sweep *s = a;
	const struct names *agent = &((const struct rows *)reader)->score;
	int st = ST_OK;

	for (size_t j = 0; !st && j < s->agents; j++) {
		state_out_member(o, &agent->name[j]);
		st = state_write_count(o, "barred", 0, s->barred[j], e);
	}
	for (size_t i = 0; !st && i < s->n; i++) {
		state_out_number(o, i);
		st = score_write(&s->score[i].rows, agent, o, e);
		if (!st)
			st = score_draws_write(&s->score[i].draws, agent, o, e);
		if (!st)
			st = paired_write(&s->score[i].lost, agent, o, e);
	}
	return st;
}

static int read_score(struct sweep_score *x, size_t agent, struct state_item *i, bool *taken, struct err *e)
{
	*taken = score_read(&x->rows, agent, i) || score_draws_read(&x->draws, agent, i);
	return *taken ? ST_OK : paired_read(&x->lost, agent, x->draws.draws, i, taken, e);
}

static int read_state(void *a, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	struct sweep *s = a;
	struct rows *r = reader;
	size_t agent, number;
	int st = names_add(&r->score, i->member, i->member_length, &agent, e);

	if (!st)
		st = reserve(s, r, e);
	*taken = !st;
	if (!st && state_is(i, "barred"))
		state_add_count(i, &s->barred[agent]);
	else if (!st && (*taken = state_is_numbered(i, s->n, &number)))
		st = read_score(&s->score[number], agent, i, taken, e);
	return st;
}

static int check_state(const void *a, const void *reader, struct err *e)
{
	const struct sweep *s = a;
	bool sound = true;

	(void)reader;
	for (size_t i = 0; i < s->n; i++)
		sound &= score_is_sound(&s->score[i].rows);
	return sound ? ST_OK : err_set(e, ST_DATA, "the states contradict themselves: they are not of rows");
}

enum { COLUMNS = 10 };

/* Of the agents that all rows may ask the one that is best on the rows, a number in the scores; NAMES_NONE for none. */
static size_t best_constant(const struct sweep *s, const struct score *x)
{
	size_t best = NAMES_NONE;

	for (size_t k = 0; k < s->agents; k++) {
		double rate = score_rate(&x->alone[k]);

		if (k != TOGETHER && !s->barred[k] && !isnan(rate)
			&& (best == NAMES_NONE || rate > score_rate(&x->alone[best])))
			best = k;
	}
	return best;
}

/* What a row of the table is of. */
struct place {
	double cost;
	size_t constant;
};

static struct paired_total total(const struct score_rate *r)
{
	return (struct paired_total){tally_sum(&r->right), tally_sum(&r->scored)};
}

/* lost: with the constant, or with any agent where there is none. */
static struct regret regret_of(const struct place *p, const struct score *x, const struct sum lost[PAIRED_SUMS])
{
	bool any = p->constant != NAMES_NONE;
	const struct paired_total oracle = total(&x->oracle), system = total(&x->system),
				  constant = any ? total(&x->alone[p->constant]) : oracle;

	return paired_regret(&oracle, &system, any ? &constant : NULL, lost);
}

static void columns(
	const struct place *p, const struct score *x, const struct sum lost[PAIRED_SUMS], struct column c[COLUMNS])
{
	const struct regret regret = regret_of(p, x, lost);
	const struct column all[COLUMNS] = {
		{"c0", .value = p->cost},
		{"n", COLUMN_COUNT, .count = x->n},
		{"fraction_deferred", .value = score_share(x, TOGETHER), .interval = ""},
		{"n_unscored", COLUMN_COUNT, .count = x->n_unscored},
		{"system_accuracy", .value = score_rate(&x->system), .interval = ""},
		{"model_accuracy", .value = score_rate(&x->model), .interval = ""},
		{"expert_accuracy", .value = score_rate(&x->experts), .interval = ""},
		{"cost", .value = score_cost(x), .interval = ""},
		{"regret_oracle", .value = regret.oracle, .interval = ""},
		{"regret_constant", .value = regret.constant, .interval = ""},
	};

	memcpy(c, all, sizeof all);
}

/* The agent whose sums of lost rows count. */
static size_t compared(const struct place *p)
{
	return p->constant == NAMES_NONE ? 0 : p->constant;
}

/* The columns of every draw. */
static int draw(
	struct interval_columns *all, const struct place *p, struct sweep_score *x, size_t agents, struct err *e)
{
	struct score s = {0};
	struct sum lost[PAIRED_SUMS];
	struct column c[COLUMNS];
	int st = score_draws_end(&x->draws, e);

	if (!st)
		st = paired_end(&x->lost, e);
	if (!st)
		st = score_reserve(&s, agents, e);
	for (size_t b = 0; !st && b < all->draws; b++) {
		score_draws_get(&x->draws, b, &s);
		paired_get(&x->lost, compared(p), b, lost);
		columns(p, &s, lost, c);
		interval_columns_draw(all, c, b);
	}
	score_free(&s);
	return st;
}

/* The row of a cost, with intervals where they are asked for; of a header (head) they are empty. */
static int fill(struct sweep *s, size_t i, const struct rows *r, bool head, struct line *to, struct err *e)
{
	struct sweep_score *x = &s->score[i];
	const struct place p = {r->costs->cost[i], best_constant(s, &x->rows)};
	struct line l = {0};
	struct interval_columns all = {0};
	struct column c[COLUMNS];
	int st = ST_OK;

	columns(&p, &x->rows, paired_lost(&x->lost, compared(&p)), c);
	line_add_cells(x->draws.draws ? &l : to, c, COLUMNS);
	if (!x->draws.draws)
		return ST_OK;
	if (!head)
		st = interval_columns_init(&all, COLUMNS, r->interval->draws, e);
	if (!st && !head)
		st = draw(&all, &p, x, s->agents, e);
	if (!st)
		interval_columns_add(head ? NULL : &all, &l, r->interval->level, to);
	interval_columns_free(&all);
	line_free(&l);
	return st;
}

static int head(struct report *r, const struct report_options *opt, void *a, const void *reader, struct err *e)
{
	struct sweep *s = a;
	struct line l = {0};
	/* there is one cost at least */
	int st = fill(s, 0, reader, true, &l, e);

	if (!st)
		st = report_open_line(r, opt, &l, STDOUT_FILENO, e);
	line_free(&l);
	return st;
}

static int report(struct report *r, void *a, const void *reader, struct err *e)
{
	struct sweep *s = a;
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->n; i++) {
		struct line l = {0};

		st = fill(s, i, reader, false, &l, e);
		if (!st)
			st = report_line(r, &l, e);
		line_free(&l);
	}
	return st;
}

static const struct summary_kind sweep_summary = {
	.reader_size = sizeof(struct rows),
	.open = open_rows,
	.next = next_row,
	.cases = cases,
	.close = close_rows,
	.size = sizeof(struct sweep),
	.begin = begin,
	.add = add,
	.merge = merge,
	.free = free_sweep,
	.write = write_state,
	.read = read_state,
	.check = check_state,
	.head = head,
	.report = report,
};

int sweep_sign(struct buf *signature, const char *grid, const struct sweep_options *o,
	const struct table_options *table, struct err *e)
{
	int st = state_sign(signature, "sweep", grid, e);

	if (!st)
		st = threshold_sign(signature, o->rule, table, e);
	return st ? st : row_keys_sign(signature, o->interval, e);
}

int sweep_run(const char *grid, const struct sweep_options *o, const struct summary *s, const struct strings *files,
	struct err *e)
{
	struct sweep_costs costs;
	const struct sweep_options with = {o->rule, &costs, o->interval, s->options->partial};
	struct summary all = *s;
	int st = interval_check(o->interval, e);

	all.with = &with;
	if (!st)
		st = sweep_costs_read(&costs, grid, e);
	if (st)
		return st;
	st = summary_run(&sweep_summary, &all, files, e);
	sweep_costs_free(&costs);
	return st;
}
