/*
 * The rows of a table as a policy reads them.
 */
#ifndef L2D_POLICY_TABLE_H
#define L2D_POLICY_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "decide/policy.h"
#include "table/cases.h"

struct policy_table {
	struct cases c;
	size_t score_column; /* NAMES_NONE but for the rule score */
	double *conf;        /* [1 + experts] */
	struct rule_row row; /* the current one */
};

/* Binds the columns that the rule reads; `need` are further flags of cases.h.  ST_DATA names what is
 * absent. */
int policy_table_init(struct policy_table *t, struct table *table, enum rule rule, unsigned need,
	bool renormalize, struct err *e);
void policy_table_free(struct policy_table *t);

/* Every expert has what the policy's rule needs, from a column or as a constant. */
int policy_table_check(const struct policy_table *t, const struct policy *p, struct err *e);

/* The next row.  ST_END after the last. */
int policy_table_next(struct policy_table *t, struct err *e);

#endif
