/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Cells of the form that most numbers of a table have, a digit, a point and 6 to 14 digits, several at a time with the vectors
 * that the processor has.
 */
#ifndef L2D_DECIMALS_H
#define L2D_DECIMALS_H

#include <stddef.h>

#include "scan/scan.h"

/* Reads the fields f[column[0]] to f[column[n - 1]] into x; returns how many of the first ones are of that form: x may be
 * written beyond them.  The numbers are those of num_parse (number/num_parse). */
size_t decimals(const struct csv_field *f, const size_t *column, size_t n, double *x);

#endif
