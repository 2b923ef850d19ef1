/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/scored_runs.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/num.h"
#include "math/unit.h"
#include "process/process.h"

/* Columns of a row in a run, of which those that vary in it are written, behind the score and the outcome's bits. */
enum { WEIGHT, MODEL_COST, EXPERT_COST, RIGHT, EXPERT_RIGHT, COLUMNS, FIXED = 2 };
enum { IS_RIGHT = 1, IS_ANSWERED = 2, IS_EXPERT_RIGHT = 4, IS_UNKNOWN = 8 };
enum { LEAST_BUFFER = 1 << 12, MOST_BUFFER = 1 << 20 };

struct run {
	size_t file, at, n; /* where it begins, bytes; rows */
	size_t width;       /* numbers a row */
	bool varies[COLUMNS];
	double same[COLUMNS]; /* those that do not vary */
	double *buffer;       /* [cap * width] */
	size_t cap, have, next, read;
	struct scored_row row; /* the next one */
};

int scored_runs_limit(const char *text, size_t jobs, size_t *limit, struct err *e)
{
	static const char unit[] = "KMG";
	size_t n = text ? strlen(text) : 0, shift = 0;
	const char *at = n ? strchr(unit, text[n - 1]) : NULL;

	*limit = 0;
	if (!text)
		return ST_OK;
	if (at)
		shift = 10 * (size_t)(at - unit + 1);
	if (num_parse_size(text, n - (shift > 0), limit) || *limit > SIZE_MAX >> (shift + 1)
		|| *limit << shift < (size_t)1 << 20)
		return err_set(e, ST_USAGE, "--memory '%.200s': not a size of 1M or more", text);
	*limit = (*limit << shift) / jobs;
	return ST_OK;
}

void scored_runs_free(struct scored_runs *t)
{
	scored_rows_free(&t->rows);
	for (size_t k = 0; k < t->n_run; k++)
		free(t->run[k].buffer);
	for (size_t k = 0; k < t->n_file; k++)
		close(t->file[k]);
	free(t->run);
	free(t->file);
	free(t->heap);
	names_free(&t->weight);
	*t = (struct scored_runs){0};
}

static int unit_of(const struct scored_runs *t, double *unit, struct err *e)
{
	double *w = mem_alloc(t->weight.n, sizeof *w, e);
	int st = w ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < t->weight.n; i++)
		memcpy(&w[i], t->weight.name[i].s, sizeof w[i]);
	*unit = 0;
	if (!st && t->weight.n && !t->no_unit)
		st = unit_find(w, t->weight.n, unit, e);
	free(w);
	return st;
}

static int note_weight(struct scored_runs *t, double w, struct err *e)
{
	size_t known = t->weight.n, index;
	double unit;
	int st;

	t->most_weight = fmax(t->most_weight, w);
	if (t->no_unit)
		return ST_OK;
	st = names_add(&t->weight, (const char *)&w, sizeof w, &index, e);
	if (st || t->weight.n == known || t->weight.n < RUNS_WEIGHTS || t->weight.n & (t->weight.n - 1))
		return st;
	st = unit_of(t, &unit, e);
	if (st || unit > 0)
		return st;
	t->no_unit = true;
	names_free(&t->weight);
	return ST_OK;
}

static void note_cost(struct scored_runs *t, int k, double first, bool varies)
{
	if (!t->n_run)
		t->cost[k] = first;
	t->cost_varies[k] |= varies || first != t->cost[k];
}

/* A row's numbers. */
static void to_numbers(const struct run *run, const struct scored_row *r, double *x)
{
	const double column[COLUMNS] = {r->weight, r->model_cost, r->expert_cost, r->right == 1 ? 0 : r->right,
		r->expert_right == 1 ? 0 : r->expert_right};

	*x++ = r->score;
	*x++ = (r->right == 1 ? IS_RIGHT : 0) + (r->answered ? IS_ANSWERED : 0)
		+ (r->expert_right == 1 ? IS_EXPERT_RIGHT : 0) + (r->unknown ? IS_UNKNOWN : 0);
	for (int k = 0; k < COLUMNS; k++)
		if (run->varies[k])
			*x++ = column[k];
}

