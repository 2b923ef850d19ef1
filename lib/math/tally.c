/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/tally.h"

#include "parallel/peers.h"

void tally_add(struct tally *t, double weight)
{
	if (weight == 1)
		t->unit++;
	else
		sum_add(&t->rest, weight);
}

void tally_merge(struct tally *t, const struct tally *other)
{
	t->unit += other->unit;
	sum_merge(&t->rest, &other->rest);
}

void tallies_gather(struct tally *t, size_t n)
{
	for (size_t i = 0; peers_n() > 1 && i < n; i++) {
		struct tally own = t[i];

		peers_wait_turn(&t[i], sizeof *t);
		if (peers_me())
			tally_merge(&t[i], &own);
		peers_end_turn(&t[i], sizeof *t);
	}
}

struct sum tally_sum(const struct tally *t)
{
	struct sum s = t->rest;

	sum_add(&s, (double)(t->unit >> 32) * 0x1p32);
	sum_add(&s, (double)(t->unit & 0xffffffffu));
	return s;
}

double tally_value(const struct tally *t)
{
	struct sum s = tally_sum(t);

	return sum_value(&s);
}

double tally_ratio(const struct tally *a, const struct tally *b)
{
	struct sum x = tally_sum(a), y = tally_sum(b);

	return sum_ratio(&x, &y);
}

double tally_weights(const double *w, size_t n)
{
	struct tally t = {.unit = w ? 0 : n};

	for (size_t i = 0; w && i < n; i++)
		tally_add(&t, w[i]);
	return tally_value(&t);
}
