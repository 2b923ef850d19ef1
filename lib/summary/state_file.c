/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "summary/state_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

/* Who takes the items, and how many ends there were: a state begins with the item that began the first. */
struct single {
	state_take *take;
	void *arg;
	struct buf first; /* part and place of the first item */
	size_t times;
};

static int take_single(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct single *s = arg;
	int st = s->first.n ? ST_OK : buf_add(&s->first, i->part, i->part_length, e);

	if (st)
		return st;
	s->times += s->first.n == i->part_length && !memcmp(s->first.p, i->part, i->part_length);
	if (s->times > 1)
		i->wrong = "of a second state in one file";
	return i->wrong ? ST_OK : s->take(s->arg, i, taken, e);
}

int state_file_read(const char *path, const char *state, state_take *take, void *arg, struct err *e)
{
	static const struct table_options plain;
	struct single single = {.take = take, .arg = arg};
	int st;

	if (access(path, F_OK) && errno == ENOENT)
		return ST_OK;
	st = state_read(&plain, &(struct strings){.v = &path, .n = 1}, state, take_single, &single, e);
	buf_free(&single.first);
	return st;
}

/* The rights of the file that is there, else those of a new one. */
static mode_t mode_of(const char *path)
{
	struct stat s;
	mode_t mask = umask(0);

	umask(mask);
	return stat(path, &s) ? 0666 & ~mask : s.st_mode & 0777;
}

static int system_error(const char *path, struct err *e)
{
	return err_set(e, ST_SYSTEM, "%.400s: %s", path, strerror(errno));
}

int state_file_write(const char *path, const char *state, state_write *write, const void *arg, struct err *e)
{
	struct buf name = {0};
	int st = buf_add_string(&name, path, e), fd, kept;

	if (!st)
		st = buf_add(&name, ".XXXXXX", sizeof ".XXXXXX", e);
	if (st)
		return st;
	fd = mkstemp(name.p);
	kept = fd < 0 ? -1 : dup(fd);
	if (kept < 0)
		st = system_error(name.p, e);
	if (!st)
		st = state_put(NULL, state, fd, write, arg, e); /* which closes fd */
	if (!st && (fchmod(kept, mode_of(path)) || fsync(kept) || rename(name.p, path)))
		st = system_error(path, e);
	if (kept >= 0)
		close(kept);
	else if (fd >= 0)
		close(fd);
	if (st && fd >= 0)
		unlink(name.p);
	buf_free(&name);
	return st;
}
