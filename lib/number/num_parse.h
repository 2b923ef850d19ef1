/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Text as numbers, correctly rounded, whatever the locale: the forms that tables have at once, all others by the C++ standard
 * library (charconv).
 */
#ifndef L2D_NUM_PARSE_H
#define L2D_NUM_PARSE_H

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

#ifdef __cplusplus
}
#endif
#endif
