/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Finding commas, line ends and quotes, 64 bytes at a time, with the widest vectors that the processor has: a quarter of the
 * time of a summary is this.  All widths find the same.
 */
#ifndef L2D_SCAN_H
#define L2D_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of one step: so many may be read behind the end of what is scanned, whatever they are. */
enum { SCAN_BLOCK = 64 };

/* Bit i is set where byte i of a block is a comma, or one of LF CR " */
struct scan_marks {
	uint64_t comma, stop;
};

struct csv_field {
	const char *p; /* the value, unquoted; not terminated */
	size_t n;      /* its bytes */
	size_t at;     /* where the field starts in the record's raw bytes */
};

/* How far a record without quotes has been split; starts as zero. */
struct scan {
	size_t at;    /* bytes that were looked at; where it has stopped, the place of that byte */
	size_t field; /* where the field begins that has not ended */
	size_t n;     /* fields that have ended */
	bool stopped; /* at a byte that is LF, CR or a quote */
};

struct scanner {
	/* The marks of the block at byte `base` of n; none past the end. */
	struct scan_marks (*marks)(const char *p, size_t base, size_t n);
	/* Ends a field at every comma among the n bytes at `raw`, on from s->at: until it stops, all bytes were looked at, or f
	 * has room for fewer than SCAN_BLOCK + 1 fields more. */
	void (*fields)(struct scan *s, const char *raw, size_t n, struct csv_field *f, size_t cap);
	/* How often each of two bytes is among the n at p. */
	void (*count)(const char *p, size_t n, const char c[2], size_t count[2]);
};

/* That of the instruction_set(). */
const struct scanner *scanner(void);

#endif
