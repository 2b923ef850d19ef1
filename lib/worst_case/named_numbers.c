/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "worst_case/named_numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "number/num_parse.h"

void named_numbers_free(struct named_numbers *x)
{
	names_free(&x->name);
	free(x->value);
	*x = (struct named_numbers){0};
}

int named_numbers_add(
	struct named_numbers *x, const char *option, const char *name, size_t n, double value, struct err *e)
{
	size_t index, before = x->name.n;
	int st = names_add(&x->name, name, n, &index, e);

	if (!st && x->name.n == before)
		return err_set(e, ST_USAGE, "%s: '%.200s' twice", option, x->name.name[index].s);
	if (!st)
		st = array_reserve(&x->value, &x->cap, x->name.n, sizeof *x->value, e);
	if (!st)
		x->value[index] = value;
	return st;
}

int named_numbers_read(struct named_numbers *x, const char *option, const char *list, double most, struct err *e)
{
	int st = ST_OK;

	while (!st && *list) {
		size_t n = strcspn(list, ","), name = n;
		double value;

		while (name && list[name - 1] != '=')
			name--;
		if (!name || num_parse(list + name, n - name, &value) || !(value >= 0 && value <= most))
			return err_set(e, ST_USAGE, "%s: not NAME=NUMBER with a number from 0%s: '%.*s'", option,
				most == 1 ? " to 1" : "", (int)(n < 200 ? n : 200), list);
		st = named_numbers_add(x, option, list, name - 1, value, e);
		list += n + (list[n] == ',');
	}
	return st;
}

double named_number(const struct named_numbers *x, const struct name *name)
{
	size_t index = names_find(&x->name, name->s, name->n);

	return index == NAMES_NONE ? NAN : x->value[index];
}