static struct scored_row from_numbers(const struct run *run, const double *x)
{
	double column[COLUMNS], score = *x++;
	int is = (int)*x++;

	for (int k = 0; k < COLUMNS; k++)
		column[k] = run->varies[k] ? *x++ : run->same[k];
	return (struct scored_row){.score = score,
		.weight = column[WEIGHT],
		.model_cost = column[MODEL_COST],
		.expert_cost = column[EXPERT_COST],
		.right = is & IS_RIGHT ? 1 : column[RIGHT],
		.unknown = is & IS_UNKNOWN,
		.answered = is & IS_ANSWERED,
		.expert_right = is & IS_EXPERT_RIGHT ? 1 : column[EXPERT_RIGHT]};
}

/* The run that the rows will be; notes what all runs have to know of them. */
static int describe(struct scored_runs *t, struct run *run, struct err *e)
{
	const struct scored_rows *rows = &t->rows;
	const struct varying *const column[COLUMNS] = {
		&rows->weight, &rows->model_cost, &rows->expert_cost, &rows->right, &rows->expert_right};
	int st = ST_OK;

	*run = (struct run){.at = t->at, .n = rows->order.n, .width = FIXED};
	for (int k = 0; k < COLUMNS; k++) {
		run->varies[k] = column[k]->v;
		run->same[k] = column[k]->first;
		run->width += run->varies[k];
	}
	for (size_t i = 0; !st && i < (run->varies[WEIGHT] ? run->n : 1); i++)
		st = note_weight(t, run->varies[WEIGHT] ? rows->weight.v[i] : run->same[WEIGHT], e);
	for (int k = 0; k < 2; k++)
		note_cost(t, k, run->same[MODEL_COST + k], run->varies[MODEL_COST + k]);
	t->most_cost = fmax(t->most_cost, scored_rows_largest_cost(rows));
	t->beyond |= rows->beyond;
	return st;
}

static int failed(int error, struct err *e)
{
	return err_set(e, ST_SYSTEM, "a temporary file: %s", strerror(error));
}

static int add_file(struct scored_runs *t, int fd, struct err *e)
{
	int st = fd < 0 ? failed(errno, e) : array_reserve(&t->file, &t->file_cap, t->n_file + 1, sizeof *t->file, e);

	if (st && fd >= 0)
		close(fd);
	if (!st)
		t->file[t->n_file++] = fd;
	return st;
}

static int write_rows(struct scored_runs *t, const struct run *run, struct err *e)
{
	struct buf out = {0};
	int st = ST_OK, error = 0;

	for (size_t i = 0; !st && i < run->n; i++) {
		struct scored_row r = scored_row(&t->rows, i);
		double x[FIXED + COLUMNS];

		to_numbers(run, &r, x);
		st = buf_add(&out, (const char *)x, run->width * sizeof *x, e);
		if (st || (out.n < LEAST_BUFFER && i + 1 < run->n))
			continue;
		error = buf_write(&out, t->file[0]);
		st = error ? failed(error, e) : ST_OK;
		t->at += out.n;
		out.n = 0;
	}
	buf_free(&out);
	return st;
}

/* The rows become a run. */
static int spill(struct scored_runs *t, struct err *e)
{
	size_t jobs = t->rows.order.jobs;
	struct run run;
	int fd, st = t->n_file ? ST_OK : process_scratch(&fd, e);

	if (!st && !t->n_file)
		st = add_file(t, fd, e);
	if (!st)
		st = describe(t, &run, e);
	if (!st)
		st = order_sort(&t->rows.order, e);
	if (!st)
		st = write_rows(t, &run, e);
	if (!st)
		st = array_reserve(&t->run, &t->cap, t->n_run + 1, sizeof *t->run, e);
	if (!st)
		t->run[t->n_run++] = run;
	scored_rows_free(&t->rows);
	t->rows.order.jobs = jobs;
	return st;
}

