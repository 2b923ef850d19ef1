/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "select/held_out.h"

#include "select/train_part.h"

static int tune(
	struct head *p, const struct train_data *d, const struct held_out *h, struct train_options *o, struct err *e)
{
	struct report tried = {0};
	int st = h->tuning ? tune_report_open(&tried, h->tuning, e) : ST_OK;

	if (!st)
		st = tune_run(p, d, h->parts.folds ? h->parts.folds : 1, &h->grid, o, h->tuning ? &tried : NULL, e);
	return tried.opt ? csv_writer_close_whole(&tried.w, st, e) : st;
}

/* Without the part that is held out. */
static int run_rest(struct head *p, struct train_data *d, struct train_options *o, struct err *e)
{
	struct train_data rows = {0}, held = {0};
	int st = train_part(p, d, 1, true, &rows, e);

	if (!st && o->patience)
		st = train_part(p, d, 1, false, &held, e);
	train_data_free(d);
	o->held = held.n ? &held : NULL;
	if (!st)
		st = train_run(p, &rows, o, e);
	train_data_free(&rows);
	train_data_free(&held);
	o->held = NULL;
	return st;
}

int held_out_run(struct head *p, struct train_data *d, const struct held_out *h, struct train_options *o, struct err *e)
{
	int st = h->grid.nl2 || h->grid.nalpha ? tune(p, d, h, o, e) : ST_OK;

	if (st)
		return st;
	return h->parts.share > 0 ? run_rest(p, d, o, e) : train_run(p, d, o, e);
}
