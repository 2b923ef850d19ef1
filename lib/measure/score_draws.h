/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The sums of a score (measure/score.h) in every draw of the bootstrap.  A row's part of them is what score_add makes of the row
 * with weight 1.  Memory: as inference/draw_sums.h, 11 sums and 3 for each agent.
 */
#ifndef L2D_SCORE_DRAWS_H
#define L2D_SCORE_DRAWS_H

#include "inference/draw_sums.h"
#include "measure/score.h"

struct score_draws {
	size_t draws;            /* 0: none are asked for */
	struct score one;        /* of a row */
	struct draw_sums all;    /* the sums that are of no agent */
	struct draw_sums *agent; /* [n] */
	size_t n, cap;
};

/* Makes room for at least n agents; x is zero at first. */
int score_draws_reserve(struct score_draws *x, size_t n, size_t draws, struct err *e);
void score_draws_free(struct score_draws *x);
void score_draws_add(struct score_draws *x, const struct score_row *r, uint64_t key);
/* other has no more agents. */
void score_draws_merge(struct score_draws *x, const struct score_draws *other);
int score_draws_write(const struct score_draws *x, const struct names *agent, struct state_out *o, struct err *e);
/* Adds the item if it is a part of this, for the agent given: true then. */
bool score_draws_read(struct score_draws *x, size_t agent, struct state_item *i);

int score_draws_end(struct score_draws *x, struct err *e);
/* The score of a draw: sums of weights alone, with room for all agents. */
void score_draws_get(const struct score_draws *x, size_t draw, struct score *s);

#endif
