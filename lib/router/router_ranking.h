/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the ranking of the rows by a router's score is worth: the strong agent answers the rows of the highest scores.
 *
 * `apgr` and the shares cpt are of RouteLLM's 11 points: thresholds at the edges of ten bins of equal weight of the score, a
 * row goes to the strong agent where its score is at least the threshold, equal edges count once; `apgr_curve` and
 * the areas aiq are of the curve with all thresholds.
 */
#ifndef L2D_ROUTER_RANKING_H
#define L2D_ROUTER_RANKING_H

#include "router/router_rows.h"

/* A row that has a score, and of which it is known what both agents' answers were worth. */
struct ranked_row {
	double score, weight, quality[2], cost[2]; /* of the pair */
};

struct router_ranking {
	size_t weak, strong; /* agents, NAMES_NONE where there is no ranking */
	double apgr, apgr_curve;
	double cpt[3];   /* at .2, .5 and .8; NaN where the curve falls, unless the hull is asked for */
	double falls_at; /* the share at which it does first, NaN where it never does */
	double aiq_code, aiq_paper;
};

/* Sorts the rows.  All is NaN where there are none. */
int router_rank(struct ranked_row *row, size_t n, const struct router_rows *r, struct router_ranking *k, struct err *e);

#endif