static int keep(struct scored_runs *t, size_t limit, struct err *e)
{
	const struct scored_rows *r = &t->rows;
	size_t columns = (r->weight.v != NULL) + (r->model_cost.v != NULL) + (r->expert_cost.v != NULL)
		+ (r->right.v != NULL) + (r->expert_right.v != NULL);

	t->limit = limit;
	if (!limit || r->order.n * (2 * sizeof *r->order.row + columns * sizeof(double)) < limit)
		return ST_OK;
	return spill(t, e);
}

int scored_runs_add(struct scored_runs *t, const struct scored_row *r, size_t limit, struct err *e)
{
	int st = scored_rows_add(&t->rows, r, e);

	return st ? st : keep(t, limit, e);
}

int scored_runs_read(struct scored_runs *t, struct state_item *i, size_t limit, bool *taken, struct err *e)
{
	int st = scored_rows_read(&t->rows, i, taken, e);

	return st ? st : keep(t, limit, e);
}

/* What all runs have to know of those of the other. */
static int note_runs(struct scored_runs *t, const struct scored_runs *other, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < other->weight.n; i++) {
		double w;

		memcpy(&w, other->weight.name[i].s, sizeof w);
		st = note_weight(t, w, e);
	}
	for (int k = 0; k < 2; k++)
		note_cost(t, k, other->cost[k], other->cost_varies[k]);
	t->no_unit |= other->no_unit;
	t->beyond |= other->beyond;
	t->most_weight = fmax(t->most_weight, other->most_weight);
	t->most_cost = fmax(t->most_cost, other->most_cost);
	return st;
}

/* Rows of t that are in no run yet go before: its own file stays the first one, which is written to. */
static int take_runs(struct scored_runs *t, const struct scored_runs *other, struct err *e)
{
	int st = t->rows.order.n ? spill(t, e) : ST_OK;
	size_t first = t->n_file;

	for (size_t k = 0; !st && k < other->n_file; k++)
		st = add_file(t, fcntl(other->file[k], F_DUPFD_CLOEXEC, 0), e);
	if (!st)
		st = note_runs(t, other, e);
	if (!st)
		st = array_reserve(&t->run, &t->cap, t->n_run + other->n_run, sizeof *t->run, e);
	for (size_t k = 0; !st && k < other->n_run; k++) {
		t->run[t->n_run] = other->run[k];
		t->run[t->n_run++].file += first;
	}
	t->at = first ? t->at : other->at;
	return st;
}

int scored_runs_merge(struct scored_runs *t, const struct scored_runs *other, struct err *e)
{
	int st = other->n_run ? take_runs(t, other, e) : ST_OK;

	if (!st)
		st = scored_rows_merge(&t->rows, &other->rows, e);
	return st ? st : keep(t, other->limit, e);
}

int scored_runs_sort(struct scored_runs *t, struct err *e)
{
	size_t bytes;
	int st = t->rows.order.n ? spill(t, e) : ST_OK;

	if (!st)
		st = unit_of(t, &t->unit, e);
	frexp(t->most_weight, &t->power);
	t->cost_unit = scored_cost_unit(t->most_cost);
	if (!st && !(t->heap = mem_alloc(t->n_run, sizeof(struct run *), e)))
		st = ST_SYSTEM;
	bytes = t->limit / 2 / (t->n_run ? t->n_run : 1);
	bytes = bytes < LEAST_BUFFER ? LEAST_BUFFER : bytes > MOST_BUFFER ? MOST_BUFFER : bytes;
	for (size_t k = 0; !st && k < t->n_run; k++) {
		struct run *run = &t->run[k];

		t->n += run->n;
		run->cap = bytes / (run->width * sizeof(double));
		if (!(run->buffer = mem_alloc(run->cap * run->width, sizeof(double), e)))
			st = ST_SYSTEM;
	}
	return st;
}

