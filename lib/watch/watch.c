/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/watch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "watch/watch_tests.h"

int watch_init(struct watch *w, struct table *t, const struct watch_options *opt, struct err *e)
{
	int st = watch_input_init(&w->in, t, opt, e);

	if (!st)
		st = watch_tests_choose(&w->in, &w->alarms, &w->test, e);
	if (st)
		return st;
	mean_sequence_init(&w->right, opt->delta);
	w->window.raised = mem_alloc(w->test.n, sizeof *w->window.raised, e);
	return w->window.raised ? watch_next_window(w, e) : ST_SYSTEM;
}

void watch_free(struct watch *w)
{
	watch_input_free(&w->in);
	alarms_free(&w->alarms);
	names_free(&w->test);
	score_free(&w->window.score);
	free(w->window.raised);
	*w = (struct watch){0};
}

int watch_next_window(struct watch *w, struct err *e)
{
	bool *raised = w->window.raised;

	score_free(&w->window.score);
	w->window = (struct window){.raised = raised};
	memset(raised, 0, w->test.n * sizeof *raised);
	return score_reserve(&w->window.score, w->in.d.c.agent.n, e);
}

static void add_to_window(struct watch *w)
{
	const struct decision *d = &w->in.d;
	const struct watch_agent *a = &w->in.agent[d->agent[0]];
	struct window *s = &w->window;

	score_add(&s->score,
		&(struct score_row){.weight = 1,
			.agent = d->agent,
			.n = d->n,
			.system = w->in.system,
			.alone = w->in.alone,
			.cost = d->cost});
	s->last = w->in.arrival;
	for (size_t i = 0; i < w->test.n; i++)
		s->raised[i] |= w->alarms.fresh[i] > 0;
	if (d->n > 1 || isnan(a->conf) || isnan(a->right))
		return;
	tally_add(&s->scored, 1);
	sum_add(&s->conf, a->conf);
	sum_add(&s->right, a->right);
}

int watch_next(struct watch *w, struct err *e)
{
	return watch_input_next(&w->in, e);
}

bool watch_is_later(const struct watch *w)
{
	double length = w->in.opt->period.x;

	return length > 0 && w->window.score.n
		&& floor(w->in.arrival.now.x / length) > floor(w->window.last.now.x / length);
}

void watch_take(struct watch *w)
{
	alarms_add(&w->alarms, &w->in.row);
	if (!isnan(w->in.row.wrong))
		mean_sequence_add(&w->right, 1 - w->in.row.wrong);
	add_to_window(w);
}
