/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* What the fuzz targets share: bytes as a file with a name, and the rule that a refusal has its words. */
#ifndef L2D_FUZZ_H
#define L2D_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "base/opt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file in memory with these bytes; to be closed. */
struct fuzz_file {
	int fd;
	char path[40];
};

static inline struct fuzz_file fuzz_file(const void *data, size_t size)
{
	struct fuzz_file f = {.fd = memfd_create("fuzz", 0)};

	if (f.fd < 0 || write(f.fd, data, size) != (ssize_t)size)
		abort();
	lseek(f.fd, 0, SEEK_SET);
	snprintf(f.path, sizeof f.path, "/proc/self/fd/%d", f.fd);
	return f;
}

static inline void fuzz_close(struct fuzz_file *f)
{
	close(f->fd);
}

/* A status must be one that a reader may give, and a refusal must say something. */
static inline void fuzz_status(int st, const struct err *e)
{
	if (st == ST_OK || st == ST_END || st == ST_SKIP)
		return;
	if (st < 1 || st > 5 || !e->text[0])
		abort();
}

/* The bytes as a string. */
static inline char *fuzz_string(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1);

	if (!s)
		abort();
	memcpy(s, data, size);
	s[size] = '\0';
	return s;
}

#endif
