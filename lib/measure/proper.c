/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/proper.h"

#include <math.h>
#include <stdio.h>

static void add_brier(struct proper *s, double brier, double weight)
{
	tally_add(&s->weight, weight);
	sum_add_product(&s->brier, weight, brier);
}

double proper_pair(double conf, double event)
{
	double miss = event - conf; /* no branch: an event is as good as random */

	return miss * miss + event * (1 - event);
}

void proper_add(struct proper *s, double conf, double event, double weight)
{
	add_brier(s, proper_pair(conf, event), weight);
}

double proper_classes(const double *p, size_t n, size_t y)
{
	/* a loop that ended at a class that is as good as random could not be foreseen */
	enum { FEW = 64 };
	static const double is_y[2 * FEW] = {[FEW] = 1};
	double brier = 0;

	for (size_t c = 0; c < n; c++) {
		double miss = p[c] - (n <= FEW ? is_y[FEW + c - y] : c == y);

		brier += miss * miss;
	}
	return brier;
}

double proper_add_classes(struct proper *s, const double *p, size_t n, size_t y, double weight)
{
	double brier = proper_classes(p, n, y);

	add_brier(s, brier, weight);
	return brier;
}

double proper_add_noisy_classes(struct proper *s, const double *p, size_t n, const double *is, double weight)
{
	double brier = 0;

	for (size_t c = 0; c < n; c++)
		brier += p[c] * p[c] + is[c] * (1 - 2 * p[c]);
	add_brier(s, brier, weight);
	return brier;
}

void proper_add_nll(struct proper *s, double nll, double weight)
{
	if (isinf(nll))
		s->impossible++;
	else
		sum_add_product(&s->nll, weight, nll);
}

static bool all_are(const double *x, size_t n, double value)
{
	size_t same = 0;

	while (same < n && x[same] == value)
		same++;
	return same == n;
}

static bool any_infinite(const double *x, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= isinf(x[i]) != 0;
	return any;
}

void proper_add_all(struct proper *s, const double *brier, const double *nll, const double *weight, size_t n)
{
	if (all_are(weight, n, 1) && !any_infinite(nll, n)) {
		s->weight.unit += n;
		sum_add_all(&s->brier, brier, n);
		sum_add_all(&s->nll, nll, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		add_brier(s, brier[i], weight[i]);
		proper_add_nll(s, nll[i], weight[i]);
	}
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
	struct sum weight = tally_sum(&s->weight);

	return sum_ratio(&s->brier, &weight);
}

double proper_nll(const struct proper *s)
{
	struct sum weight = tally_sum(&s->weight);

	if (s->impossible)
		return s->noisy ? NAN : INFINITY;
	return sum_ratio(&s->nll, &weight);
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

bool proper_read(struct proper *s, const char *prefix, struct state_item *i)
{
	char name[PART_LENGTH];

	if (state_is(i, part_name(name, prefix, WEIGHT)))
		state_add_amount(i, &s->weight.rest);
	else if (state_is(i, part_name(name, prefix, BRIER)))
		(s->noisy ? state_add_sum : state_add_amount)(i, &s->brier);
	else if (state_is(i, part_name(name, prefix, NLL)))
		(s->noisy ? state_add_sum : state_add_amount)(i, &s->nll);
	else if (state_is(i, part_name(name, prefix, IMPOSSIBLE)))
		state_add_count(i, &s->impossible);
	else
		return false;
	return true;
}

bool proper_is_sound(const struct proper *s)
{
	struct sum most = tally_sum(&s->weight);

	/* the squared distance of two distributions is at most 2 */
	sum_merge(&most, &most);
	return s->noisy || sum_compare(&s->brier, &most) <= 0;
}
