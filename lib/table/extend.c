/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/extend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* A name that neither the input nor another computed column has. */
static int add_beside(struct extend *x, const struct names *computed, const struct name *name, struct err *e)
{
	struct buf b = {0};
	size_t index;
	int st = buf_add(&b, name->s, name->n, e);

	while (!st
		&& (names_find(&x->t->header, b.p, b.n) != NAMES_NONE || names_find(computed, b.p, b.n) != NAMES_NONE
			|| names_find(&x->name, b.p, b.n) != NAMES_NONE)) {
		if ((st = buf_add(&b, "new_", 4, e)))
			break;
		memmove(b.p + 4, b.p, b.n - 4);
		memcpy(b.p, "new_", 4);
	}
	if (!st)
		st = names_add(&x->name, b.p, b.n, &index, e);
	buf_free(&b);
	return st;
}

static int place_columns(struct extend *x, const struct names *computed, struct err *e)
{
	const struct names *header = &x->t->header;
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; i < header->n; i++)
		x->over[i] = NAMES_NONE;
	for (size_t k = 0; !st && k < computed->n; k++) {
		size_t at = names_find(header, computed->name[k].s, computed->name[k].n);

		if (at != NAMES_NONE && x->t->opt->keep) {
			st = add_beside(x, computed, &computed->name[k], e);
			at = NAMES_NONE;
		} else {
			st = names_add(&x->name, computed->name[k].s, computed->name[k].n, &index, e);
		}
		x->appended[k] = at == NAMES_NONE;
		if (at != NAMES_NONE) {
			x->over[at] = k;
			x->replaces = true;
		}
	}
	return st;
}

static void add_cell(struct extend *x, bool computed, size_t cell)
{
	struct extend_run *run = x->nrun ? &x->run[x->nrun - 1] : NULL;

	x->straight &= !computed || cell == x->cells++;
	if (run && run->computed == computed && run->last + 1 == cell)
		run->last = cell;
	else
		x->run[x->nrun++] = (struct extend_run){computed, cell, cell};
}

/* Computed cells over those of the row, and the others behind them. */
static void set_runs(struct extend *x)
{
	x->straight = true;
	for (size_t i = 0; i < x->t->header.n; i++)
		if (x->over[i] == NAMES_NONE)
			add_cell(x, false, i);
		else
			add_cell(x, true, x->over[i]);
	for (size_t k = 0; k < x->n; k++)
		if (x->appended[k])
			add_cell(x, true, k);
}

int extend_init(
	struct extend *x, const struct table *t, const struct names *computed, int fd, size_t digits, struct err *e)
{
	int st = ST_SYSTEM;

	*x = (struct extend){.t = t, .n = computed->n};
	csv_writer_init(&x->w, fd, digits);
	csv_writer_init(&x->cell, -1, digits);
	x->over = mem_alloc(t->header.n, sizeof *x->over, e);
	x->appended = mem_alloc(x->n, sizeof *x->appended, e);
	x->cell_end = mem_alloc(x->n, sizeof *x->cell_end, e);
	x->run = mem_alloc(t->header.n + x->n, sizeof *x->run, e);
	if (x->over && x->appended && x->cell_end && x->run)
		st = place_columns(x, computed, e);
	if (!st)
		set_runs(x);
	return st ? extend_close(x, st, e) : ST_OK;
}

/* The cells of the input up to the next computed one.  The comma before a cell is not the cell's. */
static void write_input(struct extend *x)
{
	const struct csv_row *row = x->row;

	for (; x->at < x->nrun && !x->run[x->at].computed; x->at++) {
		const struct extend_run *run = &x->run[x->at];
		size_t from = run->first ? row->f[run->first].at : 0;
		size_t end = run->last + 1 < x->t->header.n ? row->f[run->last + 1].at - 1 : row->rawn;

		csv_write_raw(&x->w, row->raw + from, end - from);
	}
}

/* The header as it was read, and the names of the new columns. */
int extend_head(struct extend *x, struct err *e)
{
	csv_write_raw(&x->w, x->t->header_raw.p, x->t->header_raw.n);
	for (size_t k = 0; k < x->n; k++)
		if (x->appended[k])
			csv_write_name(&x->w, &x->name.name[k]);
	x->headed = true;
	return csv_write_end(&x->w, e);
}

void extend_row(struct extend *x, const struct csv_row *row)
{
	struct err kept; /* by the writer */

	if (!x->headed)
		extend_head(x, &kept);
	x->row = row;
	x->at = x->cells = 0;
	if (x->straight)
		write_input(x);
}

static struct csv_writer *cell_writer(struct extend *x)
{
	return x->straight ? &x->w : &x->cell;
}

static void end_cell(struct extend *x)
{
	size_t cell = x->cells++;

	if (!x->straight)
		x->cell_end[cell] = x->cell.out.n;
	else if (cell == x->run[x->at].last && ++x->at < x->nrun)
		write_input(x);
}

void extend_number(struct extend *x, double value)
{
	csv_write_number(cell_writer(x), value);
	end_cell(x);
}

void extend_text(struct extend *x, const char *s, size_t n)
{
	csv_write_text(cell_writer(x), s, n);
	end_cell(x);
}

void extend_name(struct extend *x, const struct name *name)
{
	csv_write_text(cell_writer(x), name ? name->s : "", name ? name->n : 0);
	end_cell(x);
}

/* The cells that wait, and those of the input between them. */
static void write_runs(struct extend *x)
{
	for (write_input(x); x->at < x->nrun; write_input(x)) {
		const struct extend_run *run = &x->run[x->at++];
		size_t from = run->first ? x->cell_end[run->first - 1] + 1 : 0;

		csv_write_raw(&x->w, x->cell.out.p + from, x->cell_end[run->last] - from);
	}
	x->cell.fields = x->cell.out.n = 0;
}

int extend_end(struct extend *x, struct err *e)
{
	if (x->cell.error) /* nothing but memory can fail there */
		return err_memory(e);
	if (!x->straight)
		write_runs(x);
	return csv_write_end(&x->w, e);
}

/* Names that the message lists. */
enum { LISTED = 8 };

/* All is written by now, so this must not fail: no memory is asked for. */
static void report_replaced(const struct extend *x)
{
	char list[LISTED * (ERR_EXCERPT + 2) + 6] = "", *end = list, shown[ERR_EXCERPT];
	size_t n = 0;

	for (size_t i = 0; n <= LISTED && i < x->t->header.n; i++) {
		const struct name *m = &x->t->header.name[i];

		if (x->over[i] != NAMES_NONE && n++ < LISTED)
			end += sprintf(end, "%s%s", n > 1 ? ", " : "", err_excerpt(shown, m->s, m->n));
	}
	if (n > LISTED)
		strcpy(end, ", ...");
	err_report_replaced(list, x->program);
}

int extend_close(struct extend *x, int status, struct err *e)
{
	if (!status && !x->headed)
		status = extend_head(x, e);
	if (!status && x->replaces && x->program && csv_writer_flush(&x->w))
		report_replaced(x);
	status = csv_writer_close(&x->w, status, e);
	csv_writer_free(&x->cell);
	names_free(&x->name);
	free(x->over);
	free(x->appended);
	free(x->cell_end);
	free(x->run);
	*x = (struct extend){0};
	return status;
}
