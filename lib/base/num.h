/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Numbers as text: parsed correctly rounded, printed as the shortest decimal that reads
 * back to the same double, whatever the locale.  The C++ standard library does both
 * (charconv) where the forms that tables have are not done at once; num.cc is the only file of lib that is not C.
 */
#ifndef L2D_NUM_H
#define L2D_NUM_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Parses all n bytes as a decimal number (sign, digits, point, exponent).  Returns NULL,
 * or what is wrong in words: "not a number", "not finite" (nan, inf), "out of range"
 * (beyond the largest double).  Blanks and hexadecimal are not numbers. */
const char *num_parse(const char *s, size_t n, double *x);

/* Whether the text is "LO:HI", LO < HI, and HI - LO finite. */
bool num_parse_range(const char *s, double *lo, double *hi);

/* The same as num_parse for a count: digits only, at most SIZE_MAX. */
const char *num_parse_size(const char *s, size_t n, size_t *x);

/* Writes x without a terminator and returns the length.  digits = 0: shortest that reads
 * back; else that many significant digits, trailing zeros dropped.  NaN is written as
 * "nan", infinities as "inf" and "-inf". */
/* More significant digits than this say nothing more of a double. */
#define NUM_DIGITS 17
#define NUM_LENGTH 32
size_t num_print(char out[NUM_LENGTH], double x, int digits);

/* The same for a count. */
size_t num_print_size(char out[NUM_LENGTH], size_t n);

#ifdef __cplusplus
}
#endif
#endif
