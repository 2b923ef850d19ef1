/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/watch_state.h"

#include <math.h>
#include <string.h>

int watch_sign(const struct watch *w, size_t window, struct buf *signature, struct err *e)
{
	const struct watch_options *o = w->in.opt;
	int st = state_sign(signature, "l2d-watch", NULL, e);

	if (!st)
		st = state_sign_number(signature, "window", (double)window, e);
	if (!st && o->period.x > 0)
		st = state_sign_number(signature, "period", o->period.x, e);
	if (!st)
		st = state_sign_number(signature, "risk", o->risk, e);
	if (!st)
		st = state_sign_number(signature, "delta", o->delta, e);
	if (!st && o->run_length)
		st = state_sign_number(signature, "run-length", (double)o->run_length, e);
	if (!st)
		st = state_sign_number(signature, "seed", (double)o->seed, e);
	if (!st)
		st = state_sign(signature, "renormalize", o->decision.renormalize ? "yes" : NULL, e);
	for (size_t i = 1; !st && i < w->test.n; i++)
		st = state_sign(signature, "test", w->test.name[i].s, e);
	return st;
}

/* Of a test: whole numbers first. */
enum { ALARM, PAYOFFS, CAPITAL, EVIDENCE_NUMBERS = CAPITAL + EVIDENCE_SIDES * EVIDENCE_SHARES };
enum { FIRST, RANKED, COUNTS, RANKS_NUMBERS = COUNTS + RANKS_CELLS };

static int write_test(const struct watch_test *t, struct state_out *o, struct err *e)
{
	double evidence[EVIDENCE_NUMBERS] = {[ALARM] = (double)t->alarm, [PAYOFFS] = (double)t->evidence.n};
	double ranks[RANKS_NUMBERS] = {[FIRST] = (double)t->ranks.first, [RANKED] = (double)t->ranks.n};
	int st;

	memcpy(evidence + CAPITAL, t->evidence.capital, sizeof t->evidence.capital);
	memcpy(ranks + COUNTS, t->ranks.count, sizeof t->ranks.count);
	st = state_write_numbers(o, "evidence", 0, evidence, EVIDENCE_NUMBERS, e);
	if (!st && (t->ranks.n || t->ranks.first))
		st = state_write_numbers(o, "ranks", 0, ranks, RANKS_NUMBERS, e);
	return st || !t->ranks.first ? st : state_write_numbers(o, "first", 0, t->ranks.value, RANKS_FIRST, e);
}

static int write_window(const struct watch *w, struct state_out *o, struct err *e)
{
	const struct window *s = &w->window;
	int st = score_write(&s->score, &w->in.d.c.agent, o, e);

	state_out_member(o, &(struct name){0});
	if (!st)
		st = state_write_tally(o, "conf_scored", 0, &s->scored, e);
	if (!st)
		st = state_write_sum(o, "conf", 0, &s->conf, e);
	if (!st)
		st = state_write_sum(o, "conf_right", 0, &s->right, e);
	for (size_t i = 0; !st && i < w->test.n; i++)
		if (s->raised[i])
			st = state_write_count(o, "raised", (double)i, 1, e);
	return st;
}

enum { ROWS, ALL, RAISED, WEIGHT, STREAM_NUMBERS };
enum { MEAN_N, MEAN_SUM, MEAN_SQUARES, MEAN_LO, MEAN_HI, MEAN_NUMBERS };

/* The member is the cell. */
static int write_arrival(const struct arrival *a, struct state_out *o, struct err *e)
{
	struct name cell = {(char *)a->cell, strlen(a->cell)};
	double x[ARRIVAL_NUMBERS];
	int st;

	arrival_numbers(a, x);
	state_out_member(o, &cell);
	st = state_write_numbers(o, "arrival", 0, x, ARRIVAL_NUMBERS, e);
	state_out_member(o, &(struct name){0});
	return st;
}

static int write_all(const void *arg, struct state_out *o, struct err *e)
{
	const struct watch *w = arg;
	const struct alarms *a = &w->alarms;
	const struct mean_sequence *m = &w->right;
	const double stream[] = {(double)a->rows, (double)a->all, (double)a->raised, w->in.weight};
	const double mean[] = {(double)m->n, m->sum, m->squares, m->lo, m->hi};
	int st = state_write_numbers(o, "stream", 0, stream, STREAM_NUMBERS, e);

	if (!st)
		st = write_arrival(&w->in.arrival, o, e);
	if (!st)
		st = state_write_numbers(o, "sequence", 0, mean, MEAN_NUMBERS, e);
	if (!st)
		st = state_write_numbers(o, "above", 0, m->above, MEAN_SEQUENCE_GRID, e);
	if (!st)
		st = state_write_numbers(o, "below", 0, m->below, MEAN_SEQUENCE_GRID, e);
	for (size_t i = 0; !st && i < a->n; i++) {
		state_out_member(o, &w->test.name[1 + i]);
		st = write_test(&a->test[i], o, e);
	}
	return st ? st : write_window(w, o, e);
}

