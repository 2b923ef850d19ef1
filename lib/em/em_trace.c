/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_trace.h"

#include "base/buf.h"

static int write_name(struct csv_writer *w, const char *family, const struct name *member, struct err *e)
{
	struct buf b = {0};
	int st = buf_add_string(&b, family, e);

	if (!st)
		st = buf_add(&b, member->s, member->n, e);
	if (!st)
		st = csv_write_text(w, b.p, b.n, e);
	buf_free(&b);
	return st;
}

int em_trace_open(struct csv_writer *w, const char *path, const struct names *agent, struct err *e)
{
	static const char columns[] = "iteration,loglik,objective";
	int st = csv_writer_create(w, path, 0, e);

	if (!st)
		st = csv_write_raw(w, columns, sizeof columns - 1, e);
	for (size_t a = 0; !st && a < agent->n; a++)
		st = write_name(w, "share_", &agent->name[a], e);
	for (size_t a = 0; !st && a < agent->n; a++)
		st = write_name(w, "dual_", &agent->name[a], e);
	return st ? st : csv_write_end(w, e);
}

int em_trace_row(struct csv_writer *w, size_t iteration, const struct em_point *p, size_t nagent, struct err *e)
{
	int st = csv_write_count(w, iteration, e);

	if (!st)
		st = csv_write_number(w, p->loglik, e);
	if (!st)
		st = csv_write_number(w, p->objective, e);
	for (size_t a = 0; !st && a < nagent; a++)
		st = csv_write_number(w, p->share[a], e);
	for (size_t a = 0; !st && a < nagent; a++)
		st = csv_write_number(w, p->price[a], e);
	return st ? st : csv_write_end(w, e);
}
