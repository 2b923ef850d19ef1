/*
 * Rows that wait for a policy to be tuned: their bytes, and what the policy will need to decide about them.
 *
 * Memory: the rows, 24 bytes and 8 for every expert a row; under a tuned price 16 more for every agent.
 */
#ifndef L2D_SHELF_H
#define L2D_SHELF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "decide/policy.h"
#include "table/keep.h"

struct shelf {
	bool priced;                  /* the policy's price will be tuned: set before rows are added */
	struct keep keep;
	struct policy_choice *choice; /* [rows] at the policy's price when they were added */
	size_t *model;                /* [rows] the model's class */
	size_t *answer;               /* [rows x experts] */
	double *conf, *cost;          /* [rows x agents], when priced */
	size_t cap[5];
};

struct shelf_row {
	struct csv_row row;
	struct policy_choice choice;
	struct rule_row rule;
	size_t model;
	const size_t *answer;
};

void shelf_free(struct shelf *s);

/* r is the policy's row, c its choice. */
int shelf_add(struct shelf *s, const struct csv_row *row, const struct policy *p, const struct rule_row *r,
	const struct policy_choice *c, size_t model, const size_t *answer, struct err *e);

/* Row i, with the choice at the policy's price as it is now; valid until the next call.  Of a priced shelf
 * the policy's rule becomes `confidence`: the confidences are those that were put on the shelf. */
int shelf_get(struct shelf *s, size_t i, struct policy *p, struct shelf_row *out, struct err *e);

#endif
