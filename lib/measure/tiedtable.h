/*
 * The rows that curves are computed from, as a table: what --partial writes and --merge reads.
 *
 *   score, right (0 or 1), expert (0 or 1, empty without an answer), weight, model_cost, expert_cost
 */
#ifndef L2D_TIEDTABLE_H
#define L2D_TIEDTABLE_H

#include "measure/tied.h"
#include "table/report.h"
#include "table/table.h"

/* The score column is `sign` times the rows' score. */
int tiedtable_write(
	const struct tied *rows, int sign, const struct report_options *opt, int fd, struct err *e);
/* Adds all rows of the table. */
int tiedtable_read(struct tied *rows, int sign, struct table *t, struct err *e);

#endif
