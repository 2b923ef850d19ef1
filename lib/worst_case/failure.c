/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "worst_case/failure.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "csv/line.h"
#include "decide/best_agent.h"
#include "decide/known.h"
#include "measure/score.h"

/* What an expert does. */
struct failing {
	size_t n_right;            /* rows on which he is asked and right */
	struct tally answered;     /* weight of all that he answers */
	struct score_rate asked;   /* of the rows that he is asked about */
	struct score_rate instead; /* of these, what would come of them without him */
};

struct sums {
	size_t n, n_scored;
	double least, most; /* weight of a row; 0 without any */
	struct score_rate system;
	size_t experts;
	struct failing *of; /* [experts] */
	size_t cap;
};

struct reader {
	const struct failure_options *opt;
	struct decision d;
	struct names expert;
	double *conf; /* [nexpert] scratch */
};

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	struct reader *r = reader;
	struct cases *c = &r->d.c;
	int st;

	r->opt = with;
	if (!t)
		return ST_OK;
	st = decision_init(&r->d, t, 0, false, &r->opt->decision, e);
	if (!st && r->d.readings.most)
		st = err_at(e, ST_DATA, table_file(t), 1, 1,
			"column 'agent_1': rows have several readers, whose failures are not independent of each other");
	if (!st && (!c->nexpert || c->rejects))
		st = err_at(e, ST_DATA, table_file(t), 1, 1, "no experts: --experts says what happens when one fails");
	if (!st && r->d.agent_column == NAMES_NONE)
		st = table_absent(t, (const enum role[]){ROLE_AGENT}, 1, e);
	if (!st)
		st = names_add_list(&r->expert, c->agent.name + 1, c->nexpert, e);
	if (!st)
		st = failure_check(r->opt, &r->expert, e);
	if (!st)
		st = known_check_experts(c, r->opt->decision.cost > 0, NULL, e);
	if (!st && !(r->conf = mem_alloc(c->nexpert, sizeof *r->conf, e)))
		st = ST_SYSTEM;
	return st;
}

static int next_row(void *reader, struct err *e)
{
	return decision_next(&((struct reader *)reader)->d, e);
}

static struct cases *cases(void *reader)
{
	return &((struct reader *)reader)->d.c;
}

static void close_rows(void *reader)
{
	struct reader *r = reader;

	decision_free(&r->d);
	names_free(&r->expert);
	free(r->conf);
}

static int reserve(void *a, const void *reader, struct err *e)
{
	struct sums *s = a;
	size_t n = ((const struct reader *)reader)->expert.n;
	int st = array_reserve(&s->of, &s->cap, n, sizeof *s->of, e);

	for (; !st && s->experts < n; s->experts++)
		s->of[s->experts] = (struct failing){0};
	return st;
}

/* Who answers when expert j, whose row it is, does not. */
static size_t stand_in(struct reader *r, size_t j)
{
	const struct cases *c = &r->d.c;
	bool any = false;
	size_t best;

	for (size_t k = 0; k < c->nexpert; k++) {
		double conf = r->d.any_conf ? c->conf[1 + k] : 1;
		bool may = k != j && c->available[1 + k] && c->answer[k] != NAMES_NONE;

		r->conf[k] = may ? (isnan(conf) ? 0 : conf) : NAN;
		any = any || may;
	}
	if (!r->opt->silent || !any)
		return 0;
	best = agent_best(r->conf, c->cost + 1, c->nexpert);
	return 1 + best;
}

static void widen(struct sums *s, double least, double most)
{
	s->least = s->most > 0 ? fmin(s->least, least) : least;
	s->most = fmax(s->most, most);
}

static int add(void *a, void *reader, struct err *e)
{
	struct sums *s = a;
	struct reader *r = reader;
	const struct cases *c = &r->d.c;
	double right = r->d.outcome, w = c->weight;
	struct failing *f;

	(void)e;
	s->n++;
	s->n_scored += !isnan(right);
	widen(s, w, w);
	score_rate_add(&s->system, right, w);
	for (size_t j = 0; j < c->nexpert; j++)
		if (!isnan(cases_outcome(c, 1 + j)))
			tally_add(&s->of[j].answered, w);
	if (!r->d.one)
		return ST_OK;
	f = &s->of[r->d.one - 1];
	f->n_right += right == 1;
	score_rate_add(&f->asked, right, w);
	score_rate_add(&f->instead, cases_outcome(c, stand_in(r, r->d.one - 1)), w);
	return ST_OK;
}

