/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/csv.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv/sniff.h"
#include "number/num_parse.h"
#include "scan/scan.h"

/* One step of the scanner. */
enum { BLOCK = SCAN_BLOCK };

/* Large enough that system calls do not show, small enough to stay in the second-level cache. */
enum { CHUNK = 256 * 1024 };

/* What a pipe may hold: the system's usual 64 KiB make both sides wait for each other. */
enum { PIPE = 1024 * 1024 };

/* A block is about as many reads. */
enum { BLOCK_READS = 4 };

/* The bytes at hand end before the record does. */
enum { MORE = -2 };

size_t csv_count_byte(const char *p, size_t n, char c)
{
	size_t count[2];

	scanner()->count(p, n, (const char[]){c, c}, count);
	return count[0];
}

static size_t max_record(const struct csv_reader *r)
{
	return r->max_record ? r->max_record : CSV_MAX_RECORD;
}

/* What of the unread bytes may belong to the next record: a longest one with its CR LF. */
static size_t visible(const struct csv_reader *r)
{
	size_t unread = r->end - r->start, most = max_record(r);

	return unread < most || unread - most < 2 ? unread : most + 2;
}

static bool all_visible(const struct csv_reader *r)
{
	return visible(r) == r->end - r->start;
}

int csv_reader_init(struct csv_reader *r, int fd, const char *name, struct err *e)
{
	const char *chunk = getenv("L2D_TEST_CHUNK");
	struct stat s;

	*r = (struct csv_reader){.name = name, .fd = fd, .chunk = CHUNK, .line = 1};
	r->live = !fstat(fd, &s) && !S_ISREG(s.st_mode);
	if (r->live && S_ISFIFO(s.st_mode))
		(void)fcntl(fd, F_SETPIPE_SZ, PIPE); /* refused where the user has many: then it is as it was */
	if (chunk && (num_parse_size(chunk, strlen(chunk), &r->chunk) || !r->chunk))
		return err_set(e, ST_USAGE, "L2D_TEST_CHUNK: not a count: '%.60s'", chunk);
	return ST_OK;
}

void csv_reader_free(struct csv_reader *r)
{
	if (!r->fed)
		free(r->p);
	free(r->f);
	buf_free(&r->text);
	r->p = NULL;
	r->f = NULL;
}

void csv_reader_feed(struct csv_reader *r, const char *name, char *p, size_t n, size_t line)
{
	if (!r->fed)
		free(r->p);
	r->name = name;
	r->fd = -1;
	r->ranged = false;
	r->eof = r->fed = true;
	r->p = p;
	r->start = 0;
	r->end = n;
	r->line = line;
}

/* Room for another chunk behind the unread bytes, which move to the front. */
static int make_room(struct csv_reader *r, struct err *e)
{
	size_t unread = r->end - r->start, cap = r->cap;
	char *grown;

	if (r->start)
		memmove(r->p, r->p + r->start, unread);
	r->start = 0;
	r->end = unread;
	if (unread + r->chunk <= cap)
		return ST_OK;
	cap = 2 * cap > unread + r->chunk ? 2 * cap : unread + r->chunk;
	grown = realloc(r->p, cap + BLOCK);
	if (!grown)
		return err_memory(e);
	r->p = grown;
	r->cap = cap;
	return ST_OK;
}

/* Whether a read would not wait, now or within so many milliseconds. */
static bool ready(const struct csv_reader *r, int milliseconds)
{
	struct pollfd p = {.fd = r->fd, .events = POLLIN};

	return poll(&p, 1, milliseconds) != 0; /* an error is for the read to report */
}

/* Has what is written so far go out while the input has run dry; false when that ends the reading. */
static bool await_input(struct csv_reader *r)
{
	int wait;

	if (!r->live || !r->idle.call || ready(r, 0))
		return true;
	do
		wait = r->idle.call(r->idle.arg);
	while (wait && !ready(r, wait));
	return wait;
}

int csv_reader_fill(struct csv_reader *r, struct err *e)
{
	int st = make_room(r, e);
	ssize_t got;

	if (st)
		return st;
	if (!await_input(r)) {
		r->eof = true;
		return ST_OK;
	}
	do
		got = r->ranged ? pread(r->fd, r->p + r->end, r->chunk, (off_t)r->offset)
				: read(r->fd, r->p + r->end, r->chunk);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_set(e, ST_SYSTEM, "%.400s: read error: %s", r->name, strerror(errno));
	r->eof = got == 0;
	r->offset += (size_t)got;
	r->end += (size_t)got;
	memset(r->p + r->end, 0, BLOCK);
	return ST_OK;
}

