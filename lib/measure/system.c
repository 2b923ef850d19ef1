/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "inference/interval_columns.h"
#include "rank/scored_draws.h"
#include "table/classes.h"

int system_rows_open(struct system_rows *s, struct table *t, const struct system_options *opt, struct err *e)
{
	int st;

	s->interval = &opt->interval;
	s->grouped = opt->grouped;
	s->noisy = opt->decision.noise && label_noise_any(opt->decision.noise);
	if (!t)
		return ST_OK;
	st = decision_init(&s->decision, t, 0, false, &opt->decision, e);
	if (!st)
		st = row_keys_open(&s->keys, t, &opt->interval, false, opt->partial, e);
	if (!st && s->decision.c.prob.n)
		st = names_add_list(&s->label, s->decision.c.classes.name,
			s->decision.c.classes.n < SYSTEM_LABELS ? s->decision.c.classes.n : SYSTEM_LABELS, e);
	if (!st)
		st = names_add_list(&s->agent, s->decision.c.agent.name, s->decision.c.agent.n, e);
	if (st)
		return st;
	s->alone = mem_alloc(s->agent.n, sizeof *s->alone, e);
	return s->alone ? ST_OK : ST_SYSTEM;
}

int system_rows_next(struct system_rows *s, struct err *e)
{
	const struct cases *c = &s->decision.c;
	int st = decision_next(&s->decision, e);

	if (st)
		return st;
	for (size_t a = 0; a < c->agent.n; a++)
		s->alone[a] = cases_outcome(c, a);
	if (c->unmix)
		s->best = cases_best(c);
	return c->weight > 0 ? row_keys_next(&s->keys, e) : ST_OK;
}

void system_rows_free(struct system_rows *s)
{
	decision_free(&s->decision);
	names_free(&s->agent);
	names_free(&s->label);
	free(s->alone);
	*s = (struct system_rows){0};
}

/* The sums of a label in a draw. */
enum { SCORED, RIGHT, LABEL_SUMS };

int system_sums_fill(struct system_sums *x, const struct system_rows *s, struct err *e)
{
	int st = score_reserve(&x->score, s->agent.n, e);

	if (st || !(s->interval->level > 0))
		return st;
	for (size_t k = 0; !st && k < SYSTEM_LABELS && s->grouped; k++)
		if (!x->by_label[k].drawn.draws)
			st = draw_sums_init(
				&x->by_label[k].drawn, DRAW_WEIGHTS, 1, LABEL_SUMS, false, s->interval->draws, e);
	return st ? st : score_draws_reserve(&x->draws, s->agent.n, s->interval->draws, e);
}

void system_sums_free(struct system_sums *x)
{
	score_free(&x->score);
	scored_rows_free(&x->rows);
	score_draws_free(&x->draws);
	for (size_t k = 0; k < SYSTEM_LABELS; k++)
		draw_sums_free(&x->by_label[k].drawn);
}

/* The number of a label; NAMES_NONE where there are three others. */
static int find_label(struct system_rows *s, const char *name, size_t n, size_t *label, struct err *e)
{
	*label = names_find(&s->label, name, n);
	return *label != NAMES_NONE || s->label.n == SYSTEM_LABELS ? ST_OK : names_add(&s->label, name, n, label, e);
}

static int add_label(struct system_sums *x, struct system_rows *s, double system, struct err *e)
{
	const struct cases *c = &s->decision.c;
	const struct name *name = c->label == NAMES_NONE ? NULL : &c->classes.name[c->label];
	size_t label = NAMES_NONE;
	int st = name ? find_label(s, name->s, name->n, &label, e) : ST_OK;

	if (st || label == NAMES_NONE || isnan(system))
		return st;
	score_rate_add(&x->by_label[label].rate, system, c->weight);
	if (x->draws.draws)
		draw_sums_add(&x->by_label[label].drawn, 0, &(struct draw_row){.key = s->keys.row, .weight = c->weight},
			(const double[LABEL_SUMS]){[SCORED] = 1, [RIGHT] = system});
	return ST_OK;
}

