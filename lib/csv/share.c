/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/share.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "number/num_parse.h"
#include "parallel/peers.h"

/* Bytes counted at once, and shares at most, so that products of two of them are numbers. */
enum { PIECE = 256 * 1024 };
static const size_t most_shares = (size_t)1 << 32;

int csv_share_parse(struct csv_share *s, const char *text, bool plain, struct err *e)
{
	const char *slash = text ? strchr(text, '/') : NULL;

	*s = (struct csv_share){.plain = plain};
	if (!text && plain)
		return err_set(e, ST_USAGE, "--no-quoted-newlines needs --shard");
	if (text && !strcmp(text, "auto") && peers_joined()) {
		s->k = peers_me() + 1;
		s->n = peers_n();
		return ST_OK;
	}
	if (!text
		|| (slash && !num_parse_size(text, (size_t)(slash - text), &s->k)
			&& !num_parse_size(slash + 1, strlen(slash + 1), &s->n) && s->k >= 1 && s->k <= s->n
			&& s->n <= most_shares))
		return ST_OK;
	return err_set(e, ST_USAGE, "--shard: not K/N with 1 <= K <= N: '%.60s'", text);
}

/* floor(k x / n), for k <= n, without the product. */
static size_t part(size_t x, size_t k, size_t n)
{
	return x / n * k + x % n * k / n;
}

void csv_share_files(const struct csv_share *s, size_t n, size_t *first, size_t *end)
{
	*first = part(n, s->k - 1, s->n);
	*end = part(n, s->k, s->n);
}

int csv_share_check(const struct csv_reader *r, struct err *e)
{
	return r->live ? err_set(e, ST_USAGE,
		       "--shard: %.400s is no regular file: there is no saying where its share begins", r->name)
		       : ST_OK;
}

/* What was counted up to a byte of a file. */
struct count {
	bool quoted, open;     /* a record has begun and not ended */
	size_t lines, records; /* that have ended */
};

static void count_piece(struct count *c, const char *p, size_t n)
{
	for (size_t base = 0; base < n; base += SCAN_BLOCK) {
		struct scan_marks m = scanner()->marks(p, base, n);

		for (uint64_t stop = m.stop; stop; stop &= stop - 1) {
			char at = p[base + (size_t)__builtin_ctzll(stop)];

			c->quoted ^= at == '"';
			c->lines += at == '\n';
			c->records += at == '\n' && !c->quoted;
		}
	}
	c->open = c->quoted || p[n - 1] != '\n';
}

/* Counts the bytes from `from` up to `to`, or up to the end of a file that has become shorter. */
static int count(const struct csv_reader *r, size_t from, size_t to, struct count *c, struct err *e)
{
	char *p = mem_alloc(PIECE + CSV_PADDING, 1, e);
	ssize_t got = 0;

	if (!p)
		return ST_SYSTEM;
	while (from < to) {
		got = pread(r->fd, p, to - from < PIECE ? to - from : PIECE, (off_t)from);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		count_piece(c, p, (size_t)got);
		from += (size_t)got;
	}
	free(p);
	return got < 0 ? err_set(e, ST_SYSTEM, "%.400s: read error: %s", r->name, strerror(errno)) : ST_OK;
}

/* Goes to the first record that begins behind the place where the range does; there may be none in the range. */
static int find_record(struct csv_reader *r, bool quoted, struct err *e)
{
	bool found = false;
	int st = ST_OK;

	while (!st && !found && !r->eof && r->offset - (r->end - r->start) <= r->limit) {
		r->start = r->end;
		st = csv_reader_fill(r, e);
		while (!st && !found && r->start < r->end) {
			char c = r->p[r->start++];

			quoted ^= c == '"';
			r->line += c == '\n';
			found = c == '\n' && !quoted;
		}
	}
	if (!st && !found)
		csv_share_nothing(r);
	return st;
}

static int name_range(struct csv_reader *r, size_t from, struct buf *name, struct err *e)
{
	char text[32];
	int st = buf_add_string(name, r->name, e);

	snprintf(text, sizeof text, " from byte %zu", from);
	if (!st)
		st = buf_add(name, text, strlen(text) + 1, e);
	r->name = name->p;
	r->line = 1;
	return st;
}

int csv_share_begin(struct csv_reader *r, const struct csv_share *s, struct buf *name, struct err *e)
{
	int st = csv_reader_begin(r, e);
	off_t read, size;
	size_t begin, from;
	struct count c = {0};

	if (!st)
		st = csv_share_check(r, e);
	if (st)
		return st;
	read = lseek(r->fd, 0, SEEK_CUR);
	size = lseek(r->fd, 0, SEEK_END);
	if (read < 0 || size < 0)
		return err_set(e, ST_SYSTEM, "%.400s: %s", r->name, strerror(errno));
	begin = (size_t)read - (r->end - r->start);
	size = (size_t)size < begin ? (off_t)begin : size;
	from = begin + part((size_t)size - begin, s->k - 1, s->n);
	if (!s->plain)
		st = count(r, begin, from, &c, e);
	r->ranged = true;
	r->plain = s->plain;
	r->eof = false;
	r->start = r->end = 0;
	r->offset = from;
	r->limit = s->k < s->n ? begin + part((size_t)size - begin, s->k, s->n) : SIZE_MAX;
	r->line += c.lines;
	if (!st && s->plain && s->k > 1)
		st = name_range(r, from, name, e);
	return st || s->k == 1 ? st : find_record(r, c.quoted, e);
}

void csv_share_nothing(struct csv_reader *r)
{
	r->ranged = r->eof = true;
	r->start = r->end = 0;
	r->offset = r->limit = SIZE_MAX;
}

int csv_share_records(const struct csv_reader *r, size_t to, size_t *n, struct err *e)
{
	struct count c = {0};
	int st = count(r, 0, to, &c, e);

	*n = c.records + c.open;
	return st;
}
