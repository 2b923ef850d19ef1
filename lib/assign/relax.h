/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The relaxation of assign/side: prices of the goods, a bound, and the assignments met on the way.
 */
#ifndef L2D_RELAX_H
#define L2D_RELAX_H

#include <stdbool.h>

#include "assign/assign.h"
#include "base/progress.h"
#include "decide/best_agent.h"
#include "math/sum.h"

/* What an answer uses up of a good, or of several goods each. */
struct side_use {
	const double *amount; /* [n][m] NULL: each of them `each` */
	double each;
	const uint32_t *of; /* [n] of which good, counted from `first`: the row's; NULL */
	bool by_agent;      /* likewise: the agent's */
	const size_t *from; /* [classes m + 1] likewise: of class c and agent a those of leaf k = c m + a, */
	const size_t *good; /* good[from[k]] to good[from[k + 1] - 1]; NULL */
	size_t first;

	/* Where the problem's agents are choices of agents: whose answer of choice c it is, member[c step], AGENT_NONE: nobody's; m
	 * is then the number of those agents.  NULL */
	const uint32_t *member;
	size_t step, m;
};

struct side {
	size_t k;            /* goods */
	size_t worst;        /* of the first ones the largest use is minimised, in the place of the cost */
	const double *limit; /* [k], infinite: none */
	const struct names *name;
	const struct side_use *use; /* [uses] */
	size_t uses;
	struct progress *progress; /* NULL: nobody is shown how many networks are solved */
};

struct side_result {
	double *used;  /* [k] */
	double *price; /* [k] what one more of it would save, in the mixture */
	double worst;  /* the largest use of the first ones */
	double bound;  /* of the worst or else of the objective */
	size_t solved; /* networks */
};

struct relax {
	const struct side *s;
	struct assign p;                  /* its costs are `priced`, and its forest, if there is one, `forest` */
	const struct forest *limits;      /* the problem's own, or NULL */
	struct forest forest;             /* beyond soft limits at `beyond` */
	double *beyond;                   /* [limits] their prices, or 0 where costs are none */
	double *own;                      /* [n][m] the costs, +inf also where branching shuts an agent out */
	double *priced;                   /* [n][m] at the prices */
	double *scale;                    /* [k] a good's unit */
	double *limit;                    /* [k] in it */
	double *aim;                      /* [k] the limits that mixtures keep: those, or tighter ones */
	double *largest;                  /* [k] what one answer may use, in it */
	double *use, *price, *best_price; /* [k] in it */
	double unit;                      /* of the objective */
	struct assign_result r;           /* of the last assignment */
	size_t counts;                    /* how many r.count are */
	bool branches;                    /* the table is small enough for branch and bound */
	bool kept;                        /* the assignments of the mixture are kept: */
	uint32_t *point;                  /* [points][n][most] */
	size_t point_cap, points;
	struct sum *sum;     /* [k + 1] */
	size_t solved, most; /* networks, and how many may be */

	bool clash; /* the last prices prove that no mixture keeps the limits: price and r.price are 0 but for limits that are needed for it */

	/* The best whole assignment. */
	bool found;
	double value;
	struct assign_result *best;
	struct side_result *side;
};

/* Goes through all that the agent uses up in the row, from {.p, .s, .row, .agent} on. */
struct relax_uses {
	const struct assign *p;
	const struct side *s;
	size_t row, agent;
	size_t u, k; /* the use, and how many of its goods have been */
};

static inline bool relax_next_use(struct relax_uses *i, size_t *good, double *amount)
{
	for (; i->u < i->s->uses; i->u++, i->k = 0) {
		const struct side_use *u = &i->s->use[i->u];
		size_t a = u->member ? u->member[i->agent * u->step] : i->agent, m = u->member ? u->m : i->p->m;
		size_t leaf = (i->p->class ? i->p->class[i->row] : 0) * m + a;

		if ((u->member && a == AGENT_NONE) || i->k == (u->from ? u->from[leaf + 1] - u->from[leaf] : 1))
			continue;
		*good = u->first
			+ (u->from                    ? u->good[u->from[leaf] + i->k]
					: u->of       ? u->of[i->row]
					: u->by_agent ? a
						      : 0);
		*amount = u->amount ? u->amount[i->row * m + a] : u->each;
		i->k++;
		return true;
	}
	return false;
}

/* Takes x->r.chosen, with its counts, for the best whole assignment if it keeps all limits and is. */
void relax_consider(struct relax *x);

int relax_init(struct relax *x, const struct assign *p, const struct side *s, struct assign_result *best,
	struct side_result *side, struct err *e);
void relax_free(struct relax *x);

/* Where assignments are kept x->r.chosen is each row's largest part of the mixture in the end.
 * *bound: of all assignments with the agents that are not shut out, infinite where there are none.  *row: one whose agent the
 * mixture leaves open and *agent its largest part, or n.  The first call sets the prices of the result.  ST_NUMERIC: the limits clash, as x->clash
 * says, or prices are not found. */
int relax_solve(struct relax *x, double *bound, size_t *row, size_t *agent, struct err *e);

/* Whether any mixture keeps the limits: else x->clash, or ST_NUMERIC where neither is found. */
int relax_possible(struct relax *x, struct err *e);

/* Whether the price that the goods are paid for in a proof that they clash is any. */
bool relax_needed(const struct relax *x, size_t good);

#endif
