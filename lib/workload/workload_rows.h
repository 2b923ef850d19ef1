/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows waiting for a decision: their bytes, what each agent would cost, and what it would answer.
 *
 * Once sorted, the numbers lie batch by batch (batches by name), in a batch the rows of weight 0 last, and then by the
 * hash of the row's bytes, so that whatever is computed from them in that order depends on the rows, not on the order in
 * which they came: ties are broken by the hash.  Memory: the table's bytes and 8 to 12 bytes for each row
 * and agent; while reading, as csv/pile.h says.
 */
#ifndef L2D_WORKLOAD_ROWS_H
#define L2D_WORKLOAD_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/names.h"
#include "csv/keep.h"
#include "csv/pile.h"
#include "workload/workload_input.h"

struct workload_place {
	size_t batch;
	bool idle;     /* its weight is 0 */
	uint64_t hash; /* of the row's bytes; of gates: of its numbers */
	size_t row;
};

struct workload_rows {
	struct pile
		pile; /* what the rows are before workload_rows_sort; all that follows but the batches' names is empty then */
	size_t n, m;                  /* rows, agents */
	struct keep rows;             /* in the order in which they came */
	struct names batch;           /* after workload_rows_sort by name; a table without batches is one, "" */
	uint32_t *answer;             /* [n][m] as they came; a class or UINT32_MAX; NULL without answers */
	struct workload_place *place; /* [n] in sorted order */
	double *value;                /* [n][m] in sorted order */
	double *weight;               /* [n] likewise */
	uint32_t *readings;           /* [n] likewise: the row's number of agents; NULL: all have the same */
	double *score;                /* [n] likewise: the rows with the largest have more; NULL */
	uint32_t *fixed;              /* [n][most] likewise: who has the row already; NULL */
	uint32_t *kept;               /* [n][most] likewise: who stays in a row of several agents; NULL */
	double *change;               /* [n] likewise: what it costs when one of them leaves; infinite: none may */
	double *minutes, *money;      /* [n][m] likewise; NULL without such limits */
	uint32_t *group;              /* [n] likewise; NULL without groups */
	struct names group_name;      /* after workload_rows_sort by name */
	struct readers readers;       /* the input's */
	bool joint;                   /* all rows are decided together; batches are but classes of them */
	size_t *at;                   /* [n] the place of row i */
	size_t *first;                /* [batches + 1] where the k-th batch by name begins */
	size_t *busy;                 /* [batches] its rows that have a weight */
	size_t *batch_to, *group_to,
		*class_to; /* the numbers of batches, groups and answers are these in what has taken them over */
};

/* For the input's rows. */
int workload_rows_init(struct workload_rows *d, const struct workload_input *r, struct err *e);

void workload_rows_free(struct workload_rows *d);

/* Takes the input's current row, which belongs to the batch. */
int workload_rows_add(
	struct workload_rows *d, const struct workload_input *r, const char *batch, size_t n, struct err *e);

/* Takes over the names that another input's rows have; workload_rows_renumber then makes the numbers there those here. */
int workload_rows_merge(struct workload_rows *d, struct workload_input *r, struct workload_rows *other,
	const struct workload_input *other_input, struct err *e);
void workload_rows_renumber(struct workload_rows *d);

/* Once, after the last row.  jobs: threads that sort.  With d->joint first and busy are of one batch. */
int workload_rows_sort(struct workload_rows *d, size_t jobs, struct err *e);

#endif
