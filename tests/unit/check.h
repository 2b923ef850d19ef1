/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* What the unit tests share: a counter, a check that says where it failed, and a report as TAP-like
 * lines.  A unit test is a program; it prints "N passed, N failed" last and exits 1 on a failure. */
#ifndef CHECK_H
#define CHECK_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static int check_passed, check_failed;

__attribute__((unused, format(printf, 4, 5))) static bool check_report(
	bool ok, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	if (ok) {
		check_passed++;
		return true;
	}
	check_failed++;
	printf("%s:%d: ", file, line);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	return false;
}

#define CHECK(ok) check_report((ok), __FILE__, __LINE__, "%s", #ok)

/* |a - b| <= tolerance; a NaN never passes. */
#define CHECK_NEAR(a, b, tolerance)                                                                                    \
	do {                                                                                                           \
		double check_a = (a), check_b = (b), check_t = (tolerance);                                            \
		check_report(fabs(check_a - check_b) <= check_t, __FILE__, __LINE__,                                   \
			"%s = %.17g, not %.17g (%s) to %g", #a, check_a, check_b, #b, check_t);                        \
	} while (0)

/* L2D_ALL: what is worth it in CI only, see tests/README.md. */
__attribute__((unused)) static bool check_everything(void)
{
	const char *all = getenv("L2D_ALL");

	return all && *all;
}

/* As many trials of n as there is time for. */
__attribute__((unused)) static size_t check_trials(size_t n)
{
	return check_everything() ? n : n / 8 + 1;
}

static int check_end(void)
{
	printf("%d passed, %d failed\n", check_passed, check_failed);
	return check_failed != 0 || check_passed == 0;
}

#endif
