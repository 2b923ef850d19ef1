/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "summary/state_in.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_text(const struct csv_field *f, const char *s)
{
	return f->n == strlen(s) && !memcmp(f->p, s, f->n);
}

/* Whether the row is the header of the next one of several states in a file. */
static bool is_header(const struct state_in *in)
{
	for (int i = 0; i < STATE_COLUMNS; i++)
		if (!is_text(&in->cell[i], state_column_name[i]))
			return false;
	return !in->rows;
}

static int bad_cell(const struct state_in *in, enum state_column column, const char *what, struct err *e)
{
	return table_bad_cell(&in->t, in->column[column], what, e);
}

/* A format that is not this one says which it is. */
static int other_state(const struct state_in *in, struct err *e)
{
	static const char version[] = " version=";
	const struct csv_field *f = &in->cell[STATE_COLUMN_STATE];
	const char *at = memmem(f->p, f->n, version, sizeof version - 1);
	char words[80];
	size_t n = 0;

	if (!at)
		return bad_cell(in, STATE_COLUMN_STATE, "not a state of the same program and options", e);
	at += sizeof version - 1;
	while (at + n < f->p + f->n && at[n] != ' ' && n < 20)
		n++;
	snprintf(words, sizeof words, "a state of version %.*s, which this program cannot read", (int)n, at);
	return bad_cell(in, STATE_COLUMN_STATE, words, e);
}

static int check_end(struct state_in *in, struct err *e)
{
	char text[2 * sizeof in->check + 1];

	snprintf(text, sizeof text, "%016" PRIx64, in->check);
	if (in->item.group_length)
		return bad_cell(in, STATE_COLUMN_GROUP, "the end of a state is of no group", e);
	if (in->item.member_length)
		return bad_cell(in, STATE_COLUMN_MEMBER, "the end of a state is of no member", e);
	if (in->item.place != (double)in->rows)
		return bad_cell(in, STATE_COLUMN_PLACE, "not the number of rows of this state", e);
	if (!is_text(&in->cell[STATE_COLUMN_VALUE], text))
		return bad_cell(in, STATE_COLUMN_VALUE, "not the check of this state, which was changed", e);
	if (in->ended_in != in->t.next_file)
		in->whole++;
	in->ended_in = in->t.next_file;
	in->rows = 0;
	in->check = 0;
	return ST_OK;
}

static int read_item(struct state_in *in, struct err *e)
{
	const struct csv_field *cell = in->cell;
	double place;
	int st = ST_OK;

	if (!is_text(&cell[STATE_COLUMN_STATE], in->state))
		return other_state(in, e);
	if (in->rows && in->file != in->t.next_file)
		return err_at(e, ST_DATA, table_file(&in->t), 1, 1, "the state before this one has no end");
	in->file = in->t.next_file;
	st = table_number(&in->t, in->column[STATE_COLUMN_PLACE], &place, e);
	if (!st && isnan(place))
		st = bad_cell(in, STATE_COLUMN_PLACE, "missing", e);
	in->item = (struct state_item){.group = cell[STATE_COLUMN_GROUP].p,
		.group_length = cell[STATE_COLUMN_GROUP].n,
		.member = cell[STATE_COLUMN_MEMBER].p,
		.member_length = cell[STATE_COLUMN_MEMBER].n,
		.part = cell[STATE_COLUMN_PART].p,
		.part_length = cell[STATE_COLUMN_PART].n,
		.value = cell[STATE_COLUMN_VALUE].p,
		.value_length = cell[STATE_COLUMN_VALUE].n,
		.place = place};
	return st;
}

static int ended(const struct state_in *in, struct err *e)
{
	if (in->rows || in->whole < in->t.nfile)
		return err_set(e, ST_DATA, "%.200s: a state without its end: it was cut", table_file(&in->t));
	return ST_END;
}

int state_in_next(struct state_in *in, struct err *e)
{
	int st;

	while (!(st = table_next(&in->t, e))) {
		for (int i = 0; i < STATE_COLUMNS; i++)
			in->cell[i] = in->t.row.f[in->column[i]];
		if (is_header(in))
			continue;
		st = read_item(in, e);
		if (st)
			return st;
		if (!state_is(&in->item, STATE_END)) {
			in->rows++;
			in->check += state_hash(in->cell);
			return ST_OK;
		}
		st = check_end(in, e);
		if (st)
			return st;
	}
	return st == ST_END ? ended(in, e) : st;
}

/* The last line is the end of a state, which is shorter than half of this unless a state's name is as long. */
enum { TAIL = 1 << 14 };

bool state_in_ends(const struct state_in *in, const struct buf *text)
{
	char tail[TAIL];
	struct stat s;
	size_t want, n;

	if (fstat(in->t.reader.fd, &s) || !S_ISREG(s.st_mode))
		return false;
	want = s.st_size < TAIL ? (size_t)s.st_size : TAIL;
	if (!want || pread(in->t.reader.fd, tail, want, s.st_size - (off_t)want) != (ssize_t)want)
		return false;
	for (n = want - 1; n > 0 && tail[n - 1] != '\n'; n--)
		;
	return n >= text->n && !memcmp(tail + n - text->n, text->p, text->n);
}

int state_in_check(const struct state_in *in, bool taken, struct err *e)
{
	if (!taken)
		return bad_cell(in, STATE_COLUMN_PART, "no part of this state", e);
	return in->item.wrong ? bad_cell(in, STATE_COLUMN_VALUE, in->item.wrong, e) : ST_OK;
}

int state_in_open(struct state_in *in, const struct table_options *opt, const struct strings *files, const char *state,
	struct err *e)
{
	int st = opt->shard ? err_set(e, ST_USAGE, "--shard: states are merged whole") : ST_OK;

	*in = (struct state_in){.state = state, .ended_in = NAMES_NONE};
	if (!st)
		st = table_open(&in->t, opt, files, e);
	if (st)
		return st;
	for (size_t i = 0; !st && i < STATE_COLUMNS; i++)
		st = table_column(&in->t, state_column_name[i], &in->column[i], e);
	if (st)
		table_close(&in->t);
	return st;
}

void state_in_close(struct state_in *in)
{
	table_close(&in->t);
}

int state_read(const struct table_options *opt, const struct strings *files, const char *state, state_take *take,
	void *arg, struct err *e)
{
	struct state_in in;
	int st = state_in_open(&in, opt, files, state, e);

	if (st)
		return st;
	while (!(st = state_in_next(&in, e))) {
		bool taken = true;

		st = take(arg, &in.item, &taken, e);
		if (!st)
			st = state_in_check(&in, taken, e);
		if (st)
			break;
	}
	state_in_close(&in);
	return st == ST_END ? ST_OK : st;
}
