/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "summary/state_list.h"

#include <string.h>

#include "base/buf.h"
#include "csv/cells.h"

void state_list_free(struct state_list *l)
{
	names_free(&l->names);
}

int state_list_write(const struct state_list *l, struct state_out *o, struct err *e)
{
	double flag[STATE_FLAGS];
	struct buf text = {0};
	int st = cells_write(&text, &l->names, e);

	for (int k = 0; k < STATE_FLAGS; k++)
		flag[k] = l->flag[k];
	if (!st) {
		state_out_member(o, &(struct name){text.p, text.n});
		st = state_write_numbers(o, l->part, (double)l->names.n, flag, STATE_FLAGS, e);
	}
	state_out_member(o, &(struct name){0});
	buf_free(&text);
	return st;
}

bool state_is_list(const struct state_list *l, const struct state_item *i)
{
	return !i->group_length && state_is(i, l->part);
}

static bool same_names(const struct names *a, const struct names *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (names_find(b, a->name[i].s, a->name[i].n) != i)
			return false;
	return a->n == b->n;
}

int state_list_read(struct state_list *l, struct state_item *i, struct err *e)
{
	double number[STATE_FLAGS];
	struct state_list read = {.part = l->part, .read = true};
	int st = i->member_length ? cells_names(&read.names, i->member, i->member_length, e) : ST_OK;

	state_numbers(i, number, STATE_FLAGS);
	for (int k = 0; k < STATE_FLAGS; k++)
		read.flag[k] = number[k] == 1;
	for (int k = 0; k < STATE_FLAGS && !i->wrong; k++)
		if (number[k] != read.flag[k])
			i->wrong = "no such list";
	if (!st && !i->wrong && i->place != (double)read.names.n)
		i->wrong = "no such list";
	if (!st && !i->wrong && l->read
		&& (memcmp(read.flag, l->flag, sizeof read.flag) || !same_names(&read.names, &l->names)))
		st = err_set(e, ST_DATA, "the states are of tables with unlike %s", l->part);
	if (st || i->wrong || l->read)
		state_list_free(&read);
	else
		*l = read;
	return st;
}