/* The next rows of a run into its buffer. */
static void fill(struct scored_runs *t, struct run *run)
{
	size_t left = run->n - run->read, rows = left < run->cap ? left : run->cap, row = run->width * sizeof(double);
	size_t n = 0, want = rows * row;

	while (n < want) {
		ssize_t got = pread(
			t->file[run->file], (char *)run->buffer + n, want - n, (off_t)(run->at + run->read * row + n));

		if (got > 0)
			n += (size_t)got;
		else if (!got || errno != EINTR)
			break;
	}
	if (n < want)
		t->error = errno ? errno : EIO;
	run->have = n < want ? 0 : rows;
	run->read += rows;
	run->next = 0;
}

/* Whether there is a next row of the run, in its units. */
static bool advance(struct scored_runs *t, struct run *run)
{
	if (run->next == run->have && run->read < run->n)
		fill(t, run);
	if (run->next == run->have)
		return false;
	run->row = from_numbers(run, run->buffer + run->next++ * run->width);
	run->row.weight = scored_weight(run->row.weight, t->unit, t->power);
	run->row.model_cost = ldexp(run->row.model_cost, -t->cost_unit);
	run->row.expert_cost = ldexp(run->row.expert_cost, -t->cost_unit);
	return true;
}

static void sift_down(struct scored_runs *t, size_t at)
{
	for (;;) {
		size_t child = 2 * at + 1;
		struct run *run = t->heap[at];

		if (child + 1 < t->n_heap && t->heap[child + 1]->row.score < t->heap[child]->row.score)
			child++;
		if (child >= t->n_heap || run->row.score <= t->heap[child]->row.score)
			return;
		t->heap[at] = t->heap[child];
		t->heap[child] = run;
		at = child;
	}
}

void scored_runs_rewind(struct scored_runs *t)
{
	t->n_heap = 0;
	for (size_t k = 0; k < t->n_run; k++) {
		t->run[k].next = t->run[k].have = t->run[k].read = 0;
		if (advance(t, &t->run[k]))
			t->heap[t->n_heap++] = &t->run[k];
	}
	for (size_t k = t->n_heap / 2; k-- > 0;)
		sift_down(t, k);
}

/* Takes the row of the least score. */
static struct scored_row take(struct scored_runs *t)
{
	struct scored_row r = t->heap[0]->row;

	if (!advance(t, t->heap[0]))
		t->heap[0] = t->heap[--t->n_heap];
	if (t->n_heap)
		sift_down(t, 0);
	return r;
}

/* A row more, of which what is no sum is counted. */
static void count_row(const struct scored_row *r, struct scored_block *b)
{
	b->n++;
	b->unanswered += !r->answered;
	b->n_right += r->right == 1;
	b->n_expert_right += r->expert_right == 1;
}

/* The rows of one score, of which there is another one than r. */
static void sum_rows(struct scored_runs *t, struct scored_row r, struct scored_block *b)
{
	struct scored_sums s = {0};
	struct sum cost[2] = {0};
	double same[2] = {r.model_cost, r.expert_cost};

	*b = (struct scored_block){.score = r.score};
	for (;; r = take(t)) {
		count_row(&r, b);
		scored_sums_add(&s, &r);
		if (t->cost_varies[0])
			sum_add_product(&cost[0], r.weight, r.model_cost);
		if (t->cost_varies[1])
			sum_add_product(&cost[1], r.weight, r.expert_cost);
		if (!t->n_heap || t->heap[0]->row.score != b->score)
			break;
	}
	scored_sums_value(&s, b);
	b->model_cost = t->cost_varies[0] ? sum_value(&cost[0]) : b->weight * same[0];
	b->expert_cost = t->cost_varies[1] ? sum_value(&cost[1]) : b->weight * same[1];
}

bool scored_runs_next(struct scored_runs *t, struct scored_block *b)
{
	struct scored_row r;

	if (!t->n_heap || t->error)
		return false;
	r = take(t);
	if (t->n_heap && t->heap[0]->row.score == r.score)
		sum_rows(t, r, b);
	else
		scored_single(&r, b);
	return true;
}

int scored_runs_status(const struct scored_runs *t, struct err *e)
{
	return t->error ? failed(t->error, e) : ST_OK;
}
