/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/places.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buf.h"
#include "parallel/peers.h"

struct place_file {
	off_t size;
	struct timespec time;
};

static int note_file(struct place_file *f, const char *name, struct err *e)
{
	struct stat s;

	if (!strcmp(name, "-"))
		return err_set(e, ST_USAGE,
			"standard input is read once, and --stream reads its files in every pass: name them");
	if (stat(name, &s))
		return err_set(e, ST_SYSTEM, "%.400s: %s", name, strerror(errno));
	if (!S_ISREG(s.st_mode))
		return err_set(e, ST_USAGE,
			"%.400s is no regular file: it is read once, and --stream reads in every pass", name);
	*f = (struct place_file){s.st_size, s.st_mtim};
	return ST_OK;
}

int places_init(struct places *p, const struct strings *files, struct err *e)
{
	int st = files->n ? ST_OK : note_file(NULL, "-", e);

	*p = (struct places){.step = 1, .most = PLACES_MOST, .nfile = files->n};
	if (!st && !(p->file = mem_alloc(files->n, sizeof *p->file, e)))
		st = ST_SYSTEM;
	for (size_t i = 0; !st && i < files->n; i++)
		st = note_file(&p->file[i], files->v[i], e);
	return st;
}

void places_free(struct places *p)
{
	free(p->at);
	free(p->file);
	*p = (struct places){0};
}

/* Forgets the places that are none of a step twice as long. */
static void thin_out(struct places *p)
{
	size_t n = 0;

	p->step *= 2;
	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].row % p->step == 0)
			p->at[n++] = p->at[i];
	p->n = n;
}

int places_note(struct places *p, const struct table *t, size_t row, struct err *e)
{
	const struct csv_reader *r = &t->reader;
	int st;

	/* A row that turned out to be none was noted, too. */
	if (row % p->step || (p->n && p->at[p->n - 1].row == row))
		return ST_OK;
	if ((st = array_reserve(&p->at, &p->cap, p->n + 1, sizeof *p->at, e)))
		return st;
	p->at[p->n++] = (struct place){row, t->next_file, r->offset - (r->end - r->start), r->line};
	if (p->n == p->most)
		thin_out(p);
	return ST_OK;
}

const struct place *places_before(const struct places *p, size_t row)
{
	size_t low = 0, high = p->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (p->at[middle].row <= row)
			low = middle;
		else
			high = middle;
	}
	return &p->at[low];
}

int places_go(const struct places *p, struct table *t, const struct place *to, struct err *e)
{
	const struct place_file *was = &p->file[to->file - 1];
	struct stat s;
	int st = table_go(t, to->file, to->offset, to->line, e);

	if (st)
		return st;
	if (fstat(t->reader.fd, &s) || s.st_size != was->size || s.st_mtim.tv_sec != was->time.tv_sec
		|| s.st_mtim.tv_nsec != was->time.tv_nsec)
		return err_set(e, ST_DATA, "%.400s was changed while it was read", t->reader.name);
	return ST_OK;
}

int places_gather(struct places *p, size_t before, struct err *e)
{
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e);
	char *all = NULL;
	int st = begin ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; i < p->n; i++)
		p->at[i].row += before;
	if (!st)
		st = peers_gather(p->at, p->n * sizeof *p->at, &all, begin, e);
	if (!st) {
		free(p->at);
		p->at = (struct place *)(void *)all;
		p->n = p->cap = begin[peers_n()] / sizeof *p->at;
	}
	free(begin);
	return st;
}
