/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/watch_test.h"

#include <math.h>

#include "base/hash.h"

/* The payoffs of a row; false where it says nothing of the hypothesis. */
typedef bool payoff_fn(struct watch_test *t, const struct watch_row *r, double risk, double *payoff);

/* A rank's random number: no two tests share one. */
static double rank(struct watch_test *t, const struct watch_row *r, double x)
{
	return ranks_next(&t->ranks, x, hash_unit(hash_mix(r->key ^ hash_mix((uint64_t)t->kind << 32 | t->agent))));
}

/* Payoffs on more ones, and with two sides on fewer. */
static bool bet_on_ones(struct watch_test *t, const struct watch_row *r, double one, double *payoff)
{
	double c = ranks_of_zero(&t->ranks), zero = rank(t, r, one) < c;

	payoff[0] = (1 - zero - (1 - c)) / (1 - c);
	payoff[1] = (zero - c) / c;
	return true;
}

static bool pay_risk(struct watch_test *t, const struct watch_row *r, double risk, double *payoff)
{
	(void)t;
	payoff[0] = (r->wrong - risk) / risk;
	return !isnan(r->wrong);
}

static bool pay_calibration(struct watch_test *t, const struct watch_row *r, double risk, double *payoff)
{
	const struct watch_agent *a = &r->agent[t->agent];
	double d = a->right - a->conf, end = d * (2 * a->conf - 1);

	(void)risk;
	payoff[0] = d;
	payoff[1] = -d;
	payoff[2] = end;
	payoff[3] = -end;
	return !isnan(d);
}

static bool pay_coverage(struct watch_test *t, const struct watch_row *r, double risk, double *payoff)
{
	(void)risk;
	return bet_on_ones(t, r, r->kept, payoff);
}

static bool pay_score(struct watch_test *t, const struct watch_row *r, double risk, double *payoff)
{
	double at;

	(void)risk;
	if (isnan(r->score) || isnan(at = 2 * rank(t, r, r->score) - 1))
		return false;
	payoff[0] = at;
	payoff[1] = -at;
	payoff[2] = 2 * fabs(at) - 1;
	payoff[3] = 1 - 2 * fabs(at);
	return true;
}

static bool pay_accuracy(struct watch_test *t, const struct watch_row *r, double risk, double *payoff)
{
	double right = r->agent[t->agent].right;

	(void)risk;
	return !isnan(right) && bet_on_ones(t, r, right, payoff);
}

static bool pay_silent(struct watch_test *t, const struct watch_row *r, double risk, double *payoff)
{
	const struct watch_agent *a = &r->agent[t->agent];

	(void)risk;
	return a->asked && bet_on_ones(t, r, a->silent, payoff);
}

static bool pay_slow(struct watch_test *t, const struct watch_row *r, double risk, double *payoff)
{
	const struct watch_agent *a = &r->agent[t->agent];

	(void)risk;
	if (!a->asked || isnan(a->latency))
		return false;
	payoff[0] = 2 * rank(t, r, a->latency) - 1;
	return !isnan(payoff[0]);
}

static const struct {
	const char *name;
	bool of_agents, binary;
	size_t sides;
	payoff_fn *payoff;
} kinds[WATCH_KINDS] = {
	[WATCH_RISK] = {"risk", false, false, 1, pay_risk},
	[WATCH_CALIBRATION] = {"calibration", true, false, 4, pay_calibration},
	[WATCH_COVERAGE] = {"coverage", false, true, 2, pay_coverage},
	[WATCH_SCORE] = {"score", false, false, 4, pay_score},
	[WATCH_ACCURACY] = {"accuracy", true, true, 2, pay_accuracy},
	[WATCH_SILENT] = {"silent", true, true, 1, pay_silent},
	[WATCH_SLOW] = {"slow", true, false, 1, pay_slow},
};

const char *watch_kind_name(size_t kind)
{
	return kind < WATCH_KINDS ? kinds[kind].name : NULL;
}

bool watch_kind_of_agents(enum watch_kind kind)
{
	return kinds[kind].of_agents;
}

void watch_test_init(struct watch_test *t, enum watch_kind kind, size_t agent, bool run_length)
{
	*t = (struct watch_test){.kind = kind, .agent = agent};
	t->evidence = (struct evidence){.sides = kinds[kind].sides, .run_length = run_length};
	t->ranks.binary = kinds[kind].binary;
}

void watch_test_add(struct watch_test *t, const struct watch_row *r, double risk)
{
	double payoff[EVIDENCE_SIDES] = {0};

	if (kinds[t->kind].payoff(t, r, risk, payoff))
		evidence_add(&t->evidence, payoff);
}