static int add_field(struct csv_reader *r, struct csv_row *row, size_t from, size_t to, struct err *e)
{
	if (row->n == r->fcap) {
		int st = array_reserve(&r->f, &r->fcap, row->n + 1, sizeof *r->f, e);

		if (st)
			return st;
	}
	r->f[row->n++] = (struct csv_field){row->raw + from, to - from, from};
	return ST_OK;
}

/* The record ends before byte `end`, its line end before byte `next`. */
static void consume(struct csv_reader *r, struct csv_row *row, size_t end, size_t next)
{
	row->rawn = end;
	row->f = r->f;
	r->start += next;
}

/* The bytes of the line end at byte i: 1 for LF, 2 for CR LF, 1 for a CR that ends the input;
 * 0 when that takes more bytes to tell, -1 for a lone CR. */
static int line_end(const struct csv_reader *r, size_t i)
{
	const char *p = r->p + r->start + i;
	size_t left = r->end - r->start - i;

	if (*p == '\n')
		return 1;
	if (left > 1)
		return p[1] == '\n' ? 2 : -1;
	return r->eof ? 1 : 0;
}

static int lone_cr(const struct csv_reader *r, const struct csv_row *row, size_t i, struct err *e)
{
	size_t line, column;

	csv_row_place(row, i, &line, &column);
	return err_at(e, ST_DATA, r->name, line, column, "carriage return without a line feed");
}

/* A record on its way through libcsv. */
struct quoted {
	struct csv_parser parser;
	struct csv_reader *r;
	struct csv_row *row;
	size_t n;    /* bytes of the field that ended last */
	bool field;  /* a field ended */
	bool record; /* the record ended */
	int st;
	struct err *e;
};

static void field_ended(void *p, size_t n, void *arg)
{
	struct quoted *q = arg;

	q->field = true;
	q->n = n;
	if (!q->st)
		q->st = buf_add(&q->r->text, p, n, q->e);
}

static void record_ended(int c, void *arg)
{
	struct quoted *q = arg;

	(void)c;
	q->record = true;
}

/* Adds the field that libcsv found in the bytes [from, to).  A quoted one has its text at the end of r->text,
 * which may still move: settle_pointers comes later.  An unquoted one keeps its raw bytes, blanks included. */
static int add_quoted(struct quoted *q, size_t from, size_t to)
{
	int st = q->st ? q->st : add_field(q->r, q->row, from, to, q->e);

	if (st)
		return st;
	if (memchr(q->row->raw + from, '"', to - from)) {
		q->r->f[q->row->n - 1].p = NULL;
		q->r->f[q->row->n - 1].n = q->n;
	} else {
		q->r->text.n -= q->n;
	}
	q->field = false;
	return ST_OK;
}

static void settle_pointers(struct csv_reader *r, struct csv_row *row)
{
	size_t at = 0;

	for (size_t i = 0; i < row->n; i++)
		if (!r->f[i].p) {
			r->f[i].p = r->text.p + at;
			at += r->f[i].n;
		}
}

/* Gives libcsv the bytes [from, to). */
static int feed(struct quoted *q, size_t from, size_t to)
{
	size_t done = csv_parse(&q->parser, q->row->raw + from, to - from, field_ended, record_ended, q);
	size_t line, column;

	if (done == to - from)
		return ST_OK;
	if (csv_error(&q->parser) != CSV_EPARSE)
		return err_memory(q->e);
	csv_row_place(q->row, from + done, &line, &column);
	return err_at(q->e, ST_DATA, q->r->name, line, column, "malformed quoting");
}

/* The last field when the input ends at byte n without a line end; libcsv has had `fed` bytes. */
static int finish_quoted(struct quoted *q, size_t fed, size_t field, size_t n)
{
	size_t line, column;
	int st = feed(q, fed, n);

	if (st)
		return st;
	if (csv_fini(&q->parser, field_ended, record_ended, q)) {
		csv_row_place(q->row, field, &line, &column);
		return err_at(q->e, ST_DATA, q->r->name, line, column, "the quote opened here is never closed");
	}
	st = add_quoted(q, field, n);
	consume(q->r, q->row, n, n);
	return st;
}