/* The item's numbers, which are not below 0, the first `whole` of them counts. */
static bool take_numbers(struct state_item *i, double *x, size_t n, size_t whole)
{
	state_numbers(i, x, n);
	for (size_t k = 0; !i->wrong && k < n; k++)
		if (!(x[k] >= 0) || (k < whole && (x[k] != floor(x[k]) || x[k] > 0x1p53)))
			i->wrong = "no such numbers";
	return !i->wrong;
}

static void take_test(struct watch_test *t, struct state_item *i)
{
	double evidence[EVIDENCE_NUMBERS], ranks[RANKS_NUMBERS];

	if (state_is(i, "evidence") && take_numbers(i, evidence, EVIDENCE_NUMBERS, CAPITAL)) {
		t->alarm = (size_t)evidence[ALARM];
		t->evidence.n = (size_t)evidence[PAYOFFS];
		memcpy(t->evidence.capital, evidence + CAPITAL, sizeof t->evidence.capital);
	} else if (state_is(i, "ranks") && take_numbers(i, ranks, RANKS_NUMBERS, RANKS_NUMBERS)) {
		if (ranks[FIRST] > RANKS_FIRST)
			i->wrong = "no such numbers";
		t->ranks.first = (size_t)fmin(ranks[FIRST], RANKS_FIRST);
		t->ranks.n = (size_t)ranks[RANKED];
		memcpy(t->ranks.count, ranks + COUNTS, sizeof t->ranks.count);
	} else if (state_is(i, "first")) {
		state_numbers(i, t->ranks.value, RANKS_FIRST);
	}
}

static void take_stream(struct watch *w, struct state_item *i)
{
	double x[STREAM_NUMBERS];

	if (!take_numbers(i, x, STREAM_NUMBERS, WEIGHT))
		return;
	w->alarms.rows = w->in.rows = (size_t)x[ROWS];
	w->alarms.all = (size_t)x[ALL];
	w->alarms.raised = (size_t)x[RAISED];
	w->in.weight = x[WEIGHT];
}

static void take_arrival(struct watch *w, struct state_item *i)
{
	struct arrival *a = &w->in.arrival;
	double x[ARRIVAL_NUMBERS];

	state_numbers(i, x, ARRIVAL_NUMBERS);
	if (!i->wrong && (!arrival_take(a, x) || i->member_length >= sizeof a->cell))
		i->wrong = "no such numbers";
	if (i->wrong)
		return;
	memcpy(a->cell, i->member, i->member_length);
	a->cell[i->member_length] = '\0';
	w->window.last = *a;
}

static void take_right(struct mean_sequence *m, struct state_item *i)
{
	double x[MEAN_NUMBERS];

	if (!take_numbers(i, x, MEAN_NUMBERS, 1))
		return;
	m->n = (size_t)x[MEAN_N];
	m->sum = x[MEAN_SUM];
	m->squares = x[MEAN_SQUARES];
	m->lo = x[MEAN_LO];
	m->hi = x[MEAN_HI];
}

/* Parts of the window that is under way. */
static bool take_window(struct watch *w, struct state_item *i)
{
	size_t agent = names_find(&w->in.d.c.agent, i->member, i->member_length), count = 0;
	struct window *s = &w->window;

	if (state_is(i, "conf_scored"))
		state_add_amount(i, &s->scored.rest);
	else if (state_is(i, "conf"))
		state_add_amount(i, &s->conf);
	else if (state_is(i, "conf_right"))
		state_add_amount(i, &s->right);
	else if (state_is(i, "raised") && state_index(i, w->test.n) < w->test.n) {
		state_add_count(i, &count);
		s->raised[state_index(i, w->test.n)] = count;
	} else
		return score_read(&s->score, agent == NAMES_NONE ? 0 : agent, i);
	return true;
}

static int take_item(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct watch *w = arg;
	size_t test = names_find(&w->test, i->member, i->member_length);

	(void)e;
	*taken = true;
	if (state_is(i, "stream"))
		take_stream(w, i);
	else if (state_is(i, "arrival"))
		take_arrival(w, i);
	else if (state_is(i, "sequence"))
		take_right(&w->right, i);
	else if (state_is(i, "above"))
		take_numbers(i, w->right.above, MEAN_SEQUENCE_GRID, 0);
	else if (state_is(i, "below"))
		take_numbers(i, w->right.below, MEAN_SEQUENCE_GRID, 0);
	else if ((state_is(i, "evidence") || state_is(i, "ranks") || state_is(i, "first")) && test != NAMES_NONE
		&& test)
		take_test(&w->alarms.test[test - 1], i);
	else
		*taken = take_window(w, i);
	return ST_OK;
}

int watch_read(struct watch *w, const char *path, const char *signature, struct err *e)
{
	int st = state_file_read(path, signature, take_item, w, e);

	return !st && !score_is_sound(&w->window.score)
		? err_set(e, ST_DATA, "%.400s: the state contradicts itself: it is not of rows", path)
		: st;
}

int watch_write(const struct watch *w, const char *path, const char *signature, struct err *e)
{
	return state_file_write(path, signature, write_all, w, e);
}
