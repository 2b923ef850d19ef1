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

#include "base/arena.h"
#include "math/order.h"
#include "router/router_curve.h"
#include "router/router_rows.h"

/* A row that has a score, and of which it is known what both agents' answers were worth. */
struct ranked_row {
	double score, weight, quality[2], cost[2]; /* of the pair */
	uint64_t key;                              /* by which it is drawn */
};

struct router_ranking {
	size_t weak, strong; /* agents, NAMES_NONE where there is no ranking */
	double apgr, apgr_curve;
	double cpt[3]; /* at .2, .5 and .8; NaN where the curve falls, unless the hull is asked for */
	double falls_at; /* the share at which it does first, that of the weak agent alone counted, NaN where it never does */
	double aiq_code, aiq_paper;
};

/* The rows by falling score, and room for the curve. */
struct ranked {
	const struct router_rows *r;
	const struct ranked_row *row;
	size_t n;
	struct arena arena;
	struct order order;
	uint64_t *key;              /* [n] in their order */
	uint8_t *count;             /* [n] how often they count in the draw */
	size_t weak;                /* 0 or 1: of the pair */
	double quality[2];          /* of the weak and the strong agent */
	struct router_point *curve; /* [points], of n + 1 at most, from nobody to everybody */
	size_t points;
};

/* Keeps rows; without --pair the worse agent of the rows is weak. */
int ranked_init(struct ranked *k, const struct ranked_row *row, size_t n, const struct router_rows *r, struct err *e);
void ranked_free(struct ranked *k);

#define RANKED_ROWS SIZE_MAX

/* The measures of the rows as they are (RANKED_ROWS), or of a draw of the bootstrap; all is NaN where there are none. */
void ranked_measure(struct ranked *k, size_t draw, struct router_ranking *found);

#endif
