/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Routing rules: which of its agents a row goes to.
 *
 *   best        the largest conf - lambda cost
 *   sufficient  the cheapest agent with conf >= threshold; where there is none, the most confident one
 *   cascade     agents in an order, each asked and paid until one has score >= its threshold
 *   frugal      a base, and whom its answer says (adaptive/frugal.h)
 *   adaptive    whom the answers so far say, or one of these (adaptive/adaptive.h)
 *
 * What a rule goes by can be learned from rows, under a budget for the mean cost.
 */
#ifndef L2D_ROUTER_H
#define L2D_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"
#include "decide/frontier.h"
#include "adaptive/adaptive.h"
#include "cascade/cascade.h"
#include "adaptive/frugal.h"
#include "route/route_input.h"

#define ROUTER_NOBODY "no agent of the cascade may be asked on this row"

enum router_rule { ROUTER_BEST, ROUTER_SUFFICIENT, ROUTER_CASCADE, ROUTER_FRUGAL, ROUTER_ADAPTIVE };

struct router {
	enum router_rule rule;
	size_t m;         /* agents */
	double lambda;    /* of best; of adaptive without a budget */
	double next;      /* of best, where part > 0: the rate on the other side of the coin */
	double part;      /* the share of the rows, by their toss, that go by `next`, or `beyond` */
	double threshold; /* of sufficient */
	double latency;   /* of a cascade: the most that those asked on a row may take together; infinite: no limit */
	bool any, exact;  /* of a cascade: all orders are tried; a coin meets the budget */
	size_t members,
		member[CASCADE_STAGES]; /* of all rules but best and sufficient: agents, in order; NAMES_NONE: none of the row's */
	struct names who;               /* [members] their names */
	struct cascade_plan plan, beyond; /* of a cascade: whom of its members to ask, by their places */
	double *scratch;                  /* [4 most], most being m or the members */
	uint32_t *heard;                  /* [most] answers of members */
	struct frontier frontier;         /* what best has learned */
	struct cascade cascade;
	struct frugal frugal;            /* learned, or fitted here */
	struct names label;              /* its labels */
	const struct frugal *strategies; /* of frugal: of this router or another */
	const struct names *answers;     /* [strategies->labels] their labels */
	struct adaptive adaptive;        /* learned, or fitted here */
	double smoothing;                /* of adaptive */
	size_t bins;                     /* of adaptive */
	const struct adaptive *policy;   /* of adaptive: of this router or another */
	const struct cases *cases;       /* which name the classes of the rows' answers */
	size_t rows;                     /* learned from */
	size_t unknown;                  /* rows left out: an outcome that nobody knows */
	double cost, gain;               /* means at the fitted parameters, where they were learned; NaN before */
	double bound; /* of the mean gain of all thresholds, where those found are not known to be the best; or NaN */
};

/* For m agents, and so many members at most. */
int router_init(struct router *r, enum router_rule rule, size_t m, size_t members, struct err *e);
void router_free(struct router *r);

/* "A,B,C", or "any": all orders of all agents.  ST_USAGE when one is no agent or stands twice. */
int router_set_order(struct router *r, const char *list, const struct names *agent, struct err *e);

/* All agents are members.  ST_USAGE where there are too many, as the option says. */
int router_set_all(struct router *r, size_t most, const char *option, const struct names *agent, struct err *e);

/* ".9,.8": the thresholds of all stages but the last.  ST_USAGE. */
int router_set_thresholds(struct router *r, const char *list, struct err *e);

/* The agent that answers and what is paid for the row; m where no agent of a cascade may be asked.  row->score: conf,
 * NaN where the agent is out. */
size_t router_choose(const struct router *r, const struct route_row *row, double *paid);

/* Takes the input's current row for fitting; rows count by their weights. */
int router_learn(struct router *r, const struct route_input *p, struct err *e);
int router_fit(struct router *r, double budget, struct err *e);

/* The members by their names, and what `fitted`, of the same rule, has found, which r then points into.  ST_DATA where it
 * asks somebody who is none of these agents. */
int router_adopt(struct router *r, const struct router *fitted, const struct names *agent, struct err *e);

/* Whether the rule, as it was found, may ask the member. */
bool router_asks(const struct router *r, size_t member);

#endif
