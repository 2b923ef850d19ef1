/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/run.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "process/process.h"
#include "rank/scored_totals.h"

enum { WEIGHT, MODEL_COST, EXPERT_COST, RIGHT, EXPERT_RIGHT, P, KEY, FIXED = 2 };
enum { IS_RIGHT = 1, IS_ANSWERED = 2, IS_EXPERT_RIGHT = 4, IS_UNKNOWN = 8 };
enum { WRITTEN_AT_ONCE = 1 << 14 }; /* bytes */

static int failed(int error, struct err *e)
{
	return err_set(e, ST_SYSTEM, "a temporary file: %s", strerror(error));
}

int run_file_new(struct run_file **f, struct err *e)
{
	int st;

	*f = mem_alloc(1, sizeof **f, e);
	if (!*f)
		return ST_SYSTEM;
	st = process_scratch(&(*f)->fd, e);
	(*f)->users = 1;
	if (!st)
		return ST_OK;
	free(*f);
	*f = NULL;
	return st;
}

void run_file_leave(struct run_file *f)
{
	if (!f || --f->users)
		return;
	close(f->fd);
	free(f);
}

/* A row's numbers; those that are the bits of a key are only copied. */
static void to_numbers(const struct run *run, const struct scored_row *r, double *x)
{
	double column[RUN_COLUMNS] = {r->weight, r->model_cost, r->expert_cost, r->right == 1 ? 0 : r->right,
		r->expert_right == 1 ? 0 : r->expert_right, r->p};

	memcpy(&column[KEY], &r->key, sizeof r->key);
	*x++ = r->score;
	*x++ = (r->right == 1 ? IS_RIGHT : 0) + (r->answered ? IS_ANSWERED : 0)
		+ (r->expert_right == 1 ? IS_EXPERT_RIGHT : 0) + (r->unknown ? IS_UNKNOWN : 0);
	for (int k = 0; k < RUN_COLUMNS; k++)
		if (run->varies[k])
			memcpy(x++, &column[k], sizeof *x);
}

static struct scored_row from_numbers(const struct run *run, const double *x)
{
	double column[RUN_COLUMNS], score = *x++;
	int is = (int)*x++;
	uint64_t key;

	for (int k = 0; k < RUN_COLUMNS; k++)
		memcpy(&column[k], run->varies[k] ? x++ : &run->same[k], sizeof *x);
	memcpy(&key, &column[KEY], sizeof key);
	return (struct scored_row){.score = score,
		.key = key,
		.outcome_key = key,
		.weight = column[WEIGHT],
		.model_cost = column[MODEL_COST],
		.expert_cost = column[EXPERT_COST],
		.p = column[P],
		.right = is & IS_RIGHT ? 1 : column[RIGHT],
		.unknown = is & IS_UNKNOWN,
		.answered = is & IS_ANSWERED,
		.expert_right = is & IS_EXPERT_RIGHT ? 1 : column[EXPERT_RIGHT]};
}

static int write_rows(struct run *run, const struct scored_rows *rows, struct err *e)
{
	struct buf out = {0};
	int st = ST_OK, error = 0;

	for (size_t i = 0; !st && i < run->n; i++) {
		struct scored_row r = scored_row(rows, i);
		double x[FIXED + RUN_COLUMNS];

		to_numbers(run, &r, x);
		st = buf_add(&out, x, run->width * sizeof *x, e);
		if (st || (out.n < WRITTEN_AT_ONCE && i + 1 < run->n))
			continue;
		error = buf_write(&out, run->file->fd);
		st = error ? failed(error, e) : ST_OK;
		run->file->at += out.n;
		out.n = 0;
	}
	buf_free(&out);
	return st;
}

