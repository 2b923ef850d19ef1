/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/proper.h"

#include <math.h>
#include <stdio.h>

static void add(struct proper *s, double brier, double nll, double weight)
{
	tally_add(&s->weight, weight);
	sum_add(&s->brier, weight == 1 ? brier : weight * brier);
	if (isinf(nll))
		s->impossible += weight > 0;
	else
		sum_add(&s->nll, weight == 1 ? nll : weight * nll);
}

void proper_add(struct proper *s, double conf, bool event, double nll, double weight)
{
	double miss = event ? 1 - conf : conf;

	add(s, miss * miss, nll, weight);
}

double proper_add_classes(struct proper *s, const double *p, size_t n, size_t y, double weight)
{
	double brier = 0, nll = -log(p[y]);

	for (size_t c = 0; c < n; c++) {
		double miss = c == y ? 1 - p[c] : p[c];

		brier += miss * miss;
	}
	add(s, brier, nll, weight);
	return nll;
}

void proper_merge(struct proper *s, const struct proper *other)
{
	tally_merge(&s->weight, &other->weight);
	sum_merge(&s->brier, &other->brier);
	sum_merge(&s->nll, &other->nll);
	s->impossible += other->impossible;
}

double proper_brier(const struct proper *s)
{
	return sum_value(&s->brier) / tally_value(&s->weight);
}

double proper_nll(const struct proper *s)
{
	return s->impossible ? INFINITY : sum_value(&s->nll) / tally_value(&s->weight);
}

enum part { WEIGHT, BRIER, NLL, IMPOSSIBLE, PARTS };

#define PART_LENGTH 40

static const char *part_name(char out[PART_LENGTH], const char *prefix, enum part part)
{
	static const char *const name[PARTS] = {"weight", "brier", "nll", "impossible"};

	snprintf(out, PART_LENGTH, "%s%s", prefix, name[part]);
	return out;
}

int proper_write(const struct proper *s, const char *prefix, struct state_out *o, struct err *e)
{
	char name[PART_LENGTH];
	int st = state_write_tally(o, part_name(name, prefix, WEIGHT), 0, &s->weight, e);

	if (!st)
		st = state_write_sum(o, part_name(name, prefix, BRIER), 0, &s->brier, e);
	if (!st)
		st = state_write_sum(o, part_name(name, prefix, NLL), 0, &s->nll, e);
	if (!st)
		st = state_write_count(o, part_name(name, prefix, IMPOSSIBLE), 0, s->impossible, e);
	return st;
}

bool proper_read(struct proper *s, const char *prefix, const struct state_item *i)
{
	char name[PART_LENGTH];

	if (state_is(i, part_name(name, prefix, WEIGHT)))
		sum_merge(&s->weight.rest, &i->value);
	else if (state_is(i, part_name(name, prefix, BRIER)))
		sum_merge(&s->brier, &i->value);
	else if (state_is(i, part_name(name, prefix, NLL)))
		sum_merge(&s->nll, &i->value);
	else if (state_is(i, part_name(name, prefix, IMPOSSIBLE)))
		s->impossible += (size_t)sum_value(&i->value);
	else
		return false;
	return true;
}