int system_sums_add(struct system_sums *x, struct system_rows *s, struct err *e)
{
	const struct decision *r = &s->decision;
	const struct cases *c = &r->c;
	const struct score_row row = {.weight = c->weight,
		.agent = r->agent,
		.n = r->n,
		.system = r->outcome,
		.alone = s->alone,
		.best = c->unmix ? &s->best : NULL,
		.cost = r->cost};

	int st = s->grouped ? add_label(x, s, row.system, e) : ST_OK;

	if (st)
		return st;
	score_add(&x->score, &row);
	if (x->draws.draws)
		score_draws_add(&x->draws, &row, s->keys.row);
	if (isnan(r->model_outcome) || (isnan(r->score) && r->model == NAMES_NONE))
		return ST_OK;
	return scored_rows_add(&x->rows,
		&(struct scored_row){.score = isnan(r->score) ? 1 - c->p[r->model] : r->score,
			.weight = c->weight,
			.right = r->model_outcome,
			.answered = !isnan(r->help_outcome),
			.expert_right = r->help_outcome,
			.key = s->keys.row,
			.outcome_key = s->keys.row},
		e);
}

static int merge_labels(struct system_sums *x, struct system_rows *s, const struct system_sums *other,
	const struct system_rows *other_rows, struct err *e)
{
	int st = ST_OK;

	for (size_t k = 0; !st && k < other_rows->label.n; k++) {
		const struct name *name = &other_rows->label.name[k];
		size_t label;

		st = find_label(s, name->s, name->n, &label, e);
		if (st || label == NAMES_NONE)
			continue;
		score_rate_merge(&x->by_label[label].rate, &other->by_label[k].rate);
		if (s->grouped && x->draws.draws)
			draw_sums_merge(&x->by_label[label].drawn, &other->by_label[k].drawn);
	}
	return st;
}

int system_sums_merge(struct system_sums *x, struct system_rows *s, const struct system_sums *other,
	const struct system_rows *other_rows, struct err *e)
{
	int st = system_sums_fill(x, s, e);

	if (st)
		return st;
	score_merge(&x->score, &other->score);
	st = merge_labels(x, s, other, other_rows, e);
	if (st)
		return st;
	if (x->draws.draws)
		score_draws_merge(&x->draws, &other->draws);
	return scored_rows_merge(&x->rows, &other->rows, e);
}

/* Parts of the state that are of a class. */
static const char LABEL_PREFIX[] = "label_", LABEL_DRAWN[] = "label_drawn";

int system_sums_write(const struct system_sums *x, const struct system_rows *s, struct state_out *o, struct err *e)
{
	int st;

	if (s->agent.n)
		state_out_member(o, &s->agent.name[0]);
	st = score_write(&x->score, &s->agent, o, e);
	if (!st)
		st = score_draws_write(&x->draws, &s->agent, o, e);
	for (size_t k = 0; !st && k < s->label.n && s->grouped; k++) {
		state_out_member(o, &s->label.name[k]);
		st = score_rate_write(&x->by_label[k].rate, LABEL_PREFIX, o, e);
		if (!st && x->draws.draws)
			st = draw_sums_write(&x->by_label[k].drawn, LABEL_DRAWN, o, e);
	}
	state_out_member(o, &(struct name){0});
	return st ? st : scored_rows_write(&x->rows, o, e);
}

static int read_label(struct system_sums *x, struct system_rows *s, struct state_item *i, bool *taken, struct err *e)
{
	size_t label;
	int st = find_label(s, i->member, i->member_length, &label, e);

	if (!st)
		st = system_sums_fill(x, s, e);
	*taken = !st
		&& (label == NAMES_NONE || score_rate_read(&x->by_label[label].rate, LABEL_PREFIX, i)
			|| draw_sums_read(&x->by_label[label].drawn, LABEL_DRAWN, i));
	return st;
}

int system_sums_read(struct system_sums *x, struct system_rows *s, struct state_item *i, bool *taken, struct err *e)
{
	size_t agent;
	int st = scored_rows_read(&x->rows, i, taken, e);

	if (st || *taken)
		return st;
	if (s->grouped && i->part_length > strlen(LABEL_PREFIX) && !memcmp(i->part, LABEL_PREFIX, strlen(LABEL_PREFIX)))
		return read_label(x, s, i, taken, e);
	st = names_add(&s->agent, i->member, i->member_length, &agent, e);
	if (!st)
		st = system_sums_fill(x, s, e);
	*taken = !st && (score_read(&x->score, agent, i) || score_draws_read(&x->draws, agent, i));
	return st;
}