static int merge(void *a, void *reader, const void *other, const void *other_reader, struct err *e)
{
	struct sums *s = a;
	const struct sums *o = other;
	struct reader *r = reader;
	const struct reader *from = other_reader;
	int st = names_add_list(&r->expert, from->expert.name, from->expert.n, e);

	if (!st)
		st = reserve(s, r, e);
	if (st)
		return st;
	s->n += o->n;
	s->n_scored += o->n_scored;
	if (o->most > 0)
		widen(s, o->least, o->most);
	score_rate_merge(&s->system, &o->system);
	for (size_t k = 0; k < o->experts; k++) {
		const struct name *name = &from->expert.name[k];
		struct failing *f = &s->of[names_find(&r->expert, name->s, name->n)];

		f->n_right += o->of[k].n_right;
		tally_merge(&f->answered, &o->of[k].answered);
		score_rate_merge(&f->asked, &o->of[k].asked);
		score_rate_merge(&f->instead, &o->of[k].instead);
	}
	return ST_OK;
}

static void free_sums(void *a)
{
	struct sums *s = a;

	free(s->of);
	*s = (struct sums){0};
}

static int write_state(const void *a, const void *reader, struct state_out *o, struct err *e)
{
	const struct sums *s = a;
	const struct reader *r = reader;
	int st = ST_OK;

	for (size_t j = 0; !st && j < s->experts; j++) {
		const struct failing *f = &s->of[j];

		state_out_member(o, &r->expert.name[j]);
		st = state_write_count(o, "n_right", 0, f->n_right, e);
		if (!st)
			st = state_write_tally(o, "answered", 0, &f->answered, e);
		if (!st)
			st = score_rate_write(&f->asked, "asked_", o, e);
		if (!st)
			st = score_rate_write(&f->instead, "instead_", o, e);
	}
	state_out_member(o, &(struct name){0});
	if (!st)
		st = state_write_count(o, "n", 0, s->n, e);
	if (!st)
		st = state_write_count(o, "n_scored", 0, s->n_scored, e);
	if (!st)
		st = state_write_numbers(o, "weights", 0, (const double[]){s->least, s->most}, 2, e);
	return st ? st : score_rate_write(&s->system, "system_", o, e);
}

static bool read_all(struct sums *s, struct state_item *i)
{
	double weights[2];

	if (state_is(i, "n"))
		state_add_count(i, &s->n);
	else if (state_is(i, "n_scored"))
		state_add_count(i, &s->n_scored);
	else if (state_is(i, "weights")) {
		state_numbers(i, weights, 2);
		if (!i->wrong && weights[1] > 0)
			widen(s, weights[0], weights[1]);
	} else
		return score_rate_read(&s->system, "system_", i);
	return true;
}

static int read_state(void *a, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	struct sums *s = a;
	struct reader *r = reader;
	struct failing *f;
	size_t j;
	int st;

	*taken = !i->member_length && read_all(s, i);
	if (*taken || !i->member_length)
		return ST_OK;
	st = names_add(&r->expert, i->member, i->member_length, &j, e);
	if (!st)
		st = reserve(s, r, e);
	if (st)
		return st;
	f = &s->of[j];
	*taken = true;
	if (state_is(i, "n_right"))
		state_add_count(i, &f->n_right);
	else if (state_is(i, "answered"))
		state_add_amount(i, &f->answered.rest);
	else
		*taken = score_rate_read(&f->asked, "asked_", i) || score_rate_read(&f->instead, "instead_", i);
	return ST_OK;
}

static bool rate_is_sound(const struct score_rate *r)
{
	struct sum scored = tally_sum(&r->scored), right = tally_sum(&r->right), none = {0};

	return sum_compare(&none, &right) <= 0 && sum_compare(&right, &scored) <= 0;
}

static int check_state(const void *a, const void *reader, struct err *e)
{
	const struct sums *s = a;
	bool sound = rate_is_sound(&s->system) && s->n_scored <= s->n && s->least <= s->most;

	(void)reader;
	for (size_t j = 0; sound && j < s->experts; j++)
		sound = rate_is_sound(&s->of[j].asked) && rate_is_sound(&s->of[j].instead)
			&& s->of[j].n_right <= s->n_scored;
	return sound ? ST_OK : err_set(e, ST_DATA, "the states contradict themselves: they are not of rows");
}

enum { COLUMNS = 8 };

