/*
 * Who could answer a row, and at what expected loss: the input of the workload programs.
 *
 * Agents are the members of conf_* or of q_*, in header order.  The loss of an agent is (1 - conf) + cost,
 * or -log q of its gate, times the row's weight.  An agent may not be used on a row where its column
 * avail_* is empty or 0, nor where its gate is 0.
 */
#ifndef L2D_ROSTER_H
#define L2D_ROSTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "table/cases.h"
#include "table/table.h"

enum roster_value {
	ROSTER_LOSS,  /* (1 - conf) + cost */
	ROSTER_WORTH, /* cost - conf: minus what asking one agent more would add */
	ROSTER_LOG,   /* -log q */
	ROSTER_GATE,  /* q itself; 0 where the agent may not be used */
};

struct roster {
	struct table *t;
	struct cases c;        /* answers, the model's probabilities, weights */
	struct names agent;    /* [m] */
	struct family source;  /* [m] conf_* or q_* */
	enum roster_value kind;
	bool renormalize;
	size_t *cost, *avail;  /* [m] columns, NAMES_NONE where absent */
	size_t *expert;        /* [m] its number among the cases' agents, NAMES_NONE without answers */

	/* The current row. */
	double *value;         /* [m] by kind; +inf (a gate: 0) where the agent may not be used */
	size_t *answer;        /* [m] a class of c.classes, NAMES_NONE where there is none */
};

/* Binds the columns; gates: q_*, else conf_*. */
int roster_init(struct roster *r, struct table *t, enum roster_value kind, bool renormalize, struct err *e);
void roster_free(struct roster *r);

/* Whether the table has conf_*. */
int roster_has_confidences(const struct table *t, bool *has, struct err *e);

/* The next row.  ST_END after the last. */
int roster_next(struct roster *r, struct err *e);

#endif
