/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A scored row, and the block of all rows of one score, which nothing that ranks splits: its sums, exact in whatever order rows come.
 * Sums of doubles are exact where weights are whole and outcomes 0 or 1; other rows go into exact sums (math/sum.h), which take some
 * thousand bytes each and are begun when they are needed.
 */
#ifndef L2D_SCORED_BLOCK_H
#define L2D_SCORED_BLOCK_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "math/sum.h"

struct scored_row {
	double score;
	double weight;        /* >= 0, finite */
	double model_cost;    /* the price when the model answers */
	double expert_cost;   /* the price when the expert does */
	double p;             /* the model's probability of the positive class, where that is measured */
	uint64_t key;         /* by which the row is drawn, 0 where none is */
	uint64_t outcome_key; /* by which its outcome is, where that is */
	double right;         /* 1: the model is right, or the event happened; 0: it is not; else a quality */
	bool unknown;         /* nobody knows the model's outcome: right is 0 */
	bool answered;        /* the expert gave an answer of known outcome */
	double expert_right;
};

/* Totals over the rows with one score; the sums are weighted. */
struct scored_block {
	double score;
	size_t n;
	size_t n_right;    /* rows on which the model is right: of outcome 1 */
	size_t unanswered; /* rows without an expert's answer */
	size_t n_expert_right;
	double weight;
	double known; /* of the rows on which the model's outcome is known */
	double right;
	double wrong; /* known - right, from the exact sums: of rows far lighter than the right ones too */
	double answered;
	double expert_right;
	double model_cost, expert_cost;
};

/* The block of one row. */
void scored_single(const struct scored_row *r, struct scored_block *b);

/* A block that is being summed. */
struct block_sums {
	bool whole;                                              /* weights are whole numbers */
	bool varies[2];                                          /* the price of the model, of the expert */
	bool exact;                                              /* what follows was begun */
	struct sum weight, known, right, answered, expert_right; /* of rows that are not in the block yet */
	struct sum cost[2];
};

void block_begin(struct block_sums *s, struct scored_block *b, bool whole, const bool cost_varies[2]);
void block_add(struct block_sums *s, struct scored_block *b, const struct scored_row *r);
/* `last`: any of its rows, which has the price of all where prices do not vary. */
void block_end(struct block_sums *s, struct scored_block *b, const struct scored_row *last);

/* A running total that carries its rounding error along (Neumaier 1974): fed block by block
 * in the order of scores it loses nothing that a double could show, and nothing at all of whole numbers. */
struct running {
	double sum, lost;
};

static inline void running_add(struct running *r, double x)
{
	double sum = r->sum + x;

	r->lost += fabs(r->sum) >= fabs(x) ? r->sum - sum + x : x - sum + r->sum;
	r->sum = sum;
}

static inline double running_value(const struct running *r)
{
	return r->sum + r->lost;
}

/* An exact total of terms of either sign that is read after every few: a running one stands for it, and begins anew where more than
 * half of what it held was taken away.  So what weights of hugely different size leave of each other is never what rounding did,
 * and a total that falls is read as often as it has bits. */
struct balance {
	struct sum exact;
	struct running near;
	double most; /* the largest that `near` was since it began */
	bool whole;  /* all terms are whole numbers, of which `near` loses nothing: it is all there is */
};

void balance_start(struct balance *b, const struct sum *total);
/* Adds a * x; sums of products stay below the largest double. */
void balance_add(struct balance *b, double a, double x);
double balance_value(struct balance *b);

#endif