/* Feeds libcsv up to each comma and line end and sees from its calls whether that ended a field. */
static int split_quoted(struct quoted *q)
{
	struct csv_reader *r = q->r;
	const char *raw = q->row->raw;
	size_t n = visible(r), fed = 0, field = 0;
	int st, end;

	for (size_t base = 0; base < n; base += BLOCK) {
		struct scan_marks m = scanner()->marks(raw, base, n);

		for (uint64_t mask = m.comma | m.stop; mask; mask &= mask - 1) {
			size_t i = base + (size_t)__builtin_ctzll(mask);

			if (raw[i] == '"')
				continue;
			if ((st = feed(q, fed, i + 1)))
				return st;
			fed = i + 1;
			if (!q->field)
				continue;
			end = q->record ? line_end(r, i) : 1;
			if (end <= 0)
				return end ? lone_cr(r, q->row, i, q->e) : MORE;
			if ((st = add_quoted(q, field, i)))
				return st;
			field = i + 1;
			if (q->record) {
				consume(r, q->row, i, i + (size_t)end);
				return ST_OK;
			}
		}
	}
	return r->eof && all_visible(r) ? finish_quoted(q, fed, field, n) : MORE;
}

static int quoted_record(struct csv_reader *r, struct csv_row *row, struct err *e)
{
	struct quoted q = {.r = r, .row = row, .e = e};
	size_t newlines;
	int st;

	if (array_reserve(&r->text.p, &r->text.cap, 1, 1, e) || csv_init(&q.parser, CSV_STRICT | CSV_STRICT_FINI))
		return err_memory(e);
	row->n = 0;
	r->text.n = 0;
	st = split_quoted(&q);
	csv_free(&q.parser);
	if (st)
		return st;
	settle_pointers(r, row);
	newlines = csv_count_byte(row->raw, row->rawn, '\n');
	r->line += newlines;
	return r->plain && newlines
		? err_at(e, ST_DATA, r->name, row->line, 1, "a quoted newline, in spite of --no-quoted-newlines")
		: ST_OK;
}

/* The record's last field, for which there is room, ends at byte i, which is LF or CR, or a quote: then it takes the other path. */
static int stop_record(struct csv_reader *r, struct csv_row *row, size_t field, size_t i, struct err *e)
{
	int end;

	if (row->raw[i] == '"')
		return quoted_record(r, row, e);
	end = line_end(r, i);
	if (end <= 0)
		return end ? lone_cr(r, row, i, e) : MORE;
	r->f[row->n++] = (struct csv_field){row->raw + field, i - field, field};
	consume(r, row, i, i + (size_t)end);
	return ST_OK;
}

/* The fast path, left at the first quote. */
static int plain_record(struct csv_reader *r, struct csv_row *row, struct err *e)
{
	size_t n = visible(r);
	struct scan s = {0};
	int st = ST_OK;

	while (!st && !s.stopped && s.at < n) {
		if (s.n + BLOCK >= r->fcap)
			st = array_reserve(&r->f, &r->fcap, s.n + BLOCK + 1, sizeof *r->f, e);
		if (!st)
			scanner()->fields(&s, row->raw, n, r->f, r->fcap);
	}
	row->n = s.n;
	if (st || s.stopped)
		return st ? st : stop_record(r, row, s.field, s.at, e);
	if (!r->eof || !all_visible(r))
		return MORE;
	st = add_field(r, row, s.field, n, e);
	consume(r, row, n, n);
	return st;
}

/* An empty line always takes the fast path: libcsv would drop it. */
static int split(struct csv_reader *r, struct csv_row *row, struct err *e)
{
	size_t n = r->end - r->start;

	row->raw = r->p + r->start;
	row->line = r->line;
	if (r->all_libcsv && n && row->raw[0] != '\n' && row->raw[0] != '\r')
		return quoted_record(r, row, e);
	return plain_record(r, row, e);
}

int csv_reader_begin(struct csv_reader *r, struct err *e)
{
	const char *what;
	int st = ST_OK;

	if (r->p)
		return ST_OK;
	while (!st && !r->eof && r->end < SNIFF_BYTES && !(r->end && memchr(r->p, '\n', r->end)))
		st = csv_reader_fill(r, e);
	if (st)
		return st;
	if ((what = sniff(r->p, r->end)))
		return err_at(e, ST_DATA, r->name, 1, 1, "%s", what);
	if (r->end >= 3 && !memcmp(r->p, "\xef\xbb\xbf", 3))
		r->start = 3;
	return ST_OK;
}

/* Reads on until the unread bytes have a newline behind an even number of quotes, where alone a record can end well, or
 * are twice as many.  Splitting only then keeps the time of a long record linear. */
static int await_end(struct csv_reader *r, struct err *e)
{
	size_t seen = 0, enough = 2 * (r->end - r->start);
	bool quoted = false, ends = false;
	int st = csv_reader_fill(r, e);

	while (!st && !ends && !r->eof && r->end - r->start < enough && all_visible(r)) {
		for (; !ends && seen < r->end - r->start; seen++) {
			char c = r->p[r->start + seen];

			quoted ^= c == '"';
			ends = c == '\n' && !quoted;
		}
		if (!ends)
			st = csv_reader_fill(r, e);
	}
	return st;
}

