/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What l2d-watch tests of a stream of decisions, each test an e-process (watch/evidence.h) of its own hypothesis:
 *
 *   risk         a decision is wrong with probability A at most.  Payoff (wrong - A) / A.
 *   calibration  agent a is right with probability conf_a.  Payoffs +-d and +-d (2 conf_a - 1), d = right - conf_a: too sure or
 *                too unsure, everywhere or at the ends.
 *   coverage     whether the model keeps a row comes in exchangeable order (watch/ranks.h); bets on more and on fewer
 *   score        so do the scores; bets on higher, lower, wider, narrower ones
 *   accuracy     so does whether agent a is right, where it answered; bets on more and on fewer
 *   silent       so does whether expert a, asked, gives no answer; bets on more
 *   slow         so does the latency of agent a, asked; bets on longer
 *
 * With ranks r: of binary numbers, [r < c] is 1 with probability c, an estimate from before the row, so that bets lose
 * nothing against betting on the number; of others r and |2 r - 1| have the mean 1/2.
 *
 * The mean E of all tests is an e-process of all hypotheses together: the alarm `all` is that it reaches 1 / delta; a test's own
 * alarm is that its part of the mean, E_i / tests, does.  So all alarms together are false with probability delta at most.
 */
#ifndef L2D_WATCH_TEST_H
#define L2D_WATCH_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch/evidence.h"
#include "watch/ranks.h"

enum watch_kind {
	WATCH_RISK,
	WATCH_CALIBRATION,
	WATCH_COVERAGE,
	WATCH_SCORE,
	WATCH_ACCURACY,
	WATCH_SILENT,
	WATCH_SLOW,
	WATCH_KINDS
};

/* "risk" for WATCH_RISK; NULL after the last. */
const char *watch_kind_name(size_t kind);
/* Whether there is one such test for every agent. */
bool watch_kind_of_agents(enum watch_kind kind);

/* What a row says of one agent. */
struct watch_agent {
	double right;   /* 1, 0, NaN where the answer or the label is missing */
	double conf;    /* NaN: none */
	bool asked;     /* it decided, alone or with others */
	bool silent;    /* and gave no answer */
	double latency; /* NaN: none */
};

struct watch_row {
	uint64_t key;                    /* a hash of the seed and the row's id: breaks ties */
	double wrong;                    /* the decision: 1, 0, NaN where it is not known */
	bool kept;                       /* the model alone decided */
	double score;                    /* NaN: none */
	const struct watch_agent *agent; /* 0 the model, 1 + j expert j */
};

struct watch_test {
	enum watch_kind kind;
	size_t agent;
	struct evidence evidence;
	struct ranks ranks;
	size_t alarm; /* the row of its alarm, from 1; 0: none */
};

void watch_test_init(struct watch_test *t, enum watch_kind kind, size_t agent, bool run_length);

/* Takes the row, if it says something of the test's hypothesis.  risk: A. */
void watch_test_add(struct watch_test *t, const struct watch_row *r, double risk);

#endif
