/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/scored_runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "number/num_parse.h"

enum { MOST_BUFFER = 1 << 20 };

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

/* In the spool's list are those that hold rows. */
static void hold(struct scored_runs *t, struct scored_spool *spool, size_t bytes)
{
	if (!spool)
		return;
	if (!t->held && bytes) {
		t->before = NULL;
		t->after = spool->first;
		if (t->after)
			t->after->before = t;
		spool->first = t;
	} else if (t->held && !bytes) {
		if (t->before)
			t->before->after = t->after;
		else
			spool->first = t->after;
		if (t->after)
			t->after->before = t->before;
	}
	spool->used += bytes - t->held;
	t->held = bytes;
	t->spool = spool;
}

void scored_spool_free(struct scored_spool *s)
{
	run_file_leave(s->file);
	*s = (struct scored_spool){0};
}

void scored_runs_free(struct scored_runs *t)
{
	hold(t, t->spool, 0);
	scored_rows_free(&t->rows);
	scored_totals_free(&t->totals);
	scored_totals_free(&t->head);
	for (size_t k = 0; k < t->n_run; k++)
		run_free(&t->run[k]);
	free(t->run);
	free(t->heap);
	*t = (struct scored_runs){0};
}

static int sort_rows(struct scored_rows *rows, struct err *e)
{
	const struct order *o = &rows->order;
	size_t i = 1;

	while (i < o->n && o->row[i - 1].key <= o->row[i].key)
		i++;
	return i < o->n ? order_sort(&rows->order, e) : ST_OK;
}

/* The rows become a run, or the end of the one before. */
static int spill(struct scored_runs *t, struct err *e)
{
	struct scored_spool *spool = t->spool;
	size_t jobs = t->rows.order.jobs;
	struct run run = {0};
	int st = spool->file ? ST_OK : run_file_new(&spool->file, e);

	if (!st)
		st = scored_totals_add(&t->totals, &t->rows, e);
	if (!st)
		st = sort_rows(&t->rows, e);
	if (!st)
		st = array_reserve(&t->run, &t->cap, t->n_run + 1, sizeof *t->run, e);
	if (!st)
		st = run_write(&run, spool->file, &t->rows, e);
	if (st || (t->n_run && run_join(&t->run[t->n_run - 1], &run)))
		run_free(&run);
	else
		t->run[t->n_run++] = run;
	hold(t, spool, 0);
	scored_rows_free(&t->rows);
	t->rows.order.jobs = jobs;
	return st;
}

static size_t bytes_of(const struct scored_rows *r)
{
	size_t columns = (r->weight.v != NULL) + (r->model_cost.v != NULL) + (r->expert_cost.v != NULL)
		+ (r->right.v != NULL) + (r->expert_right.v != NULL) + (r->p.v != NULL) + (r->key.v != NULL);

	return r->order.n * (2 * sizeof *r->order.row + columns * sizeof(double));
}

/* Those that have most are written until there is room again. */
static int keep(struct scored_runs *t, struct scored_spool *spool, struct err *e)
{
	int st = ST_OK;

	if (!spool->limit)
		return ST_OK;
	hold(t, spool, bytes_of(&t->rows));
	while (!st && spool->used >= spool->limit) {
		struct scored_runs *most = spool->first;

		for (struct scored_runs *k = most; k; k = k->after)
			most = k->held > most->held ? k : most;
		st = spill(most, e);
	}
	return st;
}

int scored_runs_add(struct scored_runs *t, const struct scored_row *r, struct scored_spool *spool, struct err *e)
{
	int st = scored_rows_add(&t->rows, r, e);

	return st ? st : keep(t, spool, e);
}

int scored_runs_read(
	struct scored_runs *t, struct state_item *i, struct scored_spool *spool, bool *taken, struct err *e)
{
	struct scored_row r;
	bool end;

	*taken = true;
	if (scored_row_read(&r, i))
		return i->wrong ? ST_OK : scored_runs_add(t, &r, spool, e);
	*taken = scored_totals_is(i, &end);
	return ST_OK;
}

int scored_runs_again(struct scored_runs *t, const struct scored_runs *of, struct err *e)
{
	struct scored_spool none = {0};
	int st;

	*t = (struct scored_runs){0};
	st = scored_runs_merge(t, of, &none, e);
	return st ? st : scored_runs_sort(t, e);
}

int scored_runs_merge(struct scored_runs *t, const struct scored_runs *other, struct scored_spool *spool, struct err *e)
{
	int st = array_reserve(&t->run, &t->cap, t->n_run + other->n_run, sizeof *t->run, e);

	for (size_t k = 0; !st && k < other->n_run; k++)
		run_share(&t->run[t->n_run++], &other->run[k]);
	if (!st)
		st = scored_totals_merge(&t->totals, &other->totals, e);
	if (!st)
		st = scored_rows_merge(&t->rows, &other->rows, e);
	return st ? st : keep(t, spool, e);
}

static int add_state(struct scored_runs *t, struct state_in *in, struct err *e)
{
	int st = array_reserve(&t->run, &t->cap, t->n_run + 1, sizeof *t->run, e);

	if (!st)
		st = scored_totals_merge(&t->totals, &t->head, e);
	if (!st)
		run_of_state(&t->run[t->n_run++], in, t->head.n);
	scored_totals_free(&t->head);
	return st || !t->totals.many ? st : ST_SKIP;
}

