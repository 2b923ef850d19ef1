/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/state.h"

#include <math.h>
#include <string.h>

#include "math/sumtext.h"

enum column { STATE, MEMBER, PART, PLACE, VALUE, COLUMNS };

static const char *const column_name[] = {"state", "member", "part", "place", "value", NULL};

int state_out_init(struct state_out *o, const struct report_options *opt, const char *state, int fd, struct err *e)
{
	*o = (struct state_out){.state = state, .member = ""};
	return report_open_list(&o->report, opt, column_name, fd, e);
}

int state_out_close(struct state_out *o, int status, struct err *e)
{
	buf_free(&o->text);
	return report_close(&o->report, status, e);
}

int state_write_sum(struct state_out *o, const char *part, double place, const struct sum *value, struct err *e)
{
	struct csv_writer *w = &o->report.w;
	int st;

	o->text.n = 0;
	if ((st = sum_print(value, &o->text, e)))
		return st;
	report_row(&o->report);
	csv_write_string(w, o->state);
	csv_write_text(w, o->member, o->member_length);
	csv_write_string(w, part);
	csv_write_number(w, place);
	csv_write_text(w, o->text.p, o->text.n);
	return csv_write_end(w, e);
}

int state_write_tally(struct state_out *o, const char *part, double place, const struct tally *value, struct err *e)
{
	struct sum s = tally_sum(value);

	return state_write_sum(o, part, place, &s, e);
}

int state_write_count(struct state_out *o, const char *part, double place, size_t value, struct err *e)
{
	struct tally t = {.unit = value};

	return state_write_tally(o, part, place, &t, e);
}

struct state_in {
	struct table t;
	const char *state; /* what every row must say */
	size_t column[COLUMNS];
	struct state_item item;
};

/* The next row into in->item. */
static int next_item(struct state_in *in, struct err *e)
{
	struct table *t = &in->t;
	const struct csv_field *f;
	const char *wrong;
	int st = table_next(t, e);

	if (st)
		return st;
	f = t->row.f;
	if (f[in->column[STATE]].n != strlen(in->state)
		|| memcmp(f[in->column[STATE]].p, in->state, f[in->column[STATE]].n))
		return table_bad_cell(t, in->column[STATE], "not a state of the same program and options", e);
	in->item.member = f[in->column[MEMBER]].p;
	in->item.member_length = f[in->column[MEMBER]].n;
	in->item.part = f[in->column[PART]].p;
	in->item.part_length = f[in->column[PART]].n;
	st = table_number(t, in->column[PLACE], &in->item.place, e);
	if (st)
		return st;
	if (isnan(in->item.place))
		return table_bad_cell(t, in->column[PLACE], "missing", e);
	in->item.value = (struct sum){0};
	wrong = sum_parse(&in->item.value, f[in->column[VALUE]].p, f[in->column[VALUE]].n);
	return wrong ? table_bad_cell(t, in->column[VALUE], wrong, e) : ST_OK;
}

static int read_items(struct state_in *in, state_take *take, void *arg, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < COLUMNS; i++)
		st = table_column(&in->t, column_name[i], &in->column[i], e);
	while (!st && !(st = next_item(in, e))) {
		bool taken;

		st = take(arg, &in->item, &taken, e);
		if (!st && !taken)
			st = table_bad_cell(&in->t, in->column[PART], "no part of this state", e);
	}
	return st == ST_END ? ST_OK : st;
}

int state_read(const struct table_options *opt, const struct strings *files, const char *state, state_take *take,
	void *arg, struct err *e)
{
	struct state_in in = {.state = state};
	int st = table_open(&in.t, opt, files, e);

	if (st)
		return st;
	st = read_items(&in, take, arg, e);
	table_close(&in.t);
	return st;
}

bool state_is(const struct state_item *i, const char *part)
{
	return i->part_length == strlen(part) && !memcmp(i->part, part, i->part_length);
}

size_t state_index(const struct state_item *i, size_t n)
{
	return i->place >= 0 && i->place < (double)n && i->place == floor(i->place) ? (size_t)i->place : n;
}
