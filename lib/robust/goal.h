/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What an attacker of a head may want, as conditions on its logits z = (f, d).
 *
 * The system: the model answers the class of the largest f, the first of equals, unless an expert's d is above a limit: the largest f plus
 * the threshold T, or T itself where d is a rejector against 0; then the expert of the largest d answers.  What happens is one of L + J
 * outcomes: the model answers class k, or expert j answers.  Every outcome is a set of conditions z_up - z_down >= need that hold
 * together, and a goal is reached where one of its outcomes is:
 *
 *   answer      the model's class is another one (whoever answers)
 *   route       somebody else answers
 *   route:NAME  NAME answers
 *   keep        the model answers
 *   error       the answer is wrong
 *   cost        somebody answers who costs more
 *
 * Ties do not matter: a distance is the limit of changes that are a little longer.
 */
#ifndef L2D_GOAL_H
#define L2D_GOAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"

enum goal_kind { GOAL_ANSWER, GOAL_ROUTE, GOAL_TO, GOAL_KEEP, GOAL_ERROR, GOAL_COST };

struct goal {
	enum goal_kind kind;
	const char *text; /* as the option has it; not a copy */
	size_t agent;     /* route:NAME; 0 is the model */
};

/* "answer", "route", "route:NAME" ...; agents are "model", then the experts.  ST_USAGE otherwise. */
int goal_parse(const char *text, const struct names *agents, struct goal *g, struct err *e);

/* What the goal is asked of. */
struct goal_system {
	size_t nclass, nexpert;
	double threshold; /* T */
	bool alone;       /* d is compared with T alone */
};

/* A row: its logits, and what is known of its agents. */
struct goal_row {
	const double *z;       /* [nclass + nexpert] */
	const bool *available; /* [1 + nexpert] */
	const bool *wrong; /* [nclass + nexpert] outcomes: the answer is there and wrong; NULL without the goal error */
	const double *cost; /* [1 + nexpert]; NULL without the goal cost */
};

/* The outcome at z. */
size_t goal_outcome(const struct goal_system *s, const struct goal_row *r);
/* The agent of an outcome. */
size_t goal_agent(const struct goal_system *s, size_t outcome);

/* z_up - z_down >= need; down NAMES_NONE: z_up >= need; up NAMES_NONE: -z_down >= need. */
struct goal_condition {
	size_t up, down;
	double need;
};

/* Whether the goal is reached when `now` is what happens, `before` being what happens without an attack. */
bool goal_reached(
	const struct goal *g, const struct goal_system *s, const struct goal_row *r, size_t before, size_t now);

/* The conditions [at most nclass + nexpert] of an outcome under which the goal is reached, given what happens now; false: it is no way
 * to the goal. */
bool goal_conditions(const struct goal *g, const struct goal_system *s, const struct goal_row *r, size_t before,
	size_t outcome, struct goal_condition *c, size_t *n);

#endif
