/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Measures of a router's decisions and of its score, under names that say whose they are: l2d-stats(7), "Routers".
 * Sums are exact; rows with a score are kept, 48 bytes each, and read in blocks of equal scores: the order of the rows
 * changes nothing.
 */
#ifndef L2D_ROUTER_SCORE_H
#define L2D_ROUTER_SCORE_H

#include "math/sum.h"
#include "router/router_ranking.h"
#include "router/router_rows.h"
#include "summary/summary.h"

/* Sums over rows by weight. */
struct agent_sums {
	struct sum chosen;         /* weight of the rows where it was */
	struct sum known, quality; /* weight of the rows where its quality is known, and that */
};

struct router_score {
	size_t rows, unscored;           /* rows; those where the quality of the agent chosen is not known */
	struct sum weight, paid;         /* of all rows */
	struct sum known, quality, best; /* where the chosen agent's quality is known: that, and the best agent's */
	struct sum above;                /* of the constant, where both are known: quality - constant's quality */
	struct sum compared;             /* their weight */
	struct sum solvable, solved; /* rows that some agent gets right; those where the cheapest of these was chosen */
	struct sum cheapest, spent;  /* what the cheapest costs; what was paid where the router is right */
	bool beyond;                 /* some quality is not in [0, 1] */
	struct agent_sums *agent;    /* [agents] */
	size_t agents;
	struct ranked_row *ranked; /* [n] */
	size_t n, cap;
};

extern const struct summary_kind router_summary;

#endif
