/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int array_reserve(void *array, size_t *cap, size_t need, size_t size, struct err *e)
{
	void **p = array, *grown;
	size_t want = *cap + *cap / 2;

	if (need <= *cap)
		return ST_OK;
	if (want < need)
		want = need;
	if (want < 16)
		want = 16;
	if (want > SIZE_MAX / size || !(grown = realloc(*p, want * size)))
		return err_memory(e);
	*p = grown;
	*cap = want;
	return ST_OK;
}

void buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}

int buf_add(struct buf *b, const void *s, size_t n, struct err *e)
{
	int st = array_reserve(&b->p, &b->cap, b->n + n, 1, e);

	if (!st && n) {
		memcpy(b->p + b->n, s, n);
		b->n += n;
	}
	return st;
}

int buf_add_char(struct buf *b, char c, struct err *e)
{
	return buf_add(b, &c, 1, e);
}

int buf_add_string(struct buf *b, const char *s, struct err *e)
{
	return buf_add(b, s, strlen(s), e);
}

int buf_write(const struct buf *b, int fd)
{
	for (size_t done = 0; done < b->n;) {
		ssize_t n = write(fd, b->p + done, b->n - done);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0)
			done += (size_t)n;
	}
	return 0;
}

void *mem_alloc(size_t n, size_t size, struct err *e)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		err_memory(e);
	return p;
}

char *mem_copy(const char *s, size_t n, struct err *e)
{
	char *p = mem_alloc(n + 1, 1, e);

	if (p && n)
		memcpy(p, s, n);
	return p;
}

int buf_deliver(const struct buf *b, const char *path, struct err *e)
{
	int fd = STDOUT_FILENO, error;

	if (path && (fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) < 0)
		return err_set(e, ST_SYSTEM, "%.400s: %s", path, strerror(errno));
	error = buf_write(b, fd);
	if (close(fd) && !error)
		error = errno;
	return error ? err_set(e, ST_SYSTEM, "write error: %s", strerror(error)) : ST_OK;
}
