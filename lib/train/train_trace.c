/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/train_trace.h"

int train_trace_open(struct csv_writer *w, const char *path, struct err *e)
{
	static const char columns[] = "head,round,iteration,objective,gradient";
	int st = csv_writer_create(w, path, 0, e);

	if (st)
		return st;
	csv_write_raw(w, columns, sizeof columns - 1);
	return csv_write_end(w, e);
}

int train_trace_row(struct csv_writer *w, const char *head, size_t round, const struct optim_point *p, struct err *e)
{
	csv_write_string(w, head);
	csv_write_count(w, round);
	csv_write_count(w, p->iteration);
	csv_write_number(w, p->value);
	csv_write_number(w, p->norm);
	return csv_write_end(w, e);
}
