/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/watch_tests.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"

static bool answers(const struct watch_input *in, size_t a)
{
	const struct cases *c = &in->d.c;

	if (in->decided && in->d.answer_column != NAMES_NONE)
		return true;
	return a ? c->answer_column[a - 1] != NAMES_NONE : c->prob.n > 0;
}

/* Whether the table has the columns of a test. */
static bool allows(const struct watch_input *in, enum watch_kind kind, size_t a)
{
	const struct cases *c = &in->d.c;

	switch (kind) {
	case WATCH_RISK:
		return !isnan(in->opt->risk);
	case WATCH_CALIBRATION:
		return answers(in, a) && (c->conf_column[a] != NAMES_NONE || (!a && c->prob.n));
	case WATCH_COVERAGE:
		return in->decided && c->nexpert;
	case WATCH_SCORE:
		return in->d.score_column != NAMES_NONE;
	case WATCH_ACCURACY:
		return answers(in, a);
	case WATCH_SILENT:
		return in->decided && a && !c->rejects && answers(in, a);
	case WATCH_SLOW:
		return in->decided && in->latency_column[a] != NAMES_NONE;
	case WATCH_KINDS:
		break;
	}
	return false;
}

/* Sets up every test that the table allows, of the kinds asked for; test NULL: none.  How many there are. */
static size_t each(const struct watch_input *in, const bool *asked, struct watch_test *test)
{
	size_t n = 0;

	for (enum watch_kind k = 0; k < WATCH_KINDS; k++)
		for (size_t a = 0; asked[k] && a < (watch_kind_of_agents(k) ? in->d.c.agent.n : 1); a++) {
			if (!allows(in, k, a))
				continue;
			if (test)
				watch_test_init(&test[n], k, a, in->opt->run_length);
			n++;
		}
	return n;
}

/* A word of --tests, which must have a test in this table. */
static int ask(const struct watch_input *in, const char *word, size_t n, bool *asked, struct err *e)
{
	bool one[WATCH_KINDS] = {0};
	size_t k = 0;

	while (watch_kind_name(k) && (strlen(watch_kind_name(k)) != n || memcmp(watch_kind_name(k), word, n) != 0))
		k++;
	if (!watch_kind_name(k))
		return err_set(e, ST_USAGE,
			"--tests: '%.*s' is none of risk, calibration, coverage, score, accuracy, silent, slow", (int)n,
			word);
	one[k] = true;
	if (k == WATCH_RISK && isnan(in->opt->risk))
		return err_set(e, ST_USAGE, "--tests: the test 'risk' needs --risk");
	if (!each(in, one, NULL))
		return err_at(
			e, ST_DATA, table_file(in->d.c.t), 1, 1, "no columns for the test '%s'", watch_kind_name(k));
	asked[k] = true;
	return ST_OK;
}

static int ask_all(const struct watch_input *in, bool *asked, struct err *e)
{
	const char *s = in->opt->tests;
	int st = ST_OK;

	for (size_t k = 0; k < WATCH_KINDS; k++)
		asked[k] = !s;
	for (size_t n; !st && s; s = s[n] ? s + n + 1 : NULL) {
		n = strcspn(s, ",");
		st = ask(in, s, n, asked, e);
	}
	return st;
}

static int name_test(const struct cases *c, const struct watch_test *t, struct names *names, struct err *e)
{
	bool of_agent = watch_kind_of_agents(t->kind);
	struct buf name = {0};
	size_t index;
	int st = buf_add_string(&name, watch_kind_name(t->kind), e);

	if (!st && of_agent)
		st = buf_add_char(&name, '_', e);
	if (!st && of_agent)
		st = buf_add(&name, c->agent.name[t->agent].s, c->agent.name[t->agent].n, e);
	if (!st)
		st = names_add(names, name.p, name.n, &index, e);
	buf_free(&name);
	return st;
}

int watch_tests_choose(const struct watch_input *in, struct alarms *alarms, struct names *names, struct err *e)
{
	const struct watch_options *o = in->opt;
	bool asked[WATCH_KINDS];
	size_t index;
	int st = ask_all(in, asked, e);

	if (!st)
		st = alarms_init(alarms, each(in, asked, NULL), e);
	if (!st)
		st = names_add(names, "all", 3, &index, e);
	if (st)
		return st;
	each(in, asked, alarms->test);
	for (size_t i = 0; !st && i < alarms->n; i++)
		st = name_test(&in->d.c, &alarms->test[i], names, e);
	alarms->risk = o->risk;
	alarms->run_length = o->run_length;
	alarms->enough = o->run_length ? (double)o->run_length : 1 / o->delta;
	return st;
}
