/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_trace.h"

#include "base/buf.h"

static int write_names(struct csv_writer *w, const char *family, const struct names *member, struct err *e)
{
	struct buf b = {0};
	int st = ST_OK;

	for (size_t i = 0; !st && i < member->n; i++) {
		b.n = 0;
		st = buf_add_string(&b, family, e);
		if (!st)
			st = buf_add(&b, member->name[i].s, member->name[i].n, e);
		if (!st)
			csv_write_text(w, b.p, b.n);
	}
	buf_free(&b);
	return st;
}

int em_trace_open(struct csv_writer *w, const char *path, const struct names *agent, struct err *e)
{
	static const char columns[] = "iteration,loglik,objective";
	int st = csv_writer_create(w, path, 0, e);

	if (st)
		return st;
	csv_write_raw(w, columns, sizeof columns - 1);
	st = write_names(w, "share_", agent, e);
	if (!st)
		st = write_names(w, "dual_", agent, e);
	return st ? st : csv_write_end(w, e);
}

int em_trace_row(struct csv_writer *w, size_t iteration, const struct em_point *p, size_t nagent, struct err *e)
{
	csv_write_count(w, iteration);
	csv_write_number(w, p->loglik);
	csv_write_number(w, p->objective);
	csv_write_numbers(w, p->share, nagent);
	csv_write_numbers(w, p->price, nagent);
	return csv_write_end(w, e);
}