static int too_long(const struct csv_reader *r, const struct csv_row *row, struct err *e)
{
	return err_at(e, ST_DATA, r->name, row->line, 1,
		"a record longer than the %zu bytes of --max-record: is a quote never closed?", max_record(r));
}

/* The next record begins behind those of the range. */
static bool past_limit(const struct csv_reader *r)
{
	return r->ranged && r->offset - (r->end - r->start) > r->limit;
}

int csv_reader_next(struct csv_reader *r, struct csv_row *row, struct err *e)
{
	int st = csv_reader_begin(r, e);

	if (st)
		return st;
	while ((!r->eof || r->start < r->end) && !past_limit(r)) {
		st = split(r, row, e);
		if ((!st && row->rawn > max_record(r)) || (st == MORE && !all_visible(r)))
			return too_long(r, row, e);
		if (st != MORE) {
			r->line++;
			return st;
		}
		if ((st = await_end(r, e)))
			return st;
	}
	return ST_END;
}

/* The bytes up to and with the last newline outside quotes; 0 when there is none. */
static size_t whole_records(const char *p, size_t n)
{
	bool quoted = csv_count_byte(p, n, '"') & 1;

	for (size_t i = n; i-- > 0;)
		if (p[i] == '"')
			quoted = !quoted;
		else if (p[i] == '\n' && !quoted)
			return i + 1;
	return 0;
}

/* Reads until there are `want` unread bytes, or, of an input that has run dry, fewer with a whole record among them. */
static int fill_block(struct csv_reader *r, size_t want, struct err *e)
{
	int st = ST_OK;

	while (!st && !r->eof && r->end - r->start < want) {
		if (r->live && r->idle.call && !ready(r, 0) && whole_records(r->p + r->start, r->end - r->start))
			break;
		st = csv_reader_fill(r, e);
	}
	return st;
}

/* Gives the first n unread bytes away in exchange for the block's memory, to which the others move. */
static int give_bytes(struct csv_reader *r, struct csv_block *b, size_t n, struct err *e)
{
	size_t rest = r->end - r->start - n, cap = b->bytes.cap;
	char *p = b->bytes.p;

	if (cap < rest + r->chunk + CSV_PADDING) {
		int st = array_reserve(&b->bytes.p, &b->bytes.cap, rest + r->chunk + CSV_PADDING, 1, e);

		if (st)
			return st;
		p = b->bytes.p;
		cap = b->bytes.cap;
	}
	memcpy(p, r->p + r->start + n, rest);
	memset(p + rest, 0, CSV_PADDING);
	b->at = r->start;
	b->bytes = (struct buf){r->p, n, r->cap + CSV_PADDING};
	memset(r->p + r->start + n, 0, CSV_PADDING);
	r->p = p;
	r->cap = cap - CSV_PADDING;
	r->start = 0;
	r->end = rest;
	return ST_OK;
}

int csv_reader_block(struct csv_reader *r, struct csv_block *b, struct err *e)
{
	size_t want = BLOCK_READS * r->chunk, n, whole = 0;
	int st = csv_reader_begin(r, e);

	for (; !st && !whole; want *= 2) {
		st = fill_block(r, want, e);
		n = r->end - r->start;
		if (st || (r->eof && !n) || past_limit(r))
			return st ? st : ST_END;
		whole = r->eof ? n : whole_records(r->p + r->start, n);
		if (!whole && !all_visible(r))
			whole = n; /* for the reader of the block to refuse */
	}
	if (!st)
		st = give_bytes(r, b, whole, e);
	if (st)
		return st;
	b->ranges = NULL;
	b->name = r->name;
	b->line = r->line;
	r->line += csv_count_byte(b->bytes.p + b->at, whole, '\n');
	return ST_OK;
}

const char *csv_row_raw(const struct csv_row *row, size_t i, size_t *n)
{
	size_t end = i + 1 < row->n ? row->f[i + 1].at - 1 : row->rawn;

	*n = end - row->f[i].at;
	return row->raw + row->f[i].at;
}

void csv_row_place(const struct csv_row *row, size_t at, size_t *line, size_t *column)
{
	size_t last = 0;

	*line = row->line;
	for (size_t i = 0; i < at; i++)
		if (row->raw[i] == '\n') {
			++*line;
			last = i + 1;
		}
	*column = at - last + 1;
}
