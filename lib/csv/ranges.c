/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/ranges.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scan/scan.h"

/* Bytes read at once of the record that goes beyond its range: most do by less than a row. */
enum { TAIL = 16 * 1024 };

/* Where r goes on in its file; false where nothing of a known size is left. */
static bool find_extent(const struct csv_reader *r, size_t *begin, size_t *end)
{
	off_t read = r->ranged ? (off_t)r->offset : lseek(r->fd, 0, SEEK_CUR),
	      size = r->live ? -1 : lseek(r->fd, 0, SEEK_END);

	if (read < 0 || size < 0)
		return false;
	*begin = (size_t)read - (r->end - r->start);
	*end = (size_t)size;
	if (r->ranged && *end > r->limit)
		*end = r->limit + 1; /* a record may begin at that byte, and the range behind has the byte alone */
	if (*end > *begin)
		return true;
	if (!r->ranged)
		lseek(r->fd, read, SEEK_SET); /* what it has comes without a size */
	return false;
}

int csv_ranges_open(struct csv_ranges **ranges, struct csv_reader *r, struct err *e)
{
	struct csv_ranges *s;
	size_t begin, end;
	int st = csv_reader_begin(r, e);

	*ranges = NULL;
	if (st || !find_extent(r, &begin, &end))
		return st;
	if (!(s = mem_alloc(1, sizeof *s, e)))
		return ST_SYSTEM;
	*s = (struct csv_ranges){.name = r->name,
		.fd = r->fd,
		.begin = begin,
		.end = end,
		.limit = r->ranged ? r->limit : SIZE_MAX,
		.plain = r->plain,
		.step = r->chunk,
		.users = 1,
		.line = r->line};
	pthread_mutex_init(&s->lock, NULL);
	for (size_t i = 0; i < CSV_RANGES_WAITS; i++)
		pthread_cond_init(&s->known[i], NULL);
	r->start = r->end = 0;
	r->eof = true;
	r->fd = -1;
	*ranges = s;
	return ST_OK;
}

bool csv_ranges_take(struct csv_ranges *s, struct csv_block *b)
{
	if (s->taken * s->step >= s->end - s->begin)
		return false;
	b->ranges = s;
	b->number = s->taken++;
	pthread_mutex_lock(&s->lock);
	s->users++;
	pthread_mutex_unlock(&s->lock);
	return true;
}

void csv_ranges_release(struct csv_ranges *s)
{
	size_t users;

	pthread_mutex_lock(&s->lock);
	users = --s->users;
	pthread_mutex_unlock(&s->lock);
	if (users)
		return;
	if (s->fd != STDIN_FILENO)
		close(s->fd);
	pthread_mutex_destroy(&s->lock);
	for (size_t i = 0; i < CSV_RANGES_WAITS; i++)
		pthread_cond_destroy(&s->known[i]);
	free(s);
}

/* Tells all ranges that were read, up to the first one that was not, how they begin. */
static void add_up(struct csv_ranges *s)
{
	struct csv_turn **t;

	while (*(t = &s->turn[s->next % CSV_RANGES_WAITS])) {
		(*t)->quoted = s->quoted;
		(*t)->line = s->line;
		(*t)->known = true;
		s->quoted ^= (*t)->quotes & 1;
		s->line += (*t)->newlines;
		*t = NULL;
		pthread_cond_broadcast(&s->known[s->next++ % CSV_RANGES_WAITS]);
	}
}

/* Learns how the range begins. */
static void take_turn(struct csv_ranges *s, size_t number, struct csv_turn *t)
{
	pthread_cond_t *known = &s->known[number % CSV_RANGES_WAITS];

	pthread_mutex_lock(&s->lock);
	while (number - s->next >= CSV_RANGES_WAITS) /* another one has its place */
		pthread_cond_wait(known, &s->lock);
	s->turn[number % CSV_RANGES_WAITS] = t;
	add_up(s);
	while (!t->known)
		pthread_cond_wait(known, &s->lock);
	pthread_mutex_unlock(&s->lock);
}

/* Reads the range's bytes; fewer are there where the file has shrunk. */
static int read_range(struct csv_reader *r, size_t n, struct err *e)
{
	size_t chunk = r->chunk;
	int st = ST_OK;

	while (!st && !r->eof && r->end < n) {
		r->chunk = n - r->end;
		st = csv_reader_fill(r, e);
	}
	r->chunk = chunk;
	return st;
}

/* Goes to the first byte behind a newline outside quotes; without one there is nothing to read. */
static void find_record(struct csv_reader *r, bool quoted)
{
	bool found = false;

	while (!found && r->start < r->end) {
		char c = r->p[r->start++];

		quoted ^= c == '"';
		found = c == '\n' && !quoted;
	}
	r->eof |= !found;
}

static void set_extent(struct csv_reader *r, const struct csv_block *b)
{
	const struct csv_ranges *s = b->ranges;
	size_t step = s->step, left = s->end - s->begin - b->number * step;

	r->name = s->name;
	r->fd = s->fd;
	r->ranged = true;
	r->plain = s->plain;
	r->eof = r->fed = r->live = false;
	r->start = r->end = 0;
	r->offset = s->begin + b->number * step;
	r->limit = left > step ? r->offset + step : s->limit;
	r->chunk = step < TAIL ? step : TAIL;
}

int csv_ranges_read(struct csv_reader *r, const struct csv_block *b, struct err *e)
{
	struct csv_ranges *s = b->ranges;
	struct csv_turn turn = {0};
	size_t left, count[2];
	int st;

	if (r->fed) {
		r->p = NULL;
		r->cap = 0;
	}
	set_extent(r, b);
	left = s->end - r->offset;
	st = read_range(r, left < s->step ? left : s->step, e);
	scanner()->count(r->p, r->end, "\"\n", count);
	turn.quotes = count[0];
	turn.newlines = count[1];
	take_turn(s, b->number, &turn);
	r->line = turn.line;
	if (!st && b->number) {
		find_record(r, turn.quoted);
		r->line += csv_count_byte(r->p, r->start, '\n');
	}
	return st;
}
