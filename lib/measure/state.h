/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Accumulators as tables (--partial, --merge): one exact sum a row, under the name of the part of the
 * state that it belongs to and its place there (a bin, a grid point, a score).
 *
 *   state   what was accumulated and how; states merge only when it is equal
 *   member  the class or the expert, empty where there is one only
 *   part    the name of the sum
 *   place   its index, or the score of a row
 *   value   the sum, as in math/sumtext.h
 */
#ifndef L2D_STATE_H
#define L2D_STATE_H

#include <stddef.h>

#include "math/sum.h"
#include "math/tally.h"
#include "csv/report.h"
#include "table/table.h"

struct state_out {
	struct report report;
	const char *state; /* written in every row; not copies */
	const char *member;
	size_t member_length;
	struct buf text;
};

int state_out_init(struct state_out *o, const struct report_options *opt, const char *state, int fd, struct err *e);
/* As csv_writer_close. */
int state_out_close(struct state_out *o, int status, struct err *e);

int state_write_sum(struct state_out *o, const char *part, double place, const struct sum *value, struct err *e);
int state_write_tally(struct state_out *o, const char *part, double place, const struct tally *value, struct err *e);
int state_write_count(struct state_out *o, const char *part, double place, size_t value, struct err *e);

/* A row of a state that is read. */
struct state_item {
	const char *member; /* not terminated */
	size_t member_length;
	const char *part; /* not terminated */
	size_t part_length;
	double place;
	struct sum value;
};

/* Adds the item to what arg is; *taken is false when the item is no part of it. */
typedef int state_take(void *arg, const struct state_item *i, bool *taken, struct err *e);

/* Reads states from files.  ST_DATA for a row of another state than `state`, or that nobody takes. */
int state_read(const struct table_options *opt, const struct strings *files, const char *state, state_take *take,
	void *arg, struct err *e);

bool state_is(const struct state_item *i, const char *part);
/* The item's place as an index below n, or n. */
size_t state_index(const struct state_item *i, size_t n);

#endif
