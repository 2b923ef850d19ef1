/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/writer.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"

/* As much as a pipe holds. */
enum { FLUSH = 64 * 1024 };

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

void csv_writer_free(struct csv_writer *w)
{
	buf_free(&w->out);
}

static int write_error(struct err *e)
{
	return err_set(e, ST_SYSTEM, "write error: %s", strerror(errno));
}

static int flush(struct csv_writer *w, struct err *e)
{
	for (size_t done = 0; done < w->out.n;) {
		ssize_t n = write(w->fd, w->out.p + done, w->out.n - done);

		if (n < 0 && errno != EINTR)
			return write_error(e);
		if (n > 0)
			done += (size_t)n;
	}
	w->out.n = 0;
	return ST_OK;
}

/* The comma before every field but the first. */
static int separate(struct csv_writer *w, size_t n, struct err *e)
{
	w->bare = !w->fields && !n;
	return w->fields++ ? buf_add_char(&w->out, ',', e) : ST_OK;
}

static bool must_quote(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == ',' || s[i] == '"' || s[i] == '\n' || s[i] == '\r')
			return true;
	return false;
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

int csv_write_text(struct csv_writer *w, const char *s, size_t n, struct err *e)
{
	int st = separate(w, n, e);

	return st ? st : csv_quote(&w->out, s, n, e);
}

int csv_write_string(struct csv_writer *w, const char *s, struct err *e)
{
	return csv_write_text(w, s, strlen(s), e);
}

/* Room for a number, printed where it will stay; *at is where. */
static int number_room(struct csv_writer *w, char **at, struct err *e)
{
	int st = array_reserve(&w->out.p, &w->out.cap, w->out.n + NUM_LENGTH + 1, 1, e);

	if (st)
		return st;
	if (w->fields++)
		w->out.p[w->out.n++] = ',';
	*at = w->out.p + w->out.n;
	return ST_OK;
}

int csv_write_number(struct csv_writer *w, double x, struct err *e)
{
	char *at;
	int st = number_room(w, &at, e);

	if (st)
		return st;
	w->bare = w->fields == 1 && x != x;
	w->out.n += x == x ? num_print(at, x, w->digits) : 0;
	return ST_OK;
}

int csv_write_numbers(struct csv_writer *w, const double *x, size_t n, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++)
		st = csv_write_number(w, x[i], e);
	return st;
}

int csv_write_count(struct csv_writer *w, size_t n, struct err *e)
{
	char *at;
	int st = number_room(w, &at, e);
	size_t digits = 1;

	if (st)
		return st;
	for (size_t m = n; m >= 10; m /= 10)
		digits++;
	w->bare = false;
	w->out.n += digits;
	for (; digits > 0; n /= 10)
		at[--digits] = (char)('0' + n % 10);
	return ST_OK;
}

int csv_write_raw(struct csv_writer *w, const char *s, size_t n, struct err *e)
{
	int st = separate(w, n, e);

	return st ? st : buf_add(&w->out, s, n, e);
}

/* A record of one empty field is written as "", for an empty line is no record to many readers. */
int csv_write_end(struct csv_writer *w, struct err *e)
{
	int st = w->fields == 1 && w->bare ? buf_add(&w->out, "\"\"", 2, e) : ST_OK;

	w->fields = 0;
	if (!st)
		st = buf_add_char(&w->out, '\n', e);
	return st || w->out.n < FLUSH ? st : flush(w, e);
}

int csv_writer_close(struct csv_writer *w, struct err *e)
{
	int st = flush(w, e);

	if (close(w->fd) && !st)
		st = write_error(e);
	csv_writer_free(w);
	return st;
}
