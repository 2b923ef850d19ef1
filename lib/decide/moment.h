/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Moments in cells: a number, in whatever unit, or an ISO 8601 date with or without a time of day, which is the number of seconds
 * since the beginning of 1970, UTC, leap seconds not counted (as in POSIX):
 *
 *   2026-02-28   2026-02-28T23:59   2026-02-28 23:59:59.5Z   2026-02-28T23:59:59+01:00
 *
 * Without an offset it is UTC.  Years 0001 to 9999 of the Gregorian calendar; hours 00 to 23, seconds 00 to 59.
 */
#ifndef L2D_MOMENT_H
#define L2D_MOMENT_H

#include <stdbool.h>
#include <stddef.h>

struct moment {
	double x;
	bool date; /* x is in seconds */
};

/* NULL, or what is wrong with the text, in words. */
const char *moment_parse(const char *s, size_t n, struct moment *m);

/* A length of time above 0: a number, or one of seconds, minutes, hours, days: 30s, 15m, 6h, 1.5d.  date: it has such a unit. */
const char *moment_parse_length(const char *s, size_t n, struct moment *m);

#endif
