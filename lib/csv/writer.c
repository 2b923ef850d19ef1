/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/writer.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "number/num_print.h"

void csv_writer_init(struct csv_writer *w, int fd, size_t digits)
{
	*w = (struct csv_writer){.fd = fd, .digits = digits > NUM_DIGITS ? 0 : (int)digits};
}

int csv_writer_create(struct csv_writer *w, const char *path, size_t digits, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		return err_set(e, ST_SYSTEM, "%.400s: %s", path, strerror(errno));
	csv_writer_init(w, fd, digits);
	return ST_OK;
}

/* Notes the first failure. */
static void fail(struct csv_writer *w, int error)
{
	if (!w->error)
		w->error = error;
}

static int report_failure(const struct csv_writer *w, struct err *e)
{
	if (!w->error)
		return ST_OK;
	return w->error == ENOMEM ? err_memory(e) : err_set(e, ST_SYSTEM, "write error: %s", strerror(w->error));
}

static void flush(struct csv_writer *w)
{
	if (!w->error)
		fail(w, buf_write(&w->out, w->fd));
	w->out.n = w->record = 0;
}

bool csv_writer_flush(struct csv_writer *w)
{
	flush(w);
	return !w->error;
}

static bool make_room(struct csv_writer *w, size_t n)
{
	struct err ignored;

	if (!w->error && array_reserve(&w->out.p, &w->out.cap, w->out.n + n, 1, &ignored))
		fail(w, ENOMEM);
	return !w->error;
}

static inline bool has_room(const struct csv_writer *w, size_t n)
{
	return !w->error && n <= w->out.cap - w->out.n;
}

/* Room for n more bytes; false when the writer has failed. */
static inline bool room(struct csv_writer *w, size_t n)
{
	return has_room(w, n) || make_room(w, n);
}

/* The comma before every field but the first. */
static void separate(struct csv_writer *w, bool empty)
{
	w->bare = !w->fields && empty;
	if (w->fields++)
		w->out.p[w->out.n++] = ',';
}

static inline bool must_quote(const char *s, size_t n)
{
	static const bool special[UCHAR_MAX + 1] = {[','] = true, ['"'] = true, ['\n'] = true, ['\r'] = true};
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= special[(unsigned char)s[i]];
	return any;
}

/* Most fields are short, and then the call costs more than the copy: the first half and the last one, which may overlap. */
static inline void copy(char *to, const char *from, size_t n)
{
	if (n > 8) {
		memcpy(to, from, n);
	} else if (n >= 4) {
		memcpy(to, from, 4);
		memcpy(to + n - 4, from + n - 4, 4);
	} else if (n) {
		to[0] = from[0];
		to[n / 2] = from[n / 2];
		to[n - 1] = from[n - 1];
	}
}

/* There is room.  What bytes are written to might be the writer, as far as the compiler knows, and would be read anew. */
static inline void write_raw(struct csv_writer *w, const char *s, size_t n)
{
	char *to = w->out.p + w->out.n;
	bool first = !w->fields++;

	w->bare = first & !n;
	w->out.n += n + !first;
	*to = ',';
	copy(to + !first, s, n);
}

int csv_quote(struct buf *b, const char *s, size_t n, struct err *e)
{
	int st;

	if (!must_quote(s, n))
		return buf_add(b, s, n, e);
	if ((st = array_reserve(&b->p, &b->cap, b->n + 2 * n + 2, 1, e)))
		return st;
	b->n += csv_write(b->p + b->n, b->cap - b->n, s, n);
	return ST_OK;
}

__attribute__((noinline)) static void write_quoted(struct csv_writer *w, const char *s, size_t n)
{
	if (!room(w, 2 * n + 3))
		return;
	separate(w, false);
	w->out.n += csv_write(w->out.p + w->out.n, w->out.cap - w->out.n, s, n);
}

/* The calls come last, so that the shortest texts save no registers for them. */
void csv_write_text(struct csv_writer *w, const char *s, size_t n)
{
	if (must_quote(s, n))
		write_quoted(w, s, n);
	else if (has_room(w, n + 1))
		write_raw(w, s, n);
	else
		csv_write_raw(w, s, n);
}

void csv_write_string(struct csv_writer *w, const char *s)
{
	csv_write_text(w, s, strlen(s));
}