int system_sums_check(const struct system_sums *x, struct err *e)
{
	return score_is_sound(&x->score)
		? ST_OK
		: err_set(e, ST_DATA, "the states contradict themselves: they are not of rows");
}

void system_fairness_free(struct system_fairness *f)
{
	free(f->lo);
	free(f->hi);
	free(f->of_all);
	system_sums_free(&f->whole);
	f->lo = f->hi = f->of_all = NULL;
}

int system_fairness_foresee(
	struct system_fairness *f, const struct system_sums *x, const struct system_rows *s, struct err *e)
{
	int st = system_sums_fill(&f->whole, s, e);

	if (!st) {
		score_merge(&f->whole.score, &x->score);
		score_draws_merge(&f->whole.draws, &x->draws);
	}
	return st;
}

/* What was foreseen, as accuracies. */
static int know_all(struct system_fairness *f, const struct system_rows *s, struct err *e)
{
	struct score drawn = {0};
	int st = system_sums_fill(&f->whole, s, e);
	size_t draws = f->whole.draws.draws;

	if (!st && !(f->of_all = mem_alloc(1 + draws, sizeof *f->of_all, e)))
		st = ST_SYSTEM;
	if (!st && draws)
		st = score_draws_end(&f->whole.draws, e);
	if (!st)
		st = score_reserve(&drawn, s->agent.n, e);
	if (!st)
		f->of_all[0] = score_rate(&f->whole.score.system);
	for (size_t b = 0; !st && b < draws; b++) {
		score_draws_get(&f->whole.draws, b, &drawn);
		f->of_all[1 + b] = score_rate(&drawn.system);
	}
	score_free(&drawn);
	return st;
}

/* Finds the two classes, and makes room for the groups' rates. */
static int fairness_prepare(
	struct system_fairness *f, const struct system_sums *x, const struct system_rows *s, struct err *e)
{
	const size_t n = (1 + x->draws.draws) * SYSTEM_RATES;
	bool two = s->label.n == 2;
	int st = two || f->positive ? classes_positive(&s->label, f->positive, "--positive", &f->class[1], e) : ST_OK;

	f->class[0] = two ? 1 - f->class[1] : 0;
	f->by_class = two && !x->score.n_graded && !s->noisy;
	if (!st && !f->all && !f->of_all)
		st = know_all(f, s, e);
	if (st || f->lo)
		return st;
	f->lo = mem_alloc(n, sizeof *f->lo, e);
	f->hi = f->lo ? mem_alloc(n, sizeof *f->hi, e) : NULL;
	if (!f->hi)
		return ST_SYSTEM;
	for (size_t i = 0; i < n; i++)
		f->lo[i] = f->hi[i] = NAN;
	return ST_OK;
}

/* The rates of the rows or of a draw; label: those of the negative and of the positive class. */
static void fairness_rates(
	const struct system_fairness *f, const struct score *s, const struct score_rate *label, double *rate)
{
	rate[0] = 1 - score_coverage(s);
	rate[1] = score_rate(&s->system);
	rate[2] = f->by_class ? 1 - score_rate(&label[0]) : NAN;
	rate[3] = f->by_class ? 1 - score_rate(&label[1]) : NAN;
}

/* Widens a group's ends; infinite ones are of a draw without a rate that the rows have. */
static void widen(double *lo, double *hi, double x, bool missing)
{
	*lo = fmin(*lo, missing ? -INFINITY : x);
	*hi = fmax(*hi, missing ? INFINITY : x);
}

/* The columns of the rows (place 0) or of draw place - 1. */
static void fairness_columns(
	const struct system_fairness *f, size_t place, const double *rate, const double *of_rows, struct line *l)
{
	static const char *const name[SYSTEM_RATES] = {
		"deferral_rate", "system_accuracy", "false_positive_rate", "false_negative_rate"};
	double *lo = f->lo + place * SYSTEM_RATES, *hi = f->hi + place * SYSTEM_RATES;

	for (int k = 0; k < SYSTEM_RATES; k++) {
		if (k != 1) /* which stands among the other columns */
			line_add(l, name[k], NULL, 0, rate[k]);
		if (!f->all)
			widen(&lo[k], &hi[k], place ? rate[k] - of_rows[k] : rate[k],
				isnan(rate[k]) && !isnan(of_rows[k]));
	}
	for (int k = 0; k < SYSTEM_RATES; k++) {
		line_add(l, name[k], "gap", 3, f->all && isfinite(lo[k]) ? hi[k] - lo[k] : NAN);
		if (!l->failed)
			l->cell[l->name.n - 1].interval = INTERVAL_SIMULTANEOUS;
	}
	line_add(l, name[1], "excess", 6, f->all ? NAN : rate[1] - f->of_all[place]);
}

