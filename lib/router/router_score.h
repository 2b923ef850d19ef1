/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Measures of a router's decisions and of its score, under names that say whose they are: l2d-stats(7), "Routers".
 * Sums are exact; rows with a score are kept, 56 bytes each, and read in blocks of equal scores: the order of the rows
 * changes nothing.
 *
 * With intervals the same sums in every draw of the bootstrap, and the ranking of every draw (router_ranking.h); who is weak and
 * who is the constant is what it is for the rows.
 */
#ifndef L2D_ROUTER_SCORE_H
#define L2D_ROUTER_SCORE_H

#include "inference/draw_sums.h"
#include "math/sum.h"
#include "router/router_ranking.h"
#include "router/router_rows.h"

/* Sums over rows, by weight. */
enum router_sum {
	ROUTER_WEIGHT,
	ROUTER_PAID,
	ROUTER_KNOWN, /* rows where the quality of the agent chosen is known; on these: */
	ROUTER_QUALITY,
	ROUTER_BEST,     /* the quality of the best agent */
	ROUTER_COMPARED, /* rows where the constant's quality is known too; on these: */
	ROUTER_ABOVE,    /* the quality of the agent chosen */
	ROUTER_CONSTANT, /* that of the constant */
	ROUTER_SOLVABLE, /* rows that some agent gets right; on these: */
	ROUTER_SOLVED,   /* rows where the cheapest of those was chosen */
	ROUTER_CHEAPEST, /* what he costs */
	ROUTER_SPENT,    /* what was paid where the router is right */
	ROUTER_SUMS
};

/* Of an agent. */
enum router_agent_sum { ROUTER_CHOSEN, ROUTER_AGENT_KNOWN, ROUTER_AGENT_QUALITY, ROUTER_AGENT_SUMS };

struct router_agent {
	struct sum sum[ROUTER_AGENT_SUMS];
	struct draw_sums drawn; /* with intervals */
};

struct router_score {
	size_t rows, unscored;  /* rows; those where the quality of the agent chosen is not known */
	size_t decided, beyond; /* rows with an agent chosen; with a quality that is not in [0, 1] */
	struct sum sum[ROUTER_SUMS];
	struct draw_sums drawn;     /* with intervals */
	struct router_agent *agent; /* [agents] */
	size_t agents, agent_cap;
	struct ranked_row *ranked; /* [n] */
	size_t n, cap;
};

/* Makes room for all agents of r. */
int router_score_reserve(struct router_score *s, const struct router_rows *r, struct err *e);

/* Adds a row of the ranking. */
int router_score_add_ranked(struct router_score *s, const struct ranked_row *row, struct err *e);

void router_score_free(struct router_score *s);
/* Adds the current row. */
int router_score_add(struct router_score *s, const struct router_rows *r, struct err *e);
/* Adds what the other took, whose agents are those of r. */
int router_score_merge(
	struct router_score *s, const struct router_rows *r, const struct router_score *o, struct err *e);

#endif
