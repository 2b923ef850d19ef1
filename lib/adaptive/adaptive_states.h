/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What is known of a row when some of its agents have been asked: the states of an adaptive policy.
 *
 * Of the agents asked: who they are, which of them gave the same answer (whatever the answer is called), and the bin of
 * each one's confidence; and whom the row may ask at all.  A state has coarser ones above it, for rows of which there are few:
 *
 *   0  all of that
 *   1  of the confidences only the largest bin among those who gave the leading answer, that of most agents
 *   2  no confidences
 *   3  no answers: who was asked
 *
 * A state is a number of 64 bits, and has a cell, found by hashing.
 */
#ifndef L2D_ADAPTIVE_STATES_H
#define L2D_ADAPTIVE_STATES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { ADAPTIVE_AGENTS = 6, ADAPTIVE_BINS = 12, ADAPTIVE_LEVELS = 4, ADAPTIVE_NO_ANSWER = 7 };

#define ADAPTIVE_NONE UINT32_MAX

/* bin = how many edges are at most the confidence */
struct adaptive_bins {
	size_t n[ADAPTIVE_AGENTS]; /* edges */
	double edge[ADAPTIVE_AGENTS][ADAPTIVE_BINS];
};

struct adaptive_view {
	size_t m;               /* agents */
	unsigned asked;         /* a set: bit a */
	const double *conf;     /* [m] NaN: may not be asked */
	const uint32_t *answer; /* [m] a label, ANSWERED_NONE for none: nobody gave the same */
};

uint64_t adaptive_state(const struct adaptive_bins *b, const struct adaptive_view *v, int level);

/* The parts of a state. */
unsigned adaptive_asked(uint64_t state);
unsigned adaptive_may(uint64_t state);
int adaptive_level(uint64_t state);
/* Who has the same number gave the same answer, 7 gave none; 0: not asked, or not of account. */
unsigned adaptive_block(uint64_t state, size_t a);
/* Of level 0. */
unsigned adaptive_bin(uint64_t state, size_t a);

struct adaptive_cell {
	uint64_t state;
	uint32_t parent; /* the cell of the next coarser state, which has a smaller number; ADAPTIVE_NONE at level 3 */
	uint8_t action;  /* an agent: who is asked, or, where he has been, whose answer is given */
	double share;    /* of all rows' weight */
	double value[ADAPTIVE_AGENTS]; /* of each action */
};

struct adaptive_cells {
	struct adaptive_cell *cell; /* [n] */
	size_t n, cap;
	uint32_t *slot; /* [slots] a power of 2, ADAPTIVE_NONE: empty */
	size_t slots;
};

void adaptive_cells_free(struct adaptive_cells *c);
/* ADAPTIVE_NONE where there is none. */
uint32_t adaptive_cells_find(const struct adaptive_cells *c, uint64_t state);
/* Makes the cell of a state that has none. */
int adaptive_cells_put(struct adaptive_cells *c, uint64_t state, uint32_t parent, uint32_t *cell, struct err *e);
/* The cell of what is seen, made with its parents where there is none yet. */
int adaptive_cells_add(struct adaptive_cells *c, const struct adaptive_bins *b, const struct adaptive_view *v,
	uint32_t *cell, struct err *e);

#endif