void csv_write_name(struct csv_writer *w, const struct name *name)
{
	csv_write_text(w, name ? name->s : "", name ? name->n : 0);
}

void csv_write_number(struct csv_writer *w, double x)
{
	if (!room(w, NUM_LENGTH + 1))
		return;
	separate(w, x != x);
	w->out.n += x == x ? num_print(w->out.p + w->out.n, x, w->digits) : 0;
}

void csv_write_numbers(struct csv_writer *w, const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_write_number(w, x[i]);
}

void csv_write_count(struct csv_writer *w, size_t n)
{
	if (!room(w, NUM_LENGTH + 1))
		return;
	separate(w, false);
	w->out.n += num_print_size(w->out.p + w->out.n, n);
}

char *csv_write_here(struct csv_writer *w, size_t fields)
{
	return room(w, fields * (NUM_LENGTH + 1)) ? w->out.p + w->out.n : NULL;
}

void csv_wrote(struct csv_writer *w, size_t fields, const char *end)
{
	size_t n = (size_t)(end - w->out.p);

	w->bare = !w->fields && n == w->out.n;
	w->fields += fields;
	w->out.n = n;
}

void csv_write_raw(struct csv_writer *w, const char *s, size_t n)
{
	if (room(w, n + 1))
		write_raw(w, s, n);
}

int csv_writer_pick(struct csv_writer *w, const size_t *picked, size_t picks, size_t all, struct err *e)
{
	w->picked = mem_alloc(picks, sizeof *w->picked, e);
	w->end = mem_alloc(all, sizeof *w->end, e);
	if (!w->picked || !w->end)
		return ST_SYSTEM;
	memcpy(w->picked, picked, picks * sizeof *picked);
	w->picks = picks;
	w->all = all;
	w->record = w->out.n;
	return ST_OK;
}

/* Where the record's fields end: at commas that are in no quotes, and at its own end. */
static void find_fields(struct csv_writer *w)
{
	bool quoted = false;
	size_t k = 0;

	for (size_t i = w->record; i < w->out.n; i++) {
		quoted ^= w->out.p[i] == '"';
		if (w->out.p[i] == ',' && !quoted && k < w->all)
			w->end[k++] = i;
	}
	while (k < w->all)
		w->end[k++] = w->out.n;
}

/* Puts the picked fields of the record behind it, then in its place. */
static void pick(struct csv_writer *w)
{
	size_t from = w->out.n, n = 0;

	if (!room(w, w->out.n - w->record + w->picks))
		return;
	find_fields(w);
	for (size_t i = 0; i < w->picks; i++) {
		size_t k = w->picked[i], start = k ? w->end[k - 1] + 1 : w->record;

		if (i)
			w->out.p[from + n++] = ',';
		memcpy(w->out.p + from + n, w->out.p + start, w->end[k] - start);
		n += w->end[k] - start;
	}
	memmove(w->out.p + w->record, w->out.p + from, n);
	w->out.n = w->record + n;
	w->bare = !n;
	w->fields = w->picks;
}

/* A record of one empty field is written as "", for an empty line is no record to many readers. */
int csv_write_end(struct csv_writer *w, struct err *e)
{
	if (w->picks)
		pick(w);
	if (room(w, 3)) {
		if (w->fields == 1 && w->bare) {
			w->out.p[w->out.n++] = '"';
			w->out.p[w->out.n++] = '"';
		}
		w->out.p[w->out.n++] = '\n';
	}
	w->fields = 0;
	w->record = w->out.n;
	if (w->out.n >= CSV_WRITER_HOLDS && w->fd >= 0)
		flush(w);
	return report_failure(w, e);
}

int csv_writer_close_whole(struct csv_writer *w, int status, struct err *e)
{
	flush(w);
	if (close(w->fd))
		fail(w, errno);
	if (!status)
		status = report_failure(w, e);
	csv_writer_free(w);
	return status;
}

int csv_writer_close(struct csv_writer *w, int status, struct err *e)
{
	if (status)
		w->out.n = 0;
	return csv_writer_close_whole(w, status, e);
}

void csv_writer_free(struct csv_writer *w)
{
	buf_free(&w->out);
	free(w->picked);
	free(w->end);
	w->picked = w->end = NULL;
}