static void fairness_of_rows(const struct system_sums *x, const struct system_fairness *f, double *rate)
{
	const struct score_rate label[] = {x->by_label[f->class[0]].rate, x->by_label[f->class[1]].rate};

	fairness_rates(f, &x->score, label, rate);
}

static void fairness_of_draw(const struct system_sums *x, const struct system_fairness *f, const struct score *s,
	size_t b, const double *of_rows, struct line *l)
{
	struct score_rate label[2];
	double rate[SYSTEM_RATES];

	for (int k = 0; k < 2; k++) {
		const struct draw_sums *drawn = &x->by_label[f->class[k]].drawn;

		label[k].scored = (struct tally){0, draw_sums_get(drawn, 0, SCORED, b)};
		label[k].right = (struct tally){0, draw_sums_get(drawn, 0, RIGHT, b)};
	}
	fairness_rates(f, s, label, rate);
	fairness_columns(f, 1 + b, rate, of_rows, l);
}

/* How the columns are asked for. */
struct asked {
	const struct names *agent;
	enum areas_rule area;
	const struct system_fairness *fairness; /* NULL: none */
	double rate[SYSTEM_RATES];              /* of the rows */
};

/* The columns of every draw. */
static int draw(struct interval_columns *all, const struct system_sums *x, const struct asked *a, struct err *e)
{
	struct scored_draws rows;
	struct score s = {0};
	int st = scored_draws_init(&rows, &x->rows, e);

	if (!st)
		st = score_reserve(&s, a->agent->n, e);
	for (size_t b = 0; !st && b < all->draws; b++) {
		struct line l = {0};

		score_draws_get(&x->draws, b, &s);
		score_columns(&s, a->agent, &l);
		areas_sorted_columns(scored_draws_take(&rows, b), a->area, &l);
		if (a->fairness)
			fairness_of_draw(x, a->fairness, &s, b, a->rate, &l);
		st = l.failed ? err_memory(e) : ST_OK;
		if (!st)
			interval_columns_draw(all, l.cell, b);
		line_free(&l);
	}
	scored_draws_free(&rows);
	score_free(&s);
	return st;
}

static int add_intervals(struct system_sums *x, const struct interval_options *o, const struct asked *a,
	const struct line *l, struct line *to, struct err *e)
{
	struct interval_columns all;
	int st = score_draws_end(&x->draws, e);

	for (size_t k = 0; !st && a->fairness && k < SYSTEM_LABELS; k++)
		st = draw_sums_end(&x->by_label[k].drawn, e);
	if (st)
		return st;
	st = interval_columns_init(&all, l->name.n, o->draws, e);
	if (!st)
		st = draw(&all, x, a, e);
	if (!st)
		interval_columns_add(&all, l, o->level, to);
	interval_columns_free(&all);
	return st;
}

int system_sums_columns(struct system_sums *x, const struct system_rows *s, enum areas_rule area,
	struct system_fairness *f, struct line *l, struct err *e)
{
	struct asked a = {&s->agent, area, f, {0}};
	struct line without = {0}, *to;
	int st = system_sums_fill(x, s, e);

	if (!st && f)
		st = fairness_prepare(f, x, s, e);
	if (st)
		return st;
	x->rows.beyond &= !s->noisy;
	to = x->draws.draws ? &without : l;
	score_columns(&x->score, &s->agent, to);
	st = areas_columns(&x->rows, area, to, e);
	if (!st && f) {
		fairness_of_rows(x, f, a.rate);
		fairness_columns(f, 0, a.rate, a.rate, to);
	}
	if (!st && x->draws.draws)
		st = add_intervals(x, s->interval, &a, &without, l, e);
	line_free(&without);
	return st;
}