/* A failure of one expert, or (NULL) of all or the worst; weakest: whose loss is largest. */
static int write_row(struct report *r, const struct sums *s, const char *failure, double at, const struct name *expert,
	double worst, const struct name *weakest, struct err *e)
{
	double clean = score_rate(&s->system);
	const struct column c[COLUMNS] = {{"failure", COLUMN_WORD, .word = failure}, {"at", .value = at},
		{"expert", COLUMN_TEXT, .text = expert}, {"n", COLUMN_COUNT, .count = s->n},
		{"system_accuracy", .value = clean}, {"worst_accuracy", .value = worst},
		{"loss", .value = clean - worst}, {"weakest", COLUMN_TEXT, .text = weakest}};

	return report_columns(r, c, COLUMNS, e);
}

static int head(struct report *r, const struct report_options *opt, void *a, const void *reader, struct err *e)
{
	const struct column c[COLUMNS] = {{"failure", COLUMN_WORD}, {"at"}, {"expert", COLUMN_TEXT},
		{"n", COLUMN_COUNT}, {"system_accuracy"}, {"worst_accuracy"}, {"loss"}, {"weakest", COLUMN_TEXT}};

	(void)a;
	(void)reader;
	return report_open_columns(r, opt, c, COLUMNS, STDOUT_FILENO, e);
}

/* What expert j's failure leaves. */
typedef double left_by(const struct sums *s, const struct failure_options *o, size_t j, double at);

static double lost_by_rise(const struct sums *s, const struct failure_options *o, size_t j, double at)
{
	const struct failing *f = &s->of[j];

	return fmin(at * tally_value(o->over ? &f->answered : &f->asked.scored), tally_value(&f->asked.right));
}

static double left_by_rise(const struct sums *s, const struct failure_options *o, size_t j, double at)
{
	return (tally_value(&s->system.right) - lost_by_rise(s, o, j, at)) / tally_value(&s->system.scored);
}

static double left_by_corruption(const struct sums *s, const struct failure_options *o, size_t j, double at)
{
	(void)o;
	return (tally_value(&s->system.right) - s->most * fmin(at, (double)s->of[j].n_right))
		/ tally_value(&s->system.scored);
}

static double left_by_silence(const struct sums *s, const struct failure_options *o, size_t j, double at)
{
	const struct failing *f = &s->of[j];

	(void)o;
	(void)at;
	return (tally_value(&s->system.right) - tally_value(&f->asked.right) + tally_value(&f->instead.right))
		/ (tally_value(&s->system.scored) - tally_value(&f->asked.scored) + tally_value(&f->instead.scored));
}

/* A row an expert, and one of the worst, or of all. */
static int write_failure(struct report *r, const struct sums *s, const struct reader *in, const char *failure,
	left_by *left, double at, struct err *e)
{
	double clean = score_rate(&s->system), worst = clean, all = tally_value(&s->system.right);
	const struct name *weakest = NULL;
	int st = ST_OK;

	for (size_t j = 0; !st && j < s->experts; j++) {
		double by = left == left_by_rise ? failure_rise(in->opt, &in->expert.name[j], at) : at,
		       accuracy = left(s, in->opt, j, by);

		if (accuracy < worst) {
			worst = accuracy;
			weakest = &in->expert.name[j];
		}
		all -= left == left_by_rise ? lost_by_rise(s, in->opt, j, by) : 0;
		st = write_row(r, s, failure, by, &in->expert.name[j], accuracy, NULL, e);
	}
	if (left == left_by_rise)
		worst = all / tally_value(&s->system.scored);
	return st ? st : write_row(r, s, failure, at, NULL, worst, weakest, e);
}

static int report(struct report *r, void *a, const void *reader, struct err *e)
{
	struct sums *s = a;
	const struct reader *in = reader;
	const struct failure_options *o = in->opt;
	int st = reserve(s, in, e);

	if (!st)
		st = failure_check(o, &in->expert, e);
	if (!st && o->corrupt && s->least < s->most)
		st = err_set(e, ST_DATA,
			"--corrupt counts answers: it needs rows of equal weight, or of weight 0, which are left out");
	for (size_t i = 0; !st && i < o->rises; i++)
		st = write_failure(r, s, in, "rise", left_by_rise, o->rise[i], e);
	if (!st && o->each.name.n)
		st = write_failure(r, s, in, "rise", left_by_rise, NAN, e);
	if (!st && o->corrupt)
		st = write_failure(r, s, in, "corrupt", left_by_corruption, (double)o->corrupt, e);
	return st ? st : write_failure(r, s, in, "silent", left_by_silence, NAN, e);
}

const struct summary_kind failure_summary = {sizeof(struct reader), open_rows, next_row, cases, close_rows,
	sizeof(struct sums), reserve, add, merge, free_sums, write_state, read_state, check_state, head, report};
