/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Numbers as text: the shortest decimal that reads back to the same double, whatever the locale; what is out of the ordinary by the
 * C++ standard library (charconv).
 */
#ifndef L2D_NUM_PRINT_H
#define L2D_NUM_PRINT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* More significant digits than this say nothing more of a double. */
#define NUM_DIGITS 17
#define NUM_LENGTH 32

/* Writes x without a terminator and returns the length.  digits = 0: shortest that reads
 * back; else that many significant digits, trailing zeros dropped.  NaN is written as
 * "nan", infinities as "inf" and "-inf". */
size_t num_print(char out[NUM_LENGTH], double x, int digits);

/* The same for a count. */
size_t num_print_size(char out[NUM_LENGTH], size_t n);

#ifdef __cplusplus
}
#endif
#endif
