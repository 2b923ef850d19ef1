/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Numbers by name, as options give them: NAME=NUMBER,NAME=NUMBER.
 */
#ifndef L2D_NAMED_NUMBERS_H
#define L2D_NAMED_NUMBERS_H

#include "base/names.h"

struct named_numbers {
	struct names name;
	double *value; /* [name] */
	size_t cap;
};

/* ST_USAGE, under the option's name, for a name that is there already. */
int named_numbers_add(
	struct named_numbers *x, const char *option, const char *name, size_t n, double value, struct err *e);
/* Adds those of a list, in which the last '=' before a comma parts name and number; ST_USAGE for a number that is not in [0, most]. */
int named_numbers_read(struct named_numbers *x, const char *option, const char *list, double most, struct err *e);
void named_numbers_free(struct named_numbers *x);

/* The name's number, NaN where it has none. */
double named_number(const struct named_numbers *x, const struct name *name);

#endif