int run_write(struct run *run, struct run_file *file, const struct scored_rows *rows, struct err *e)
{
	const struct varying *const column[KEY] = {
		&rows->weight, &rows->model_cost, &rows->expert_cost, &rows->right, &rows->expert_right, &rows->p};

	*run = (struct run){.file = file, .at = file->at, .n = rows->order.n, .width = FIXED};
	file->users++;
	for (int k = 0; k < KEY; k++) {
		run->varies[k] = column[k]->v;
		run->same[k] = run->varies[k] ? 0 : column[k]->first;
	}
	run->varies[KEY] = rows->key.v;
	for (int k = 0; k < RUN_COLUMNS; k++)
		run->width += run->varies[k];
	if (run->n) {
		run->first = rows->order.row[0].key;
		run->last = rows->order.row[run->n - 1].key;
	}
	return write_rows(run, rows, e);
}

bool run_join(struct run *a, const struct run *b)
{
	size_t row = a->width * sizeof(double);

	if (a->file != b->file || a->at + a->n * row != b->at || memcmp(a->varies, b->varies, sizeof a->varies)
		|| memcmp(a->same, b->same, sizeof a->same) || b->first < a->last)
		return false;
	a->n += b->n;
	a->last = b->last;
	return true;
}

void run_share(struct run *to, const struct run *from)
{
	*to = *from;
	to->buffer = NULL;
	to->cap = to->have = to->next = to->read = 0;
	if (to->file)
		to->file->users++;
}

void run_free(struct run *run)
{
	free(run->buffer);
	run_file_leave(run->file);
	*run = (struct run){0};
}

void run_of_state(struct run *run, struct state_in *in, size_t n)
{
	*run = (struct run){.in = in, .n = n};
}

int run_begin(struct run *run, size_t bytes, struct err *e)
{
	run->have = run->next = run->read = 0;
	if (run->in || run->buffer)
		return ST_OK;
	run->cap = bytes / (run->width * sizeof(double)) + 1;
	run->buffer = mem_alloc(run->cap * run->width, sizeof(double), e);
	return run->buffer ? ST_OK : ST_SYSTEM;
}

/* The next rows into the buffer. */
static int fill(struct run *run, struct err *e)
{
	size_t left = run->n - run->read, rows = left < run->cap ? left : run->cap, row = run->width * sizeof(double);
	size_t n = 0, want = rows * row;

	while (n < want) {
		ssize_t got =
			pread(run->file->fd, (char *)run->buffer + n, want - n, (off_t)(run->at + run->read * row + n));

		if (got > 0)
			n += (size_t)got;
		else if (!got || errno != EINTR)
			return failed(got ? errno : EIO, e);
	}
	run->have = rows;
	run->read += rows;
	run->next = 0;
	return ST_OK;
}

/* What stands behind the rows of a state: their end, and its. */
static int end_state(struct run *run, struct err *e)
{
	struct state_in *in = run->in;
	bool end = false;
	int st = run->n ? state_in_next(in, e) : ST_OK;

	if (!st && (!scored_totals_is(&in->item, &end) || !end || in->item.place != (double)run->n))
		in->item.wrong = "not the end of the rows of this state";
	if (!st)
		st = state_in_check(in, true, e);
	if (!st)
		st = state_in_next(in, e);
	run->more = !st;
	return st ? st : err_set(e, ST_DATA, "%.400s: changed while it was read", in->t.file[0]);
}

static int next_of_state(struct run *run, struct err *e)
{
	struct state_in *in = run->in;
	double before = run->row.score;
	bool taken;
	int st = run->read ? state_in_next(in, e) : ST_OK;

	if (st)
		return st;
	taken = scored_row_read(&run->row, &in->item);
	if (taken && !in->item.wrong && run->read && run->row.score < before)
		return table_bad_cell(
			&in->t, in->column[STATE_COLUMN_PLACE], "below that of the row before: not sorted", e);
	run->read++;
	return state_in_check(in, taken, e);
}

int run_next(struct run *run, struct err *e)
{
	int st = ST_OK;

	if (run->in)
		return run->read < run->n ? next_of_state(run, e) : end_state(run, e);
	if (run->next == run->have && run->read == run->n)
		return ST_END;
	if (run->next == run->have)
		st = fill(run, e);
	if (!st)
		run->row = from_numbers(run, run->buffer + run->next++ * run->width);
	return st;
}