int scored_runs_stream(struct scored_runs *t, struct state_in *in, bool *taken, bool *ready, struct err *e)
{
	struct scored_row r;
	struct buf last = {0};
	bool end;
	int st;

	*ready = scored_row_read(&r, &in->item) || (scored_totals_is(&in->item, &end) && end);
	if (!*ready)
		return scored_totals_read(&t->head, &in->item, taken, e);
	*taken = true;
	st = scored_totals_last(&t->head, &last, e);
	if (!st && !state_in_ends(in, &last))
		st = ST_SKIP;
	buf_free(&last);
	return st ? st : add_state(t, in, e);
}

bool scored_runs_beyond(const struct scored_runs *t)
{
	return t->n_run > 0;
}

/* The units of all runs; buffers for them. */
static int begin_runs(struct scored_runs *t, struct err *e)
{
	size_t bytes = t->spool ? t->spool->limit / 2 / t->n_run : 0;
	int st = ST_OK;

	free(t->heap);
	t->heap = mem_alloc(t->n_run, sizeof(struct run *), e);
	if (!t->heap)
		return ST_SYSTEM;
	bytes = bytes < RUN_LEAST_BUFFER ? RUN_LEAST_BUFFER : bytes > MOST_BUFFER ? MOST_BUFFER : bytes;
	for (size_t k = 0; !st && k < t->n_run; k++)
		st = run_begin(&t->run[k], bytes, e);
	t->begun = true;
	return st;
}

int scored_runs_sort(struct scored_runs *t, struct err *e)
{
	int st = t->rows.order.n ? spill(t, e) : ST_OK;

	if (!st)
		st = scored_totals_unit(&t->totals, &t->unit, e);
	t->power = scored_weight_power(t->totals.most_weight);
	t->cost_unit = scored_cost_unit(t->totals.most_cost);
	return st ? st : begin_runs(t, e);
}

/* Whether there is a next row of the run, in its units. */
static bool advance(struct scored_runs *t, struct run *run)
{
	int st = run_next(run, &t->fault);
	double weight = run->row.weight;

	if (!st) {
		run->row.weight = scored_weight(weight, t->unit, t->power);
		st = scored_weight_check(weight, run->row.weight, &t->fault);
	}
	if (st && st != ST_END)
		t->status = st;
	if (st)
		return false;
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
	if (!t->begun)
		t->status = begin_runs(t, &t->fault);
	t->begun = false;
	for (size_t k = 0; !t->status && k < t->n_run; k++)
		if (advance(t, &t->run[k]))
			t->heap[t->n_heap++] = &t->run[k];
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

bool scored_runs_next_row(struct scored_runs *t, struct scored_row *r)
{
	if (!t->n_heap || t->status)
		return false;
	*r = take(t);
	return true;
}

/* The rows of one score, of which there is another one than r. */
static void sum_rows(struct scored_runs *t, struct scored_row r, struct scored_block *b)
{
	struct block_sums s;

	b->score = r.score;
	block_begin(&s, b, t->unit > 0, t->totals.cost_varies);
	for (;; r = take(t)) {
		block_add(&s, b, &r);
		if (!t->n_heap || t->heap[0]->row.score != b->score)
			break;
	}
	block_end(&s, b, &r);
}

bool scored_runs_next(struct scored_runs *t, struct scored_block *b)
{
	struct scored_row r;

	if (!scored_runs_next_row(t, &r))
		return false;
	if (t->n_heap && t->heap[0]->row.score == r.score)
		sum_rows(t, r, b);
	else
		scored_single(&r, b);
	return !t->status;
}

int scored_runs_status(const struct scored_runs *t, struct err *e)
{
	if (t->status)
		*e = t->fault;
	return t->status;
}

int scored_runs_verify(struct scored_runs *t, struct err *e)
{
	struct scored_row r;
	int st = scored_runs_sort(t, e);

	if (st)
		return st;
	scored_runs_rewind(t);
	while (scored_runs_next_row(t, &r))
		;
	for (size_t k = 0; k < t->n_run; k++)
		if (t->run[k].more)
			return ST_SKIP;
	return scored_runs_status(t, e);
}

void scored_runs_sums(struct scored_runs *t, struct total_sums *s)
{
	struct scored_row r;

	*s = (struct total_sums){0};
	if (!t->totals.many) {
		scored_totals_sums(&t->totals, t->unit, t->power, t->cost_unit, s);
		return;
	}
	scored_runs_rewind(t);
	while (scored_runs_next_row(t, &r))
		total_sums_add(s, &r);
}

/* As they are, not in units. */
static int write_merged(struct scored_runs *t, struct state_out *o, struct err *e)
{
	struct scored_row r;
	int st = t->rows.order.n ? spill(t, e) : ST_OK;

	t->unit = 0;
	t->power = t->cost_unit = 0;
	if (!st)
		st = begin_runs(t, e);
	if (!st)
		st = scored_totals_write(&t->totals, o, e);
	scored_runs_rewind(t);
	while (!st && scored_runs_next_row(t, &r))
		st = scored_row_write(&r, o, e);
	return st ? st : scored_runs_status(t, e);
}

int scored_runs_write(struct scored_runs *t, struct state_out *o, struct err *e)
{
	int st;

	if (scored_runs_beyond(t)) {
		st = write_merged(t, o, e);
	} else {
		st = scored_totals_add(&t->totals, &t->rows, e);
		if (!st)
			st = sort_rows(&t->rows, e);
		if (!st)
			st = scored_totals_write(&t->totals, o, e);
		if (!st)
			st = scored_rows_write(&t->rows, o, e);
	}
	return st ? st : scored_totals_write_end(&t->totals, o, e);
}
